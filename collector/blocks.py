"""Minutes of many days as dense columns, and from those to the blocks that are stored."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from collector.monitoring import Integers
from collector.timeline import Flags
from collector.zones import DAY_S, date_of
from storage.records import (
    CODE_UNKNOWN,
    MINUTE_COLUMNS,
    MINUTES,
    SPEED_UNKNOWN,
    STEPS_UNKNOWN,
    MinuteBlock,
)

_TYPES = {"B": "<u1", "H": "<u2"}
_MOST = {"steps": STEPS_UNKNOWN - 1, "speed_cm_s": SPEED_UNKNOWN - 1, "hr_mean_bpm": 254}


class Minutes:
    """The minutes from one UTC day up to another, every column unknown to begin with."""

    def __init__(self, first_day: int, days: int) -> None:
        self.first_day = first_day
        self.days = days
        self.start = first_day * DAY_S // 60
        size = days * MINUTES
        self.columns: Mapping[str, Integers] = {
            name: np.full(size, unknown, np.int64) for name, (_, unknown) in MINUTE_COLUMNS.items()
        }

    def inside(self, minutes: Integers) -> Flags:
        within: Flags = (minutes >= self.start) & (minutes < self.start + self.days * MINUTES)
        return within

    def put(self, name: str, minutes: Integers, values: Integers | int) -> None:
        """Set one column at these minutes (since 1970); the last of repeated ones stays."""
        within = self.inside(minutes)
        given = np.broadcast_to(np.asarray(values, np.int64), minutes.shape)[within]
        most = _MOST.get(name, CODE_UNKNOWN)
        self.columns[name][minutes[within] - self.start] = np.minimum(given, most)

    def put_heart(self, minutes: Integers, bpm: Integers) -> None:
        """Set mean (rounded half up) and maximum of these beats by minute."""
        within = self.inside(minutes)
        index, beats = minutes[within] - self.start, bpm[within]
        size = self.days * MINUTES
        count, total = np.bincount(index, minlength=size), np.bincount(index, beats, size)
        known = count > 0
        halves = 2 * total[known].astype(np.int64) + count[known]
        self.columns["hr_mean_bpm"][known] = halves // (2 * count[known])
        highest = np.zeros(size, np.int64)
        np.maximum.at(highest, index, beats)
        self.columns["hr_max_bpm"][known] = highest[known]

    def blocks(self, first_day: int, last_day: int) -> tuple[MinuteBlock, ...]:
        """Give a block for each of these UTC days on which anything is known."""
        found = (self._block(day) for day in range(first_day, last_day + 1))
        return tuple(block for block in found if block is not None)

    def _block(self, day: int) -> MinuteBlock | None:
        at = (day - self.first_day) * MINUTES
        columns = {}
        for name, (code, unknown) in MINUTE_COLUMNS.items():
            values = self.columns[name][at : at + MINUTES]
            if (values != unknown).any():
                columns[name] = values.astype(_TYPES[code]).tobytes()
        return MinuteBlock(date_of(day), columns) if columns else None


def stretched(first: Integers, last: Integers) -> tuple[NDArray[np.intp], Integers]:
    """Give every minute of each stretch, both ends included, with the stretch it belongs to.

    >>> which, minutes = stretched(np.array([5, 9]), np.array([7, 9]))
    >>> which.tolist(), minutes.tolist()
    ([0, 0, 0, 1], [5, 6, 7, 9])
    """
    lengths = last - first + 1
    which = np.repeat(np.arange(len(first)), lengths)
    begins = np.cumsum(lengths) - lengths
    return which, first[which] + np.arange(len(which)) - begins[which]
