"""From step counters to increases: how many steps, and within which stretch of time.

A counter is cumulative per kind of activity and local day of the watch. What an increase cannot
be tied to is kept as a total of its day; nothing is lost and nothing is negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collector.monitoring import NO_COUNT, Integers
from collector.timeline import Flags, Stamps, Timeline
from collector.zones import DAY_S

#: The watches at hand write a row at least every 58 minutes, so a longer stretch was not watched.
LONGEST_STRETCH_S = 3600

#: A day counts as seen from its midnight with a sign of life this near to it.
_NEAR_MIDNIGHT_S = 15 * 60

#: The watch's clock and the zone can be an hour apart on the nights the clocks change; a counter
#: that falls this near to the computed midnight has met its own.
_CLOCKS_APART_S = 75 * 60

#: More in a minute is a damaged counter; it keeps sums inside the column of minutes.
_MOST_IN_A_MINUTE = 10_000

_LONG_AGO = np.iinfo(np.int64).min // 2


@dataclass(frozen=True, slots=True, eq=False)
class Increases:
    """Steps that were added between two moments (start, end], one row each.

    ``placed`` says whether the stretch is known well enough to lay them on its minutes.
    """

    start: Integers
    end: Integers
    steps: Integers
    date: Integers
    placed: Flags
    reset: Flags

    def __len__(self) -> int:
        return len(self.end)


def increases_of(line: Timeline) -> Increases:
    """Difference the counters of a device, within its own local days."""
    # A zero on midnight itself is the new day's, which begins at zero anyway.
    opening = (line.row_counter == 0) & on_midnight(line.rows)
    chosen = (line.row_counter != NO_COUNT) & ~opening
    stamps = line.rows.chosen(chosen)
    before = row_starts(line)[chosen]
    kind, value = line.row_type[chosen], line.row_counter[chosen]
    # A row on midnight itself can be the old day's last or the new day's first: the higher first.
    order = np.lexsort((np.where(on_midnight(stamps), -value, value), stamps.t, kind))
    stamps, before, kind, value = stamps.chosen(order), before[order], kind[order], value[order]
    date, restarted = _counter_dates(stamps, kind, value)
    order = np.lexsort((np.arange(len(kind)), date, kind))
    return _differences(
        line,
        stamps.chosen(order),
        before[order],
        (kind[order], value[order], date[order], restarted[order]),
    )


def row_starts(line: Timeline) -> Integers:
    """Give when the stretch each activity row closes began; long ago for the first of all.

    A second row at the same moment adds a state within the last minute: it starts where it ends.
    Summaries tell no state and look back to the moment before.
    """
    t = line.rows.t
    moments, index = np.unique(t, return_inverse=True)
    starts = np.concatenate(([_LONG_AGO], moments))[index]
    repeated = np.zeros(len(t), np.bool_)
    repeated[1:] = t[1:] == t[:-1]
    return np.where(repeated & ~line.row_summary, t, starts)


def on_midnight(stamps: Stamps) -> Flags:
    marks: Flags = (stamps.t + stamps.offset_s) % DAY_S == 0
    return marks


def seen_at(line: Timeline, moments: Integers) -> Flags:
    """Say whether the watch was certainly running at each moment."""
    seen = line.seen.t
    if not len(seen):
        return np.zeros(len(moments), np.bool_)
    far = np.concatenate(([_LONG_AGO], seen, [-_LONG_AGO]))
    index = np.searchsorted(seen, moments, side="right")
    earlier, later = far[index], far[np.searchsorted(seen, moments, side="left") + 1]
    near = (moments - earlier <= _NEAR_MIDNIGHT_S) | (later - moments <= _NEAR_MIDNIGHT_S)
    between = (earlier > _LONG_AGO) & (later < -_LONG_AGO)
    within = between & (line.holes.first_inside(earlier, later) == later)
    certain: Flags = near | within | (between & (later - earlier <= LONGEST_STRETCH_S))
    return certain


def _counter_dates(stamps: Stamps, kind: Integers, value: Integers) -> tuple[Integers, Flags]:
    """Give the date each counter belongs to, and mark rows that begin one by falling.

    Rows come sorted by kind and moment. Dates change where a counter falls near midnight though
    the computed midnight is an hour off.
    """
    date = stamps.date.copy()
    restarted = np.zeros(len(date), np.bool_)
    same_day = (kind[1:] == kind[:-1]) & (date[1:] == date[:-1])
    falls = np.flatnonzero(same_day & (value[1:] < value[:-1])) + 1
    second = (stamps.t + stamps.offset_s) % DAY_S
    for fall in falls.tolist():
        mine = (kind == kind[fall]) & (stamps.date == stamps.date[fall])
        first, last = np.flatnonzero(mine)[[0, -1]].tolist()
        early = second[fall] == 0 or second[fall] >= DAY_S - _CLOCKS_APART_S
        late = 0 < second[fall] <= _CLOCKS_APART_S
        if late and _goes_on(kind, value, first):
            date[first:fall] = stamps.date[fall] - 1
            restarted[fall] = True
        elif early and (_ends(kind, last) or _goes_on(kind, value, last + 1)):
            date[fall : last + 1] = stamps.date[fall] + 1
            restarted[fall] = True
    return date, restarted


def _goes_on(kind: Integers, value: Integers, row: int) -> bool:
    """Say whether the counter climbs on from the row before, across the computed midnight."""
    return row > 0 and bool(kind[row] == kind[row - 1]) and bool(value[row] >= value[row - 1])


def _ends(kind: Integers, row: int) -> bool:
    return row + 1 == len(kind) or bool(kind[row + 1] != kind[row])


def _differences(
    line: Timeline,
    stamps: Stamps,
    before: Integers,
    counters: tuple[Integers, Integers, Integers, Flags],
) -> Increases:
    """Turn counters, sorted by kind, date and moment, into increases."""
    kind, value, date, restarted = counters
    t, count = stamps.t, len(stamps)
    opens = np.ones(count, np.bool_)
    opens[1:] = (kind[1:] != kind[:-1]) | (date[1:] != date[:-1])
    earlier_t = np.concatenate((t[:1], t[:-1]))
    earlier_value = np.concatenate((value[:1], value[:-1]))
    falls = ~opens & (value < earlier_value)
    base = np.where(opens | falls, 0, earlier_value)
    since = np.where(opens & ~restarted, stamps.midnight, earlier_t)
    known = ~opens | restarted
    known[opens] |= seen_at(line, stamps.midnight[opens])
    # Never before the last reading of this counter, and not across a missing file.
    since = np.minimum(since, t)
    start = np.maximum(before, since)
    start = np.minimum(start, line.holes.first_inside(since, t))
    steps = value - base
    minutes = (t - 1) // 60 - start // 60 + 1
    placed = (
        known
        & (t - start <= LONGEST_STRETCH_S)
        & (steps <= np.maximum(minutes, 1) * _MOST_IN_A_MINUTE)
    )
    return Increases(start, t, steps, date, placed, falls)
