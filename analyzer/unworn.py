"""When the watch was off, as stretches of each local day: what a letter hatches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from analyzer.calendar import DayBounds
from analyzer.stretch import Known, lay_out
from config.compendium import Compendium
from config.measures import Measures


def unworn_spans(
    known: Known, days: Sequence[DayBounds], measures: Measures, compendium: Compendium
) -> Mapping[date, tuple[tuple[int, int], ...]]:
    """Give for each day the half-open stretches not worn, in minutes from its beginning.

    The first and the last of ``days`` are there for their neighbours and have none of their own.
    """
    stretch = lay_out(known, tuple(days), measures, compendium)
    edges = stretch.spans.edges
    return {
        day.date: _runs(~stretch.worn[edges[at] : edges[at + 1]])
        for at, day in enumerate(days)
        if 0 < at < len(days) - 1
    }


def _runs(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[tuple[int, int], ...]:
    turns = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return tuple((int(first), int(end)) for first, end in turns.reshape(-1, 2))
