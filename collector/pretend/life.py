"""A lived day: what was true in each of its minutes, as the watch could have known it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collector.pretend.clock import LocalDay
from collector.pretend.day_plan import DayPlan, Sport

#: The numbers of FIT's ``activity_type``.
GENERIC, RUNNING, WALKING, SEDENTARY = 0, 1, 6, 8

NO_BAND = 255
NO_BPM = 0


@dataclass(frozen=True, slots=True)
class Bout:
    """A recorded session: seconds since the day began, and how the minutes were spent."""

    sport: Sport
    start_s: int
    end_s: int

    @property
    def first_min(self) -> int:
        return self.start_s // 60

    @property
    def end_min(self) -> int:
        """Give the minute after the last one touched."""
        return -(-self.end_s // 60)


@dataclass(frozen=True, slots=True)
class DayLife:
    """One value for each minute of the day. Off the wrist there are no steps and no heart rate."""

    plan: DayPlan
    day: LocalDay
    worn: NDArray[np.bool_]
    powered: NDArray[np.bool_]
    bpm: NDArray[np.int64]  # NO_BPM where unworn
    band: NDArray[np.uint8]  # NO_BAND where unworn
    steps: NDArray[np.int64]
    kind: NDArray[np.uint8]  # activity_type
    potter: NDArray[np.int64]  # numbers the stretches counted only at their end; 0 = none
    bouts: tuple[Bout, ...]
