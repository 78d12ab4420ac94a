"""A person's zones as arithmetic on whole seconds: offsets of moments, first moments of dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from collector.named_zones import zone_named
from storage.records import ZoneRow

DAY_S = 86_400
EPOCH = date(1970, 1, 1)

Seconds = NDArray[np.int64]

_QUARTER_S = 900  # offsets change on quarter hours since 1970


def fixed_zone(offset_min: int) -> str:
    """Name a fixed offset.

    >>> fixed_zone(-210), fixed_zone(420), fixed_zone(0)
    ('UTC-03:30', 'UTC+07:00', 'UTC+00:00')
    """
    sign = "-" if offset_min < 0 else "+"
    return f"UTC{sign}{abs(offset_min) // 60:02d}:{abs(offset_min) % 60:02d}"


def day_number(day: date) -> int:
    """Whole days since 1970."""
    return (day - EPOCH).days


def date_of(number: int) -> date:
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Zones:
    """Zones by the moment each takes effect; the first also holds for all time before."""

    starts: tuple[int, ...]
    zones: tuple[tzinfo, ...]

    def offsets_s(self, moments: Seconds) -> Seconds:
        """Give the offset from UTC in force at each moment, in seconds."""
        offsets = np.empty(len(moments), np.int64)
        days = moments // DAY_S
        for day in np.unique(days).tolist():
            chosen = days == day
            start, end = self.offset_s(day * DAY_S), self.offset_s((day + 1) * DAY_S)
            offsets[chosen] = start if start == end else self._by_quarter(moments[chosen])
        return offsets

    def offset_s(self, moment: int) -> int:
        offset = datetime.fromtimestamp(moment, self._zone_at(moment)).utcoffset()
        assert offset is not None
        return int(offset.total_seconds())

    def midnight(self, number: int) -> int:
        """Give the first moment of a local date, wherever the clocks jump."""
        day = date_of(number)
        naive = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        zone = self._zone_at(number * DAY_S)
        guess = int(naive.replace(tzinfo=zone).timestamp())
        return int(naive.replace(tzinfo=self._zone_at(guess)).timestamp())

    def _zone_at(self, moment: int) -> tzinfo:
        found = self.zones[0]
        for start, zone in zip(self.starts, self.zones, strict=True):
            if start <= moment:
                found = zone
        return found

    def _by_quarter(self, moments: Seconds) -> Seconds:
        quarters, which = np.unique(moments // _QUARTER_S, return_inverse=True)
        each = [self.offset_s(quarter * _QUARTER_S) for quarter in quarters.tolist()]
        return np.array(each, np.int64)[which]


def zones_of(rows: Sequence[ZoneRow]) -> Zones:
    """Give the zones of these rows, in any order. No row at all means UTC."""
    ordered = sorted(rows, key=lambda row: row.since)
    if not ordered:
        return Zones((0,), (UTC,))
    zones = tuple(zone_named(row.zone) for row in ordered)
    starts = tuple(
        int(datetime(row.since.year, row.since.month, row.since.day, tzinfo=zone).timestamp())
        for row, zone in zip(ordered, zones, strict=True)
    )
    return Zones(starts, zones)
