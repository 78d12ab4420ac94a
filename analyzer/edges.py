"""Hold a measured sum against a limit without losing the boundary to rounding."""

from __future__ import annotations

from enum import StrEnum

from storage.records import Week

#: Sums of many minutes end a hair beside the number meant: 210 times 0.05 is 10.499999999999998.
HAIR = 1e-6


class Reached(StrEnum):
    """Whether a week reached a floor."""

    YES = "yes"
    BY_ESTIMATE = "by_estimate"  # not in what was measured, but scaled to seven days
    NO = "no"


def at_least(value: float, limit: float) -> bool:
    """Whether a limit is reached; reaching it exactly is enough.

    >>> at_least(sum([0.05] * 210), 10.5), at_least(10.49, 10.5)
    (True, False)
    """
    return value >= limit - HAIR


def at_most(value: float, limit: float) -> bool:
    return value <= limit + HAIR


def above(value: float, limit: float) -> bool:
    return not at_most(value, limit)


def below(value: float, limit: float) -> bool:
    return not at_least(value, limit)


def reached(measured: float, estimated: float | None, limit: float) -> Reached:
    """What is measured is a lower bound: unworn days can only add to it.

    >>> reached(8.0, 11.2, limit=10.5).value
    'by_estimate'
    """
    if at_least(measured, limit):
        return Reached.YES
    if estimated is not None and at_least(estimated, limit):
        return Reached.BY_ESTIMATE
    return Reached.NO


def reached_met_h(week: Week, floor_met_h: float) -> Reached | None:
    """None where the week's MET-hours are unknown."""
    if week.met_h is None:
        return None
    return reached(week.met_h, week.met_h_estimated, floor_met_h)
