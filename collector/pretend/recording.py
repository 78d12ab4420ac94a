"""Recorded sessions: a bout of the day with its seconds, as the watch saw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collector.pretend.chance import Chance
from collector.pretend.day_plan import Sport
from collector.pretend.life import Bout, DayLife

STEP_M, RIDE_M_S = 0.72, 4.9
_LONGEST_PAUSE_S = 7  # between two records: "smart recording"


class Code(NamedTuple):
    """A sport as FIT says it, in numbers and in words."""

    sport: int
    sub_sport: int
    words: tuple[str, str]
    on_foot: bool


CODES = {
    Sport.WALK: Code(11, 0, ("walking", "generic"), on_foot=True),
    Sport.HIKE: Code(17, 0, ("hiking", "generic"), on_foot=True),
    Sport.RUN: Code(1, 0, ("running", "generic"), on_foot=True),
    Sport.RIDE: Code(2, 0, ("cycling", "generic"), on_foot=False),
    Sport.STRENGTH: Code(10, 20, ("training", "strength_training"), on_foot=False),
    Sport.MOBILITY: Code(10, 19, ("training", "flexibility_training"), on_foot=False),
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded session: a record for each of ``seconds`` since the day began."""

    bout: Bout
    seconds: NDArray[np.int64]
    bpm: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    steps: int | None  # of the whole session, always even: the file holds pairs of them

    @property
    def code(self) -> Code:
        return CODES[self.bout.sport]

    @property
    def duration_s(self) -> int:
        return self.bout.end_s - self.bout.start_s


def record(life: DayLife, bout: Bout, chance: Chance) -> Recording:
    """Record a bout as the watch does: a record every few seconds, none at the very end."""
    pauses = chance.many(1, _LONGEST_PAUSE_S, bout.end_s - bout.start_s)
    seconds = bout.start_s + np.concatenate(([0], np.cumsum(pauses)))
    seconds = seconds[seconds < bout.end_s]
    minutes = seconds // 60
    paces = np.where(CODES[bout.sport].on_foot, life.steps, 0)
    walked = np.array([_steps_until(paces, bout, int(second)) for second in seconds])
    steps = _steps_until(paces, bout, bout.end_s) // 2 * 2
    ridden = RIDE_M_S * (seconds - bout.start_s) if bout.sport is Sport.RIDE else 0.0
    return Recording(
        bout=bout,
        seconds=seconds,
        bpm=life.bpm[minutes] + _ripple(minutes),
        distance_m=np.round(walked * STEP_M + ridden, 2),
        steps=steps if CODES[bout.sport].on_foot else None,
    )


def _steps_until(paces: NDArray[np.int64], bout: Bout, second: int) -> int:
    """Count the steps of a bout up to a second, minutes begun counting in part."""
    first, last = bout.first_min, second // 60
    if first == last:
        return int(paces[first]) * (second - bout.start_s) // 60
    head = int(paces[first]) * (60 - bout.start_s % 60) // 60
    tail = int(paces[last]) * (second % 60) // 60 if second % 60 else 0
    return head + int(paces[first + 1 : last].sum()) + tail


def _ripple(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give a beat more, then one less, so that the mean of each minute stays as it is."""
    ripple = np.zeros(len(minutes), dtype=np.int64)
    for minute in np.unique(minutes):
        here = np.flatnonzero(minutes == minute)
        whole = len(here) // 4 * 4
        ripple[here[:whole]] = np.tile([0, 1, 0, -1], whole // 4)
    return ripple
