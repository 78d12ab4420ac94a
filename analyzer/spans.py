"""Local days as stretches of a frame, and sums, counts and extremes over each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.calendar import DayBounds

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open stretches that follow each other without a gap; some may be empty.

    ``edges`` has one place more than there are stretches and begins at 0.
    """

    edges: NDArray[np.int64]

    @property
    def lengths(self) -> Counts:
        return np.diff(self.edges)

    def sums(self, values: NDArray[Any]) -> Counts:
        """The sum of each stretch; 0 for an empty one. Unknown values must be 0 already."""
        return self._reduce(np.add, values, 0, np.int64)

    def counts(self, mask: Mask) -> Counts:
        return self._reduce(np.add, mask.view(np.int8), 0, np.int64)

    def lowest(self, values: NDArray[Any], nothing: int | float) -> NDArray[Any]:
        return self._reduce(np.minimum, values, nothing, values.dtype)

    def highest(self, values: NDArray[Any], nothing: int | float) -> NDArray[Any]:
        return self._reduce(np.maximum, values, nothing, values.dtype)

    def spread(self, per_day: NDArray[Any]) -> NDArray[Any]:
        """One value a day as one value a minute."""
        return np.repeat(per_day, self.lengths)

    def _reduce(self, way: np.ufunc, values: NDArray[Any], nothing: Any, kind: Any) -> NDArray[Any]:
        found = np.full(len(self.edges) - 1, nothing, kind)
        filled = self.lengths > 0
        if filled.any():
            found[filled] = way.reduceat(values, self.edges[:-1][filled], dtype=kind)
        return found


def spans_of(days: Sequence[DayBounds]) -> Spans:
    """Given days in a row, return them as stretches of a frame that begins with the first one."""
    edges = [minute_at(day.start.timestamp()) for day in days]
    edges.append(minute_at(days[-1].end.timestamp()))
    return Spans(np.array(edges, np.int64) - edges[0])


def minute_at(timestamp: float) -> int:
    """The minute a moment lies in, counted from 1970."""
    return int(timestamp // 60)
