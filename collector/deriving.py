"""A stretch of one device's days, derived from its originals: work for one worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from collector.decode.fit import decode
from collector.placing import REACH_DAYS, Placed, place
from collector.readings import Readings, readings_of
from collector.zones import date_of, day_number
from storage.archive import Archive
from storage.records import DeviceKey, ZoneRow

#: Long enough that the days around it cost little, short enough that memory stays flat.
_LONGEST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some UTC days of one device, and the originals that touch them or the days around."""

    device: DeviceKey
    device_id: int
    first: date
    last: date
    originals: tuple[str, ...]
    zones: tuple[ZoneRow, ...]
    archive: Archive


def derive(stretch: Stretch) -> Placed:
    """Read the originals of a stretch again and place what they say."""
    readings = [_readings(stretch.archive, sha256) for sha256 in stretch.originals]
    return place(readings, stretch.zones, stretch.first, stretch.last, device_id=stretch.device_id)


@dataclass(frozen=True, slots=True)
class Touched:
    """An original whose days are to be found."""

    sha256: str
    archive: Archive


def touched_days(job: Touched) -> frozenset[int]:
    """Give the UTC days (since 1970) an original says anything about."""
    return _readings(job.archive, job.sha256).utc_days()


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Cut the days around these into stretches that are derived at a time.

    >>> [[str(day) for day in each] for each in stretches([date(2026, 3, 1)])]
    [['2026-02-27', '2026-03-03']]
    """
    reach = range(-REACH_DAYS, REACH_DAYS + 1)
    around = sorted({day_number(day) + by for day in days for by in reach})
    found: list[list[int]] = []
    for day in around:
        if found and day == found[-1][1] + 1 and day - found[-1][0] < _LONGEST_DAYS:
            found[-1][1] = day
        else:
            found.append([day, day])
    return [(date_of(first), date_of(last)) for first, last in found]


def _readings(archive: Archive, sha256: str) -> Readings:
    return readings_of(decode(archive.read(sha256)), sha256=sha256)
