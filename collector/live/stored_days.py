"""Stored UTC days as columns that can be written to, and as blocks again."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from datetime import date

from collector.live.clock import utc_day_of
from storage.records import MINUTE_COLUMNS, MINUTES, MinuteBlock

#: What is told over the air; the other columns of a day stay as they are stored.
_NAMES = ("steps", "hr_mean_bpm", "hr_max_bpm", "resolution_min", "flags")

#: Stored days by date: the columns of a block.
Stored = Mapping[date, Mapping[str, bytes]]


class StoredDays:
    """Columns of several UTC days that can be written to."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.columns: dict[date, dict[str, array[int]]] = {}

    def at(self, minute: int) -> tuple[dict[str, array[int]], int]:
        day = utc_day_of(minute)
        if day not in self.columns:
            self.columns[day] = _opened(self._stored.get(day, {}))
        return self.columns[day], minute % MINUTES

    def blocks(self) -> tuple[MinuteBlock, ...]:
        found = []
        for day, columns in sorted(self.columns.items()):
            rest = {k: v for k, v in self._stored.get(day, {}).items() if k not in _NAMES}
            found.append(MinuteBlock(day, rest | {k: _raw(v) for k, v in columns.items()}))
        return tuple(found)


def _opened(columns: Mapping[str, bytes]) -> dict[str, array[int]]:
    opened = {}
    for name in _NAMES:
        code, unknown = MINUTE_COLUMNS[name]
        raw = columns.get(name)
        numbers = array(code, [unknown] * MINUTES) if raw is None else array(code, raw)
        if raw is not None and sys.byteorder == "big":
            numbers.byteswap()
        opened[name] = numbers
    return opened


def _raw(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()
