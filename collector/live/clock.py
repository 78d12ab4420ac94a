"""Moments as whole milliseconds since 1970, and the local dates they lie in. No numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from collector.named_zones import zone_named
from storage.records import Basis, ZoneRow

MINUTE_MS = 60_000
DAY_MIN = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms_of(moment: datetime) -> int:
    """Give a moment in milliseconds; one without a time zone is refused."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment must know its time zone: {moment!r}")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def utc_day_of(minute: int) -> date:
    """Give the UTC day of a minute since 1970."""
    return (_EPOCH + timedelta(minutes=minute)).date()


@dataclass(frozen=True)
class LocalDays:
    """The local dates of a person by the zones they stated, as a counter on the wrist has them.

    Zones a watch only showed come with files, later or never; a live minute must not depend on it.
    """

    since: tuple[date, ...]
    zones: tuple[tzinfo, ...]

    def date_of(self, ms: int) -> date:
        return moment_of(ms).astimezone(self._zone(moment_of(ms).date())).date()

    def midnight_ms(self, day: date) -> int:
        """Give the moment a local date begins."""
        return ms_of(datetime(day.year, day.month, day.day, tzinfo=self._zone(day)))

    def offset_min(self, day: date) -> int:
        moment = moment_of(self.midnight_ms(day)).astimezone(self._zone(day))
        offset = moment.utcoffset()
        assert offset is not None
        return int(offset.total_seconds()) // 60

    def _zone(self, day: date) -> tzinfo:
        found = self.zones[0]
        for since, zone in zip(self.since, self.zones, strict=True):
            if since <= day:
                found = zone
        return found


def local_days(rows: Sequence[ZoneRow]) -> LocalDays:
    """Give the local days of a person's zone rows, in any order. No row at all means UTC."""
    stated = sorted((row for row in rows if row.basis is Basis.STATED), key=lambda row: row.since)
    if not stated:
        return LocalDays((date.min,), (UTC,))
    return LocalDays(
        tuple(row.since for row in stated), tuple(zone_named(row.zone) for row in stated)
    )
