"""The kinds of people who are made up, so that every promise is put to the test by somebody."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    SEDENTARY = "sedentary"
    IN_BAND = "in_band"
    OVERDOING = "overdoing"
    BOOM_BUST = "boom_bust"
    FLARE = "flare"
    UNWORN = "unworn"
    LATE_SYNC = "late_sync"
    RED_FLAG = "red_flag"
    NOT_CLEARED = "not_cleared"
    BETA_BLOCKER = "beta_blocker"


KINDS = tuple(Kind)


def kind_of(number: int) -> Kind:
    """Kinds take turns, so that any number of people holds about as many of each."""
    return KINDS[number % len(KINDS)]
