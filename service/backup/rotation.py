"""What backups are called, and which of them have had their time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

_NAME: Final = "stegvis-%Y%m%dT%H%M%SZ"


def name_of(moment: datetime) -> str:
    """Name a backup by when it was made.

    >>> name_of(datetime(2026, 3, 9, 4, 30, tzinfo=UTC))
    'stegvis-20260309T043000Z'
    """
    return moment.astimezone(UTC).strftime(_NAME)


def moment_of(name: str) -> datetime | None:
    """Read a backup's name; None where it is called something else."""
    try:
        moment = datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if name_of(moment) == name else None


def superfluous(made: Iterable[datetime], *, daily: int, weekly: int) -> tuple[datetime, ...]:
    """Give the backups to remove: all but the last of each of the latest days and weeks.

    Days and weeks without a backup do not count, so that a machine that was off for months keeps
    what it has. ``daily`` is one or more, so the latest is always kept.
    """
    latest_first = sorted(made, reverse=True)
    days: dict[date, datetime] = {}
    weeks: dict[tuple[int, int], datetime] = {}
    for each in latest_first:
        day = each.astimezone(UTC).date()
        days.setdefault(day, each)
        weeks.setdefault((day.isocalendar().year, day.isocalendar().week), each)
    kept = {*list(days.values())[:daily], *list(weeks.values())[:weekly]}
    return tuple(each for each in reversed(latest_first) if each not in kept)
