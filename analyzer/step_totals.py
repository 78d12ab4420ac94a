"""A day's steps: those placed on minutes, and those a counter knows only as part of its total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.frames import StreamKey
from analyzer.minutes import SourceOrder
from storage.records import Channel, DeviceDay

#: The channels whose steps a device's own counter made. A device has one of them.
COUNTED = (Channel.MONITORING, Channel.LIVE)


@dataclass(frozen=True, slots=True)
class StepTotal:
    """``device_id`` is the device whose unplaced steps count; None where no counter knows any."""

    placed: int | None
    unplaced: int | None
    device_id: int | None

    @property
    def steps(self) -> int | None:
        known = [each for each in (self.placed, self.unplaced) if each is not None]
        return sum(known) if known else None


def step_total(
    placed: Mapping[StreamKey, int], device_days: Sequence[DeviceDay], order: SourceOrder
) -> StepTotal:
    """Given the steps each stream placed on a day's minutes and that day's counters, add up.

    The unplaced steps of one device count: of the one whose counter gave most placed steps. Where
    another source filled minutes that device is silent about, its steps may be the same ones:
    they are taken off the unplaced ones, and nobody's step is counted twice.
    """
    total = sum(placed.values()) if placed else None
    counters = [day for day in device_days if day.unplaced_steps is not None]
    if not counters:
        return StepTotal(total, None, None)

    def own(day: DeviceDay) -> int:
        return sum(placed.get((day.device_id, channel), 0) for channel in COUNTED)

    best = min(counters, key=lambda day: (-own(day), order.device_rank(day.device_id)))
    elsewhere = (total or 0) - own(best)
    return StepTotal(total, max(0, (best.unplaced_steps or 0) - elsewhere), best.device_id)
