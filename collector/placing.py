"""From all readings of a device around a day to its minutes and its own days. Pure.

What comes out for a UTC day depends on nothing but the set of readings within two days of it: not
on their order, not on how they were spread over files, not on what was placed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collector.allday import lay_monitoring
from collector.blocks import Minutes
from collector.counters import increases_of
from collector.readings import Readings
from collector.recorded import lay_records
from collector.timeline import timeline_of
from collector.watch_days import days_of
from collector.zones import DAY_S, day_number, zones_of
from storage.records import Basis, DeviceDay, MinuteBlock, ZoneRow

#: Readings further away than this never change a day.
REACH_DAYS = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Blocks by channel, and the watch's own days; ``device_id`` is still to be filled in."""

    monitoring: tuple[MinuteBlock, ...]
    activity: tuple[MinuteBlock, ...]
    device_days: tuple[DeviceDay, ...]


def place(
    readings: Sequence[Readings],
    zones: Sequence[ZoneRow],
    first: date,
    last: date,
    *,
    device_id: int = 0,
) -> Placed:
    """Place all readings of one device, in any order, on the UTC days from first to last.

    ``zones`` are the person's; only those the person stated count here. Device days are those
    whose local date lies between first and last.
    """
    stated = zones_of([row for row in zones if row.basis is Basis.STATED])
    wanted = day_number(first), day_number(last)
    begin, end = wanted[0] - REACH_DAYS, wanted[1] + REACH_DAYS + 1
    line = timeline_of([each.monitoring for each in readings], stated, begin * DAY_S, end * DAY_S)
    increases = increases_of(line)
    all_day, recorded = (Minutes(begin, end - begin) for _ in range(2))
    lay_monitoring(all_day, line, increases)
    lay_records(recorded, [each.records for each in readings])
    return Placed(
        all_day.blocks(*wanted),
        recorded.blocks(*wanted),
        days_of(line, increases, wanted, device_id),
    )
