"""The records of sessions as columns: heart rate, speed, and steps by cadence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collector.fields import Fields
from collector.monitoring import Integers
from collector.session_messages import STEPS_IN_A_STRIDE, Session
from collector.zones import DAY_S

NO_SPEED = -1
NO_STEPS = -1
HR_UNSET = 0

#: FIT sport -> FIT activity_type, as monitoring rows write it. Hiking is walking.
_ACTIVITY_TYPES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 11: 6, 17: 6}

#: Records are a second apart, or a few where the watch thins them out; beyond is a pause.
_LONGEST_STRETCH_S = 10


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Records of sessions, one row each: 0 bpm, `NO_SPEED` and `NO_STEPS` are unknown."""

    t: Integers
    hr_bpm: Integers
    speed_cm_s: Integers
    activity_type: Integers
    steps: Integers  # from cadence, for the time until the next record

    def bounds(self) -> list[int]:
        return [int(self.t.min()), int(self.t.max())] if len(self.t) else []

    def utc_days(self) -> frozenset[int]:
        return frozenset(np.unique(self.t // DAY_S).tolist())


_NOTHING: Integers = np.empty(0, np.int64)
NO_RECORDS = Records(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def records_of(table: Fields, t: Integers, owner: Integers, sessions: list[Session]) -> Records:
    """Give the records that can be placed, each with the sport of the session that owns it."""
    sports = np.array([_ACTIVITY_TYPES.get(each.sport or 0, 0) for each in sessions], np.int64)
    speed = table.numbers("speed") * 100
    known = ~np.isnan(speed) & (speed >= 0)
    hr_bpm = table.integers("heart_rate", HR_UNSET)
    kept = t > 0
    return Records(
        t=t[kept],
        hr_bpm=hr_bpm[kept],
        speed_cm_s=np.where(known, np.round(np.where(known, speed, 0)), NO_SPEED).astype(np.int64)[
            kept
        ],
        activity_type=sports[owner][kept],
        steps=_derived_steps(table, t, owner, sessions)[kept],
    )


def _derived_steps(
    table: Fields, t: Integers, owner: Integers, sessions: list[Session]
) -> Integers:
    """Give steps from cadence, made to add up to the session's own total where it has one.

    The running total is rounded, not each record, so that nothing is lost between them.
    """
    exact = table.numbers("cadence") * STEPS_IN_A_STRIDE / 60 * _stretches_s(t)
    steps = np.full(len(t), NO_STEPS, np.int64)
    order = np.argsort(t, kind="stable")
    for number, session in enumerate(sessions):
        mine = order[(owner == number)[order] & ~np.isnan(exact[order])]
        if not session.on_foot:
            continue
        reached = np.cumsum(exact[mine])
        if session.steps is not None and len(mine) and reached[-1] > 0:
            reached *= session.steps / reached[-1]
        steps[mine] = np.diff(np.floor(reached + 0.5).astype(np.int64), prepend=0)
    return steps


def _stretches_s(t: Integers) -> NDArray[np.float64]:
    """Give how long each record holds: until the next, or a second before a pause."""
    order = np.argsort(t, kind="stable")
    stretch = np.ones(len(t))
    if len(t) > 1:
        apart = np.diff(t[order])
        stretch[order[:-1]] = np.where(apart <= _LONGEST_STRETCH_S, apart, 1)
    return stretch
