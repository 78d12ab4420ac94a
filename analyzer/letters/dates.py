"""The dates a letter speaks of."""

from __future__ import annotations

from datetime import date, timedelta

from config.letters import Letters


def week_dates(week_start: date) -> tuple[date, ...]:
    if week_start.isoweekday() != 1:
        raise ValueError(f"a week starts on a Monday; {week_start} is none. Give its Monday.")
    return tuple(week_start + timedelta(days=offset) for offset in range(7))


def week_starts(week_start: date, letters: Letters) -> tuple[date, ...]:
    """The Mondays of the small picture, oldest first."""
    back = range(letters.trend.weeks - 1, -1, -1)
    return tuple(week_start - timedelta(weeks=weeks_ago) for weeks_ago in back)
