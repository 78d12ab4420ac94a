"""From the time on somebody's clock to a moment, and back, in the zones the person lived in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from analyzer.calendar import day_bounds, local_date, zone_of
from config.errors import StegvisError
from storage.records import ZoneRow

#: Nobody tells of more years than a life has; the ends of the calendar have no zone.
_YEARS = 130


class WallTimeError(StegvisError):
    """A time that no clock showed, or that is written in a way nobody can read."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment. Where the clock showed it twice that night, ``second`` is how to say the other."""

    moment: datetime
    second: str = ""


def placed(text: str, zones: Sequence[ZoneRow], now: datetime) -> Placed:
    """Read "2026-03-09 20:00", or "20:00" for today; a UTC offset at the end is taken as it is.

    Of a time that came twice, the first is meant. Raises `WallTimeError`.
    """
    wall = _read(text, local_date(zones, now))
    if abs(wall.year - now.year) > _YEARS:
        raise WallTimeError(f"{text} is too far from today to be meant; check the year.")
    found = Placed(wall.astimezone(UTC)) if wall.tzinfo else _on_clock(wall, zones)
    if found.moment > now:
        raise WallTimeError(f"{text} is still to come; say it when it has happened.")
    return found


def shown(moment: datetime, zones: Sequence[ZoneRow]) -> str:
    """The moment as the person's clock showed it."""
    on = local_date(zones, moment)
    zone = zone_of(day_bounds(zones, on, on)[0].zone)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def stretch(
    zones: Sequence[ZoneRow], first: date, last: date
) -> tuple[datetime | None, datetime | None]:
    """Where local days begin and end, both included; None where there is no bound."""
    begin = None if first == date.min else day_bounds(zones, first, first)[0].start
    end = None if last == date.max else day_bounds(zones, last, last)[0].end
    return begin, end


def _read(text: str, today: date) -> datetime:
    try:
        if len(text) <= len("00:00:00") and ":" in text:
            return datetime.combine(today, time.fromisoformat(text))
        return datetime.fromisoformat(text if ":" in text else f"{text} without a time")
    except ValueError as error:
        raise WallTimeError(
            f'{text!r} is not a time; write it as "2026-03-09 20:00", or 20:00 for today.'
        ) from error


def _on_clock(wall: datetime, zones: Sequence[ZoneRow]) -> Placed:
    zone = zone_of(day_bounds(zones, wall.date(), wall.date())[0].zone)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        gap = first.astimezone(zone)
        raise WallTimeError(
            f"No clock in {zone} showed {wall:%Y-%m-%d %H:%M}: clocks went forward that night. "
            f"Did you mean {gap:%H:%M}?"
        )
    return Placed(first, second.astimezone(zone).isoformat() if second > first else "")
