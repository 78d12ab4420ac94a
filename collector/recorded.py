"""Lay the records of sessions on minutes: finer heart rate, speed, and steps by cadence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collector.blocks import Minutes
from collector.monitoring import Integers
from collector.session_records import NO_SPEED, NO_STEPS, Records
from collector.zones import DAY_S
from storage.records import FLAG_DERIVED

_COLUMNS = ("t", "hr_bpm", "speed_cm_s", "activity_type", "steps")


def lay_records(minutes: Minutes, files: Sequence[Records]) -> None:
    t, hr_bpm, speed_cm_s, kind, steps = _merged(minutes, files)
    minute = t // 60
    beats = hr_bpm > 0
    minutes.put_heart(minute[beats], hr_bpm[beats])
    minutes.put("activity_type", minute, kind)
    moving = speed_cm_s != NO_SPEED
    _lay_means(minutes, minute[moving], speed_cm_s[moving])
    _lay_steps(minutes, minute, steps)


def _merged(minutes: Minutes, files: Sequence[Records]) -> list[Integers]:
    """Join the records within these minutes: sorted, one for each moment.

    Where sessions overlap, the record that tells most comes first.
    """
    start, end = minutes.first_day * DAY_S, (minutes.first_day + minutes.days) * DAY_S
    parts: list[list[Integers]] = [[np.empty(0, np.int64)] for _ in _COLUMNS]
    for file in files:
        wanted = (file.t >= start) & (file.t < end)
        for part, name in zip(parts, _COLUMNS, strict=True):
            part.append(getattr(file, name)[wanted])
    joined = [np.concatenate(part) for part in parts]
    order = np.lexsort([-column for column in joined[:0:-1]] + [joined[0]])
    joined = [column[order] for column in joined]
    first = np.ones(len(joined[0]), np.bool_)
    first[1:] = joined[0][1:] != joined[0][:-1]
    return [column[first] for column in joined]


def _lay_means(minutes: Minutes, minute: Integers, speed_cm_s: Integers) -> None:
    which, index, count = np.unique(minute, return_inverse=True, return_counts=True)
    total = np.bincount(index, speed_cm_s, len(which)).astype(np.int64)
    minutes.put("speed_cm_s", which, (2 * total + count) // (2 * count))


def _lay_steps(minutes: Minutes, minute: Integers, steps: Integers) -> None:
    known = steps != NO_STEPS
    which, index = np.unique(minute[known], return_inverse=True)
    minutes.put("steps", which, np.bincount(index, steps[known], len(which)).astype(np.int64))
    minutes.put("resolution_min", which, 1)
    minutes.put("flags", which, FLAG_DERIVED)
