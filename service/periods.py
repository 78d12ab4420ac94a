"""The weeks that letters are about, as the ledger writes them. Pure."""

from __future__ import annotations

from datetime import date, timedelta


def week_of(day: date) -> str:
    """The ISO week of a day.

    >>> week_of(date(2026, 3, 9)), week_of(date(2027, 1, 3))
    ('2026-W11', '2026-W53')
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_before(day: date) -> str:
    """The last whole ISO week before a day.

    >>> week_before(date(2026, 1, 1)), week_before(date(2021, 1, 4))
    ('2025-W52', '2020-W53')
    """
    return week_of(day - timedelta(weeks=1))


def monday_of(period: str) -> date:
    """Give the first day of a week.

    >>> monday_of("2026-W11").isoformat()
    '2026-03-09'
    """
    year, week = period.split("-W")
    return date.fromisocalendar(int(year), int(week), 1)
