"""From days to ISO weeks: sums over what was measured, and an estimate for what was not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

from analyzer.met import MIN_PER_HOUR, equivalent_min
from storage.records import Day, Week

DAYS_IN_WEEK = 7

#: Sums of hours are kept to so many decimals, so that the order of adding never shows.
DECIMALS = 6


def summarise(days: Iterable[Day], valid_days_needed: int) -> tuple[Week, ...]:
    """Given days in any order, return their weeks; ``valid_days_needed`` before one is scaled."""
    ordered = sorted(days, key=lambda day: day.date)
    return tuple(
        _week(monday, list(inside), valid_days_needed)
        for monday, inside in groupby(ordered, key=lambda day: monday_of(day.date))
    )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, days: Sequence[Day], valid_days_needed: int) -> Week:
    valid = [day for day in days if day.valid and day.complete]
    moderate, vigorous = _sum(days, _moderate), _sum(days, _vigorous)
    met_h = _hours(days, lambda day: day.met_h)
    year, number, _ = monday.isocalendar()
    return Week(
        year=year,
        week=number,
        start=monday,
        valid_days=len(valid),
        steps_per_day=_mean(valid, lambda day: day.steps),
        light_min=_sum(days, lambda day: day.light_min),
        moderate_min=moderate,
        vigorous_min=vigorous,
        equivalent_min=_equivalent(moderate, vigorous),
        met_h=met_h,
        met_h_high=_hours(days, lambda day: day.met_h_high),
        met_h_estimated=_estimated(met_h, valid, valid_days_needed),
        strength_sessions=sum(day.strength_sessions for day in days),
        wear_h_per_day=_mean(valid, lambda day: day.wear_min / MIN_PER_HOUR),
        complete=len(days) == DAYS_IN_WEEK and all(day.complete for day in days),
    )


def _moderate(day: Day) -> int | None:
    return day.moderate_min


def _vigorous(day: Day) -> int | None:
    return day.vigorous_min


def _equivalent(moderate: int | None, vigorous: int | None) -> int | None:
    if moderate is None and vigorous is None:
        return None
    return int(equivalent_min(moderate or 0, vigorous or 0))


def _estimated(met_h: float | None, valid: Sequence[Day], needed: int) -> float | None:
    """The valid days scaled to seven, and never less than what was measured."""
    measured = _hours(valid, lambda day: day.met_h)
    if met_h is None or measured is None or not needed <= len(valid) < DAYS_IN_WEEK:
        return None
    return round(max(met_h, measured / len(valid) * DAYS_IN_WEEK), DECIMALS)


def _sum(days: Sequence[Day], value: Callable[[Day], int | None]) -> int | None:
    known = [each for day in days if (each := value(day)) is not None]
    return sum(known) if known else None


def _hours(days: Sequence[Day], value: Callable[[Day], float | None]) -> float | None:
    known = [each for day in days if (each := value(day)) is not None]
    return round(math.fsum(known), DECIMALS) if known else None


def _mean(days: Sequence[Day], value: Callable[[Day], float | None]) -> float | None:
    known = [each for day in days if (each := value(day)) is not None]
    return round(fmean(known), DECIMALS) if known else None
