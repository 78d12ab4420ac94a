"""A watch's own local days: its total, what could be placed, and whether the day is whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collector.counters import Increases, on_midnight, seen_at
from collector.monitoring import Integers
from collector.timeline import Stamps, Timeline
from collector.zones import DAY_S, date_of
from storage.records import DeviceDay


def days_of(
    line: Timeline, increases: Increases, wanted: tuple[int, int], device_id: int
) -> tuple[DeviceDay, ...]:
    """Give the local days from wanted[0] to wanted[1] on which the watch showed itself."""
    # A file that opens at midnight says nothing of the day that ended there.
    told = (line.seen.date[~on_midnight(line.seen)], increases.date, line.rest.date, line.band.date)
    dates = np.unique(np.concatenate(told))
    dates = dates[(dates >= wanted[0]) & (dates <= wanted[1])]
    return tuple(_day(line, increases, number, device_id) for number in dates.tolist())


@dataclass(frozen=True, slots=True)
class _Bounds:
    """When a local day began and ended by the watch's clock, and whether both were seen."""

    begin: int
    offset_min: int
    begin_seen: bool
    end_seen: bool


def _bounds(line: Timeline, number: int) -> _Bounds:
    """Take the first and last sign of life of the day; a day of counters alone is its own."""
    mine = _of(line.seen, number)
    if not len(mine):
        mine = _of(line.seen, number - 1)
        begin = int(mine.midnight[-1]) + DAY_S if len(mine) else number * DAY_S
        return _Bounds(begin, (number * DAY_S - begin) // 60, False, False)
    begin = int(mine.midnight[0])
    following = _of(line.seen, number + 1)
    end = int(following.midnight[0]) if len(following) else 0
    if not end or end < int(mine.t[-1]):
        end = (number + 1) * DAY_S - int(mine.offset_s[-1])
    seen = seen_at(line, np.array([begin, end], np.int64)).tolist()
    return _Bounds(begin, (number * DAY_S - begin) // 60, seen[0], seen[1])


def _day(line: Timeline, increases: Increases, number: int, device_id: int) -> DeviceDay:
    bounds = _bounds(line, number)
    mine = increases.date == number
    steps, placed = increases.steps[mine], increases.placed[mine]
    states = (line.rows.date == number) & ~on_midnight(line.rows)
    counted = len(steps) > 0 or (bounds.begin_seen and bool(states.any()))
    placed_steps, total = int(steps[placed].sum()), int(steps.sum())
    rest = line.rest_bpm[line.rest.date == number]
    bands = line.band.date == number
    return DeviceDay(
        device_id=device_id,
        date=date_of(number),
        utc_offset_min=bounds.offset_min,
        total_steps=total if counted else None,
        placed_steps=placed_steps if counted else None,
        unplaced_steps=total - placed_steps if counted else None,
        complete=counted and bounds.begin_seen and bounds.end_seen,
        resets=int(increases.reset[mine].sum()),
        rest_hr_bpm=int(rest[-1]) if len(rest) else None,
        watch_moderate_min=_sum(line.band_moderate_min[bands]),
        watch_vigorous_min=_sum(line.band_vigorous_min[bands]),
    )


def _of(stamps: Stamps, number: int) -> Stamps:
    return stamps.chosen(stamps.date == number)


def _sum(values: Integers) -> int | None:
    return int(values.sum()) if len(values) else None
