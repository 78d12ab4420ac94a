"""Say in lines where a day's numbers came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage.records import Day, DeviceDay, Reason

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analyzer.calendar import DayBounds
    from analyzer.explain import DayExplained, StreamShare
    from service.home import Home
    from storage.records import Person


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known of where one day's numbers came from."""

    bounds: DayBounds
    day: Day | None  # as it was judged
    explained: DayExplained
    counters: tuple[DeviceDay, ...]
    labels: Mapping[int, str]
    language: str

    def label(self, device_id: int) -> str:
        return self.labels.get(device_id, "a device that is not known any more")


def explanation(home: Home, connection: Connection, person: Person, day: date) -> Explanation:
    """Gather what `analyzer.explain` needs."""
    from analyzer.calendar import day_bounds
    from analyzer.explain import explain_day
    from service.analysis import source_order
    from service.zones import zones_of
    from storage import days, device_days, minutes

    zones = zones_of(connection, person)
    (bounds,) = day_bounds(zones, day, day)
    around = day - timedelta(days=2), day + timedelta(days=2)
    counters = device_days.read(connection, person.id, *around)
    streams = minutes.read_streams(connection, person.id, *around)
    return Explanation(
        bounds=bounds,
        day=next(iter(days.read_days(connection, person.id, day, day)), None),
        explained=explain_day(streams, source_order(home), bounds, counters),
        counters=tuple(each for each in counters if each.date == day),
        labels=_labels(connection, person),
        language=person.language,
    )


def _labels(connection: Connection, person: Person) -> Mapping[int, str]:
    """Name devices, and say where one is worn that told so: of heart rates it decides."""
    from storage import devices, live_devices

    worn = live_devices.places(connection, person.id)
    return {
        key: f"{device.label} ({worn[key].replace('_', ' ')})" if key in worn else device.label
        for key, device in devices.devices(connection).items()
    }


def lines(of: Explanation) -> Iterator[str]:
    """Give the lines a person reads."""
    from service.letters.words import say

    bounds, explained = of.bounds, of.explained
    start = f"{bounds.start:%Y-%m-%d %H:%M} UTC"
    yield f"{bounds.date}: {bounds.length_min} minutes in {bounds.zone}, from {start}"
    if of.day is None:
        yield "Nothing was received for this day."
        return
    yield (
        f"Steps: {_known(explained.steps)} (placed on minutes {_known(explained.placed)}, "
        f"known only in total {_known(explained.unplaced)})"
    )
    yield from (_counter(each, of.label(each.device_id)) for each in of.counters)
    for share in explained.shares:
        yield from _share(share, of)
    yield f"Worn {of.day.wear_min} min, {of.day.awake_wear_min} of them awake."
    yield f"Verdict {of.day.verdict}: {of.day.why}. {say(of.day.why, of.language)}"


def _counter(counter: DeviceDay, label: str) -> str:
    whole = "a whole day" if counter.complete else "a day in part"
    resets = f", {counter.resets} resets" if counter.resets else ""
    clock = f"UTC{counter.utc_offset_min / 60:+g} h"
    return f"  {label}, its own total: {_known(counter.total_steps)}, {whole}, {clock}{resets}"


def _share(share: StreamShare, of: Explanation) -> Sequence[str]:
    gave = (
        f"  {of.label(share.device_id)}, {share.channel}: gave {share.steps_used:,} steps in "
        f"{share.step_minutes_used} min and heart rate in {share.hr_minutes_used} min; "
        f"set aside {share.steps_discarded:,} steps, {share.hr_minutes_discarded} min"
    )
    return [gave, *(f"    {_with_label(reason, of)}" for reason in share.why)]


def _with_label(reason: Reason, of: Explanation) -> Reason:
    """Name the device a reason speaks of, as everywhere else."""
    device_id = reason.numbers.get("device")
    if not isinstance(device_id, int):
        return reason
    return Reason(reason.code, {**reason.numbers, "device": of.label(device_id)})


def _known(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"
