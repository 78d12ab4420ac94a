"""What the watch's clock says about where its wearer was: zones observed, beside those stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from collector.zones import day_number, fixed_zone, zones_of
from storage.records import Basis, DeviceDay, ZoneRow

#: A watch that has been silent for longer says nothing of where its wearer is.
HOLDS = timedelta(days=14)


def observed_zones(days: Iterable[DeviceDay], zones: Sequence[ZoneRow]) -> tuple[ZoneRow, ...]:
    """Give a row for each date from which the watch showed another offset than the stated zone.

    The watch's offset holds until a day on which it shows the stated zone's again, or until it has
    been silent for `HOLDS`. Of several watches, the one that counted most that day tells.
    """
    stated = sorted((row for row in zones if row.basis is Basis.STATED), key=lambda row: row.since)
    clock = zones_of(stated)
    found: list[ZoneRow] = []
    away = False
    latest: date | None = None
    for day in _telling(days):
        if away and latest is not None and day.date - latest > HOLDS:
            back = latest + HOLDS
            found.append(ZoneRow(back, _stated_on(back, stated), Basis.OBSERVED))
            away = False
        latest = day.date
        number = day_number(day.date)
        home_min = clock.offset_s(clock.midnight(number)) // 60
        zone = fixed_zone(day.utc_offset_min)
        if day.utc_offset_min != home_min:
            if not away or found[-1].zone != zone or _restated(found[-1].since, day.date, stated):
                found.append(ZoneRow(day.date, zone, Basis.OBSERVED))
            away = True
        elif away:
            found.append(ZoneRow(day.date, _stated_on(day.date, stated), Basis.OBSERVED))
            away = False
    if away and latest is not None:
        back = latest + HOLDS
        found.append(ZoneRow(back, _stated_on(back, stated), Basis.OBSERVED))
    return tuple(found)


def _telling(days: Iterable[DeviceDay]) -> list[DeviceDay]:
    best: dict[date, DeviceDay] = {}
    for day in days:
        other = best.get(day.date)
        if other is None or _weight(day) > _weight(other):
            best[day.date] = day
    return [best[when] for when in sorted(best)]


def _weight(day: DeviceDay) -> tuple[int, int]:
    return -1 if day.total_steps is None else day.total_steps, -day.device_id


def _restated(after: date, until: date, stated: Sequence[ZoneRow]) -> bool:
    """Say whether the person stated a zone since, which would otherwise take over."""
    return any(after < row.since <= until for row in stated)


def _stated_on(day: date, stated: Sequence[ZoneRow]) -> str:
    zones = [row.zone for row in stated if row.since <= day]
    return zones[-1] if zones else stated[0].zone if stated else "UTC+00:00"
