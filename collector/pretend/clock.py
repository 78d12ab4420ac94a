"""The local days of the story: where each begins, how long it is, what the watch's clock shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY_MIN = 24 * 60

#: Where the clock is changed, by the clock it is changed from: on landing, after a day flight out
#: and a night flight back.
OUT_CLOCK = 14 * 60 + 30
BACK_CLOCK = 6 * 60 + 30

#: The first of these is visited where both flights leave the watch's date as it is.
_DESTINATIONS = ("America/New_York", "Asia/Bangkok", "Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class LocalDay:
    """One day of the watch. On a day of travel its clock jumps at the elapsed ``change_min``."""

    date: date
    zone: str  # in force when the day begins
    start_min: int  # whole minutes since 1970, UTC
    length_min: int
    arrival_zone: str | None = None
    change_min: int | None = None

    def at(self, clock_min: int, *, arrived: bool = False) -> int:
        """Give the elapsed minute at which the clock shows ``clock_min`` past midnight.

        ``arrived`` reads the clock of the place travelled to, where there is one.
        """
        if clock_min >= _DAY_MIN:
            return self.length_min
        zone = self.arrival_zone if arrived and self.arrival_zone else self.zone
        return utc_minute(self.date, zone, clock_min) - self.start_min

    def moment(self, elapsed_s: int) -> datetime:
        return _EPOCH + timedelta(seconds=self.start_min * 60 + elapsed_s)

    def offset_min(self, elapsed_min: int) -> int:
        """Give the offset from UTC that the watch shows."""
        zone = self.zone
        if self.change_min is not None and self.arrival_zone and elapsed_min >= self.change_min:
            zone = self.arrival_zone
        return _offset_min(self.moment(elapsed_min * 60), zone)


@dataclass(frozen=True, slots=True)
class Trip:
    """Away from the landing on ``out`` until the landing at home on ``back``."""

    out: date
    back: date
    zone: str


def local_day(day: date, home: str, trip: Trip | None) -> LocalDay:
    """Give the day of the watch with this date."""
    zone = _zone_of(day, home, trip)
    start = utc_minute(day, zone, 0)
    tomorrow = day + timedelta(days=1)
    length = utc_minute(tomorrow, _zone_of(tomorrow, home, trip), 0) - start
    if trip and day == trip.out:
        change = utc_minute(day, home, OUT_CLOCK) - start
        return LocalDay(day, zone, start, length, trip.zone, change)
    if trip and day == trip.back:
        change = utc_minute(day, trip.zone, BACK_CLOCK) - start
        return LocalDay(day, zone, start, length, home, change)
    return LocalDay(day, zone, start, length)


def destination(home: str, out: date) -> str:
    """Choose where to travel: elsewhere, and no flight moves the watch to another date."""
    return next(zone for zone in _DESTINATIONS if _keeps_the_date(_gap_min(zone, home, out)))


def changes_offset(zone: str, first: date, days: int) -> bool:
    """Say whether the clocks of ``zone`` are changed on one of these days."""
    return any(
        utc_minute(day + timedelta(days=1), zone, 0) - utc_minute(day, zone, 0) != _DAY_MIN
        for day in (first + timedelta(days=n) for n in range(days))
    )


def utc_minute(day: date, zone: str, clock_min: int) -> int:
    """Give the minutes since 1970 when the clock of ``zone`` shows ``clock_min`` on ``day``."""
    wall = datetime.combine(day, time(*divmod(clock_min, 60)), ZoneInfo(zone))
    return (wall - _EPOCH) // _MINUTE


def _zone_of(day: date, home: str, trip: Trip | None) -> str:
    return trip.zone if trip and trip.out < day <= trip.back else home


def _keeps_the_date(gap_min: int) -> bool:
    lands = (OUT_CLOCK + gap_min, BACK_CLOCK - gap_min)
    return gap_min != 0 and all(0 <= clock < _DAY_MIN for clock in lands)


def _gap_min(zone: str, home: str, day: date) -> int:
    noon = datetime.combine(day, time(12), UTC)
    return _offset_min(noon, zone) - _offset_min(noon, home)


def _offset_min(moment: datetime, zone: str) -> int:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset // _MINUTE
