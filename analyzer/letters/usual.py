"""The person's own usual days and weeks, which everything in a letter is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from analyzer.baseline import previous_weeks
from analyzer.letters.dates import week_dates
from config.limits import Limits
from storage.records import Day, Week


def usual_active_min(
    days: Sequence[Day], weeks: Sequence[Week], week_start: date, limits: Limits
) -> float | None:
    """The median of the person's own last counting weeks, in active minutes a day."""
    by_date = {day.date: day for day in days}
    means = []
    for week in counting_weeks(weeks, week_start, limits):
        own = [by_date[on] for on in week_dates(week.start) if on in by_date]
        mean = mean_active_min(own)
        if mean is not None:
            means.append(mean)
    return median(means) if len(means) >= limits.baseline.weeks_least else None


def counting_weeks(weeks: Iterable[Week], week_start: date, limits: Limits) -> tuple[Week, ...]:
    """The weeks that make "usual" for the week that starts on ``week_start``, newest first."""
    ordered = sorted(weeks, key=lambda week: week.start)
    at = next((i for i, week in enumerate(ordered) if week.start == week_start), None)
    return () if at is None else previous_weeks(ordered, at, limits)


def usual_days(days: Iterable[Day], week_start: date, limits: Limits) -> tuple[Day, ...]:
    """Counting days just before the week; empty where they are too few to call anything usual."""
    since = week_start - timedelta(days=limits.baseline.days_window)
    before = tuple(day for day in days if counts(day) and since <= day.date < week_start)
    return before if len(before) >= limits.baseline.days_least else ()


def mean_active_min(days: Iterable[Day]) -> float | None:
    """Active minutes a day over the days that count."""
    return _mean([active for day in days if (active := active_min(day)) is not None])


def active_min(day: Day) -> int | None:
    """Moderate and vigorous minutes of a day that counts; None where it does not."""
    return active_of(day.moderate_min, day.vigorous_min) if counts(day) else None


def active_of(moderate_min: int | None, vigorous_min: int | None) -> int | None:
    """Moderate and vigorous minutes together; None where neither is known."""
    if moderate_min is None and vigorous_min is None:
        return None
    return (moderate_min or 0) + (vigorous_min or 0)


def counts(day: Day) -> bool:
    return day.valid and day.complete


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def median_known(values: Iterable[float | None]) -> float | None:
    """The median of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None
