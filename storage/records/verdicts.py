"""What was decided and why: a verdict, its reason, and a verdict that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

#: The named numbers a reason or finding rests on.
Numbers = Mapping[str, int | float | str]


def no_numbers() -> Numbers:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a stable code and the numbers it rests on.

    >>> str(Reason("few_valid_days", {"valid_days": 3, "needed": 4}))
    'few_valid_days (valid_days=3, needed=4)'
    """

    code: str
    numbers: Numbers = field(default_factory=no_numbers)

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value}" for key, value in self.numbers.items())
        return f"{self.code} ({inside})" if inside else self.code


NOT_JUDGED = Reason("not_judged")


class Verdict(StrEnum):
    """What a day or week was, held against the person's own band."""

    TOO_LITTLE = "too_little"
    IN_BAND = "in_band"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"


class Period(StrEnum):
    """What a verdict is about."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that was given, what it became, and the reason for the new one."""

    period: Period
    start: date
    old: Verdict
    new: Verdict
    why: Reason
    at: datetime
