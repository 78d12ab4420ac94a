"""Where a person's local days begin and end in UTC, in the zones they lived in.

A day begins at the first instant of its date in the zone in force for that date, and ends where
the next one begins: no minute is in two days or in none, whatever clocks and travel do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analyzer.errors import AnalyzerError
from storage.records import Basis, Person, ZoneRow

FIXED = re.compile(r"UTC([+-])(\d\d):(\d\d)")
ONE_DAY = timedelta(days=1)

#: Across a change of zone at most so many earlier dates can begin after a date: offsets lie
#: between -12 and +14 hours, so the date line moves midnight by 26 hours at most.
DATES_BEHIND = 2


class ZoneError(AnalyzerError):
    """A zone cannot be used."""


@dataclass(frozen=True, slots=True)
class DayBounds:
    """A local day: from ``start`` up to ``end``, both UTC. On a day skipped in travel they meet."""

    date: date
    zone: str
    start: datetime
    end: datetime

    @property
    def length_min(self) -> int:
        return (self.end - self.start) // timedelta(minutes=1)


def zone_rows(person: Person, zones: Sequence[ZoneRow]) -> tuple[ZoneRow, ...]:
    """Given the dated rows, return them in order, led by the zone the person first stated.

    Of two rows of one date the stated one holds: the person knows better than the watch.
    """
    stated = ZoneRow(date.min, person.timezone, Basis.STATED)
    return _in_order([stated, *zones])


def day_bounds(zones: Sequence[ZoneRow], first: date, last: date) -> tuple[DayBounds, ...]:
    """Given zone rows in any order, return the days from ``first`` to ``last``.

    Dates before the first row follow the first row.
    """
    if last < first:
        return ()
    rows = _in_order(zones)
    if not rows:
        raise ZoneError("No time zone is known for this person. State one with `person set`.")
    behind = min(DATES_BEHIND, (first - date.min).days)
    dates = [first + i * ONE_DAY for i in range(-behind, (last - first).days + 2)]
    names = _names(rows, dates)
    midnights = [first_instant(day, zone_of(name)) for day, name in zip(dates, names, strict=True)]
    starts = [max(midnights[max(0, i - DATES_BEHIND) : i + 1]) for i in range(len(dates))]
    days = zip(dates, names, starts, starts[1:], strict=False)
    return tuple(DayBounds(*day) for day in days)[behind:]


def local_date(zones: Sequence[ZoneRow], moment: datetime) -> date:
    """Given a moment, return the date whose day it lies in."""
    if moment.tzinfo is None:
        raise ZoneError(f"A moment without a time zone cannot be placed on a day: {moment!r}.")
    around = moment.astimezone(UTC).date()
    days = day_bounds(zones, around - 2 * ONE_DAY, around + 2 * ONE_DAY)
    return next(day.date for day in days if day.start <= moment < day.end)


@cache
def zone_of(name: str) -> tzinfo:
    """Given an IANA name or "UTC+07:00", return the zone. Raises `ZoneError`."""
    fixed = FIXED.fullmatch(name)
    if fixed:
        sign, hours, minutes = fixed.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneError(
            f'{name!r} is not a time zone. Use a name like "Europe/Oslo", or "UTC+07:00".'
        ) from error


def first_instant(day: date, zone: tzinfo) -> datetime:
    """Given a date, return the first UTC instant that a clock in the zone shows it or later.

    >>> first_instant(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo")).isoformat()
    '2018-11-04T03:00:00+00:00'
    """
    return at_local(day, time(), zone)


def at_local(day: date, clock: time, zone: tzinfo) -> datetime:
    """The first UTC instant at which a clock in the zone shows this time of the date, or later.

    Python gives a wall time that clocks skipped an instant after the gap: the search goes back
    from there to the first minute past it.
    """
    wall = datetime.combine(day, clock, zone)
    instant = wall.astimezone(UTC)
    naive = wall.replace(tzinfo=None)
    if instant.astimezone(zone).replace(tzinfo=None) == naive:
        return instant
    minute = timedelta(minutes=1)
    while (instant - minute).astimezone(zone).replace(tzinfo=None) >= naive:
        instant -= minute
    return instant


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or that month's last.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(start.day, day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _in_order(zones: Sequence[ZoneRow]) -> tuple[ZoneRow, ...]:
    kept: dict[date, ZoneRow] = {}
    for row in sorted(zones, key=lambda row: (row.since, row.basis is Basis.STATED, row.zone)):
        kept[row.since] = row
    return tuple(kept.values())


def _names(rows: tuple[ZoneRow, ...], dates: Sequence[date]) -> list[str]:
    names, at = [], 0
    for each in dates:
        while at + 1 < len(rows) and rows[at + 1].since <= each:
            at += 1
        names.append(rows[at].zone)
    return names
