"""Where a day's numbers came from: what each stream gave, what was set aside, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.blocks import RawColumns, minute_of
from analyzer.calendar import DayBounds
from analyzer.day_totals import placed_by_stream
from analyzer.frames import Minutes
from analyzer.minutes import merge_columns, read_streams
from analyzer.own_count import Windows, counted_windows, steps_barred
from analyzer.source_order import SourceOrder
from analyzer.spans import Mask, minute_at, spans_of
from analyzer.step_totals import COUNTED, StepTotal, step_total
from storage.records import MINUTES, Channel, DeviceDay, MinuteStream, Reason


@dataclass(frozen=True, slots=True)
class StreamShare:
    """What one device and channel knew of the day. ``why`` has a reason for all set aside."""

    device_id: int
    channel: Channel
    step_minutes_used: int
    step_minutes_discarded: int
    steps_used: int
    steps_discarded: int
    hr_minutes_used: int
    hr_minutes_discarded: int
    unplaced_used: int  # of this device's counter
    unplaced_discarded: int
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DayExplained:
    """``steps`` is the day's total: what the shares used, placed and unplaced, adds up to it."""

    date: date
    steps: int | None
    placed: int | None
    unplaced: int | None
    shares: tuple[StreamShare, ...]


@dataclass(frozen=True, slots=True)
class _Scene:
    columns: Sequence[RawColumns]
    frame: Minutes
    inside: Mask  # the local day, in whole UTC days
    windows: Windows

    def known(self, place: int, name: str) -> tuple[NDArray[Any], Mask]:
        column = self.columns[place].read(name)
        if column is None:
            return np.zeros(self.frame.n, np.int8), np.zeros(self.frame.n, np.bool_)
        return column[0], column[1] & self.inside


def explain_day(
    streams: Sequence[MinuteStream],
    order: SourceOrder,
    day: DayBounds,
    device_days: Sequence[DeviceDay],
) -> DayExplained:
    """Given all that is known around a day, return what became of each stream's word."""
    first, last = day.start.date(), day.end.date()
    columns = read_streams(streams, first, last)
    offset, n = minute_of(first), ((last - first).days + 1) * MINUTES
    windows = counted_windows(device_days)
    frame = merge_columns(columns, order, offset, n, windows)
    start, end = minute_at(day.start.timestamp()), minute_at(day.end.timestamp())
    inside = np.zeros(n, np.bool_)
    inside[start - offset : end - offset] = True
    (placed,) = placed_by_stream(frame.between(start, end), spans_of([day]))
    counters = [each for each in device_days if each.date == day.date]
    total = step_total(placed, counters, order)
    scene = _Scene(columns, frame, inside, windows)
    shares = tuple(_share(scene, place, total, counters) for place in range(len(columns)))
    return DayExplained(day.date, total.steps, total.placed, total.unplaced, shares)


def _share(
    scene: _Scene, place: int, total: StepTotal, counters: Sequence[DeviceDay]
) -> StreamShare:
    device_id, channel = scene.columns[place].key
    steps, known = scene.known(place, "steps")
    _, measured = scene.known(place, "hr_mean_bpm")
    used = known & (scene.frame.steps_source == place)
    hr_used = measured & (scene.frame.hr_source == place)
    lost, hr_lost = known & ~used, measured & ~hr_used
    own = [each for each in counters if each.device_id == device_id]
    counting = channel in COUNTED
    unplaced = sum(each.unplaced_steps or 0 for each in own) if counting else 0
    counted = total.unplaced if total.device_id == device_id and counting else 0
    why = [*_why_steps(scene, place, lost, steps), *_why_heart_rate(scene, hr_lost)]
    if unplaced > (counted or 0):
        why.append(Reason("unplaced_known_elsewhere", {"steps": unplaced - (counted or 0)}))
    return StreamShare(
        device_id=device_id,
        channel=channel,
        step_minutes_used=int(used.sum()),
        step_minutes_discarded=int(lost.sum()),
        steps_used=int(steps[used].sum()),
        steps_discarded=int(steps[lost].sum()),
        hr_minutes_used=int(hr_used.sum()),
        hr_minutes_discarded=int(hr_lost.sum()),
        unplaced_used=counted or 0,
        unplaced_discarded=unplaced - (counted or 0),
        why=tuple(why),
    )


def _why_steps(scene: _Scene, place: int, lost: Mask, steps: NDArray[Any]) -> Iterator[Reason]:
    """``in_own_count``: the same watch counts these steps already."""
    barred = steps_barred(
        scene.columns, place, scene.windows, scene.frame.first_minute, scene.frame.n
    )
    if barred is not None and (counted := lost & barred).any():
        numbers = {"minutes": int(counted.sum()), "steps": int(steps[counted].sum())}
        yield Reason("in_own_count", numbers)
        lost = lost & ~barred
    for winner, where in _by_winner(scene, scene.frame.steps_source, lost):
        yield Reason("steps" + winner.code, {**winner.numbers, "steps": int(steps[where].sum())})


def _why_heart_rate(scene: _Scene, lost: Mask) -> Iterator[Reason]:
    for winner, _ in _by_winner(scene, scene.frame.hr_source, lost):
        yield Reason("heart_rate" + winner.code, winner.numbers)


def _by_winner(
    scene: _Scene, source: NDArray[np.int8], lost: Mask
) -> Iterator[tuple[Reason, Mask]]:
    """``_from``: another stream is preferred there; ``_not_used``: no channel of this kind is."""
    for place in np.unique(source[lost]).tolist():
        where = lost & (source == place)
        minutes = {"minutes": int(where.sum())}
        if place < 0:
            yield Reason("_not_used", minutes), where
            continue
        device_id, channel = scene.columns[place].key
        yield Reason("_from", {"device": device_id, "channel": channel.value, **minutes}), where
