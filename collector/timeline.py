"""All-day readings of one device, from any number of files, laid on one line in time.

What several files repeat is there once, and the order in which files come changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collector.monitoring import SEDENTARY, Integers, Monitoring
from collector.zones import DAY_S, Zones

Flags = NDArray[np.bool_]

#: Files of a watch follow each other to the second; a gap longer than this lacks a file.
_HOLE_S = 60

#: A file that does not tell its clock is taken to run on the clock told last, for so long.
_CLOCK_HOLDS_S = DAY_S


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """Moments with the watch's local date: a moment closes the time before it."""

    t: Integers
    offset_s: Integers
    date: Integers  # days since 1970
    midnight: Integers  # the moment that date began

    def __len__(self) -> int:
        return len(self.t)

    def chosen(self, which: Flags | Integers) -> Stamps:
        return Stamps(self.t[which], self.offset_s[which], self.date[which], self.midnight[which])


@dataclass(frozen=True, slots=True, eq=False)
class Holes:
    """Stretches between files in which the watch may have counted without telling us."""

    starts: Integers
    ends: Integers

    def first_inside(self, after: Integers, before: Integers) -> Integers:
        """Give where the first hole within each (after, before) begins, else ``before``."""
        if not len(self.starts):
            return before
        index = np.searchsorted(self.ends, after, side="right")
        begins = np.append(self.starts, np.iinfo(np.int64).max)[index]
        inside: Integers = np.minimum(np.maximum(begins, after), before)
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Sorted, distinct columns of one device; see `Monitoring` for their meaning."""

    rows: Stamps
    row_type: Integers
    row_counter: Integers
    row_summary: Flags
    heart: Stamps
    heart_bpm: Integers
    rest: Stamps
    rest_bpm: Integers
    band: Stamps
    band_moderate_min: Integers
    band_vigorous_min: Integers
    seen: Stamps
    holes: Holes


def timeline_of(files: Sequence[Monitoring], zones: Zones, start: int, end: int) -> Timeline:
    """Lay the readings of these files with start <= moment < end on one line."""
    spans = sorted(tuple(file.bounds()) for file in files if file.bounds())
    clock = _Clock(files, zones)
    rows, (kind, counter, summary) = _merged(
        clock, files, "row", ("row_type", "row_counter", "row_summary"), start, end
    )
    order = np.lexsort((counter, kind, kind != SEDENTARY, summary, rows.t))
    heart, (heart_bpm,) = _merged(clock, files, "heart", ("heart_bpm",), start, end)
    rest, (rest_bpm,) = _merged(clock, files, "rest", ("rest_bpm",), start, end)
    band, (moderate, vigorous) = _merged(
        clock, files, "band", ("band_moderate_min", "band_vigorous_min"), start, end
    )
    told, _ = _merged(clock, files, "clock", (), start, end)
    return Timeline(
        rows=rows.chosen(order),
        row_type=kind[order],
        row_counter=counter[order],
        row_summary=summary[order].astype(np.bool_),
        heart=heart,
        heart_bpm=heart_bpm,
        rest=rest,
        rest_bpm=rest_bpm,
        band=band,
        band_moderate_min=moderate,
        band_vigorous_min=vigorous,
        seen=_together((rows, heart, rest, band, told)),
        holes=_holes(spans),
    )


class _Clock:
    """The watch's offset from UTC at any moment, by what its files tell of it."""

    def __init__(self, files: Sequence[Monitoring], zones: Zones) -> None:
        self._zones = zones
        t = np.concatenate([file.clock_t for file in files] or [np.empty(0, np.int64)])
        offset_s = np.concatenate([file.clock_offset_s for file in files] or [t])
        order = np.lexsort((offset_s, t))
        self._t, self._offset_s = t[order], offset_s[order]

    def offsets_s(self, file: Monitoring, t: Integers) -> tuple[Integers, Flags]:
        """Give the offset at each moment, and whether the person's zone gave it.

        A file that starts on the person's own time follows it through changes of the clock; any
        other keeps the offset it tells.
        """
        zoned_s = self._zones.offsets_s(t - 1)
        told_t, told_s, known = self._told(file, t)
        follows = ~known | (self._zones.offsets_s(told_t) == told_s)
        return np.where(follows, zoned_s, told_s), follows

    def _told(self, file: Monitoring, t: Integers) -> tuple[Integers, Integers, Flags]:
        own = len(file.clock_t) > 0
        if own:
            order = np.lexsort((file.clock_offset_s, file.clock_t))
            told_t, told_s = file.clock_t[order], file.clock_offset_s[order]
        else:
            told_t, told_s = self._t, self._offset_s
        if not len(told_t):
            return t, np.zeros(len(t), np.int64), np.zeros(len(t), np.bool_)
        index = np.searchsorted(told_t, t, side="right") - 1
        recent = (index >= 0) & (t - told_t[index] < _CLOCK_HOLDS_S)
        index = np.maximum(index, 0)
        known = np.ones(len(t), np.bool_) if own else recent
        return told_t[index], told_s[index], known

    def midnights(self, date: Integers, offset_s: Integers, follows: Flags) -> Integers:
        midnight = date * DAY_S - offset_s
        for each in np.unique(date[follows]).tolist():
            midnight[follows & (date == each)] = self._zones.midnight(each)
        return midnight


def _merged(
    clock: _Clock, files: Sequence[Monitoring], group: str, names: tuple[str, ...], *span: int
) -> tuple[Stamps, list[Integers]]:
    """Join one group of columns over all files: sorted by moment, repeats left out."""
    start, end = span
    parts: list[list[Integers]] = [[] for _ in range(3 + len(names))]
    for file in files:
        t: Integers = getattr(file, f"{group}_t")
        wanted = (t >= start) & (t < end)
        t = t[wanted]
        offset_s, follows = clock.offsets_s(file, t)
        columns = [getattr(file, name)[wanted].astype(np.int64) for name in names]
        for part, column in zip(parts, [t, *columns, ~follows, offset_s], strict=True):
            part.append(column.astype(np.int64))
    if not files:
        parts = [[np.empty(0, np.int64)] for _ in parts]
    joined = [np.concatenate(part) for part in parts]
    # Where two files disagree on the clock, the person's own time wins, then the lower offset.
    order = np.lexsort(joined[::-1])
    sorted_ = [column[order] for column in joined]
    t, *values, strange, offset_s = [column[_firsts(sorted_[:-2])] for column in sorted_]
    follows = strange == 0
    date = (t - 1 + offset_s) // DAY_S
    return Stamps(t, offset_s, date, clock.midnights(date, offset_s, follows)), values


def _firsts(columns: Sequence[Integers]) -> Flags:
    """Mark each row that differs from the row before."""
    first = np.ones(len(columns[0]), np.bool_)
    if len(first):
        first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return first


def _together(groups: Sequence[Stamps]) -> Stamps:
    t = np.concatenate([each.t for each in groups])
    order = np.argsort(t, kind="stable")
    columns = [
        np.concatenate([getattr(each, name) for each in groups])[order]
        for name in ("offset_s", "date", "midnight")
    ]
    return Stamps(t[order], *columns)


def _holes(spans: Sequence[tuple[int, ...]]) -> Holes:
    found: list[tuple[int, int]] = []
    reached: int | None = None
    for first, last in spans:
        if reached is not None and first > reached + _HOLE_S:
            found.append((reached, first))
        reached = last if reached is None else max(reached, last)
    starts, ends = zip(*found, strict=True) if found else ((), ())
    return Holes(np.array(starts, np.int64), np.array(ends, np.int64))
