"""Stored blocks of minutes as numpy columns, without a copy of what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import AnalyzerError
from storage.records import MINUTE_COLUMNS, MINUTES, MinuteBlock, MinuteStream

EPOCH = date(1970, 1, 1)

KINDS = {
    name: np.dtype("<" + {"H": "u2", "B": "u1"}[kind]) for name, (kind, _) in MINUTE_COLUMNS.items()
}
NOTHING = {
    name: np.full(MINUTES, unknown, KINDS[name]).tobytes()
    for name, (_, unknown) in MINUTE_COLUMNS.items()
}


class BlockError(AnalyzerError):
    """A block of minutes is not one day long, or is there twice."""


class RawColumns:
    """The columns of one stream over whole UTC days, as stored; loaded when first asked for."""

    def __init__(self, stream: MinuteStream, first_utc_day: date, last_utc_day: date) -> None:
        self.key = (stream.device_id, stream.channel)
        self.worn_at = stream.worn_at
        self._days = [
            first_utc_day + timedelta(days=i)
            for i in range((last_utc_day - first_utc_day).days + 1)
        ]
        self._blocks = _by_day(stream.blocks, first_utc_day, last_utc_day)
        self._loaded: dict[str, NDArray[Any] | None] = {}

    def raw(self, name: str) -> NDArray[Any] | None:
        """The column, or None where no block has it: unknown throughout."""
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def read(self, name: str) -> tuple[NDArray[Any], NDArray[np.bool_]] | None:
        """The column and where it is known, or None: nowhere."""
        column = self.raw(name)
        return None if column is None else (column, column != MINUTE_COLUMNS[name][1])

    def _load(self, name: str) -> NDArray[Any] | None:
        if not any(name in block.columns for block in self._blocks.values()):
            return None
        nothing, wanted = NOTHING[name], len(NOTHING[name])
        parts = [
            block.columns.get(name, nothing) if (block := self._blocks.get(day)) else nothing
            for day in self._days
        ]
        for day, part in zip(self._days, parts, strict=True):
            if len(part) != wanted:
                raise BlockError(
                    f"Minutes of {day} of device {self.key[0]}: {name} has {len(part)} bytes, "
                    f"not {wanted}. Import the originals again."
                )
        return np.frombuffer(b"".join(parts), KINDS[name])


def minute_of(utc_day: date) -> int:
    """The first minute of a UTC day, counted from 1970."""
    return (utc_day - EPOCH).days * MINUTES


def _by_day(
    blocks: Sequence[MinuteBlock], first_utc_day: date, last_utc_day: date
) -> Mapping[date, MinuteBlock]:
    inside = [block for block in blocks if first_utc_day <= block.utc_day <= last_utc_day]
    found = {block.utc_day: block for block in inside}
    if len(found) != len(inside):
        raise BlockError("One stream has two blocks for the same day.")
    return found
