"""The minutes a person is usually awake: only there wear makes a day, and stillness counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta

import numpy as np

from analyzer.calendar import DayBounds, at_local, zone_of
from analyzer.errors import AnalyzerError
from analyzer.spans import Mask, Spans

MINUTE = timedelta(minutes=1)


class ClockError(AnalyzerError):
    """A time of day cannot be read."""


def awake(days: Sequence[DayBounds], spans: Spans, awake_from: str, awake_to: str) -> Mask:
    """Given local days and the person's waking hours, return the waking minutes.

    Waking hours may cross midnight; equal times mean the whole day.
    """
    begins, ends = clock(awake_from), clock(awake_to)
    change = np.zeros(int(spans.edges[-1]) + 1, np.int8)
    for day, offset in zip(days, spans.edges.tolist(), strict=False):
        for start, end in _waking(day, begins, ends):
            change[offset + start] += 1
            change[offset + end] -= 1
    return np.cumsum(change[:-1], dtype=np.int8) > 0


def clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f'{text!r} is not a time of day. Write it like "06:00".') from error


def _waking(day: DayBounds, begins: time, ends: time) -> Iterator[tuple[int, int]]:
    start, end = _place(day, begins), _place(day, ends)
    if begins < ends:
        yield start, max(start, end)
    else:
        yield 0, end
        yield start, day.length_min


def _place(day: DayBounds, at: time) -> int:
    instant = at_local(day.date, at, zone_of(day.zone))
    return min(max((instant - day.start) // MINUTE, 0), day.length_min)
