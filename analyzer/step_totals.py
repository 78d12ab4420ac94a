"""A day's steps: those placed on minutes, and those a counter knows only as part of its total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.frames import StreamKey
from analyzer.source_order import SourceOrder
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

    The day is what all placed together, and at least what the counter with the highest total says:
    what it could not place is among the others' placed steps, or missing there. So nobody's step
    is counted twice, and no second counter makes a day smaller.
    """
    total = sum(placed.values()) if placed else None
    counters = [day for day in device_days if day.unplaced_steps is not None]
    if not counters:
        return StepTotal(total, None, None)

    def missing(day: DeviceDay) -> int:
        used = sum(placed.get((day.device_id, channel), 0) for channel in COUNTED)
        elsewhere = (total or 0) - max(used, day.placed_steps or 0)  # its own day may be another
        unplaced = day.unplaced_steps or 0
        return min(unplaced, max(0, unplaced - elsewhere))

    best = min(counters, key=lambda day: (-missing(day), order.device_rank(day.device_id)))
    return StepTotal(total, missing(best), best.device_id)
