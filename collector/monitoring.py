"""The all-day part of a FIT file: counters, heart rate and the watch's own clock, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import FitFile
from collector.fields import Fields, fields_of
from collector.zones import DAY_S

RUNNING, WALKING, SEDENTARY = 1, 6, 8
NO_COUNT = -1

#: A watch's clock is never further from UTC than this; beyond, one of the two stamps is wrong.
_FURTHEST_OFFSET_MIN = 15 * 60

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Monitoring:
    """Columns of seconds since 1970 and what was said then; each group has its own length.

    ``clock``: the watch's offset from UTC. ``row``: activity rows, closing the time since the row
    before; ``counter`` is the step counter of that type (`NO_COUNT` where the row has none), and
    ``summary`` marks rows that repeat totals and tell no state.
    """

    clock_t: Integers
    clock_offset_s: Integers
    row_t: Integers
    row_type: Integers
    row_counter: Integers
    row_summary: NDArray[np.bool_]
    heart_t: Integers
    heart_bpm: Integers
    rest_t: Integers
    rest_bpm: Integers
    band_t: Integers
    band_moderate_min: Integers
    band_vigorous_min: Integers

    def seen(self) -> Integers:
        """Give every moment at which the watch showed a sign of life, in no order."""
        groups = (self.clock_t, self.row_t, self.heart_t, self.rest_t, self.band_t)
        return np.concatenate(groups)

    def bounds(self) -> list[int]:
        seen = self.seen()
        return [int(seen.min()), int(seen.max())] if len(seen) else []

    def utc_days(self) -> frozenset[int]:
        seen = self.seen()
        days = np.concatenate((seen, seen - 1)) // DAY_S
        turns = days[1:] != days[:-1]  # few: each column is nearly in order
        return frozenset((*days[:1].tolist(), *days[1:][turns].tolist()))


def monitoring_of(fit: FitFile) -> Monitoring:
    """Take the all-day columns out of a decoded file; all empty where it has none."""
    clock_t, clock_offset_s = _clock(fields_of(fit, "monitoring_info"))
    fields = fields_of(fit, "monitoring")
    t = fields.moments()
    placed = t > 0
    heart = fields.integers("heart_rate", 0)
    moderate = fields.integers("moderate_activity_minutes", 0)
    vigorous = fields.integers("vigorous_activity_minutes", 0)
    rows = placed & fields.has("activity_type")
    beats = placed & (heart > 0)
    bands = placed & (moderate + vigorous > 0)
    rest_t, rest_bpm = _rest(fields_of(fit, "monitoring_hr_data"))
    kinds = fields.integers("activity_type", 0)
    return Monitoring(
        clock_t=clock_t,
        clock_offset_s=clock_offset_s,
        row_t=t[rows],
        row_type=kinds[rows],
        row_counter=_counters(fields, kinds)[rows],
        row_summary=fields.has("duration_min")[rows],
        heart_t=t[beats],
        heart_bpm=heart[beats],
        rest_t=rest_t,
        rest_bpm=rest_bpm,
        band_t=t[bands],
        band_moderate_min=moderate[bands],
        band_vigorous_min=vigorous[bands],
    )


def _clock(fields: Fields) -> tuple[Integers, Integers]:
    t, local = fields.moments(), fields.moments("local_timestamp")
    offset_min = np.round((local - t) / 60).astype(np.int64)
    sound = (t > 0) & (local > 0) & (np.abs(offset_min) <= _FURTHEST_OFFSET_MIN)
    return t[sound], offset_min[sound] * 60


def _counters(fields: Fields, kinds: Integers) -> Integers:
    """Give the raw counters of the kinds that count steps: there, the raw number is steps."""
    counters = fields.integers("cycles_raw", NO_COUNT)
    return np.where((kinds == WALKING) | (kinds == RUNNING), counters, NO_COUNT)


def _rest(fields: Fields) -> tuple[Integers, Integers]:
    """Give the day's resting heart rate, or the seven-day one where the day has none yet."""
    week = fields.integers("resting_heart_rate", 0)
    day = fields.integers("current_day_resting_heart_rate", 0)
    t, bpm = fields.moments(), np.where(day > 0, day, week)
    sound = (t > 0) & (bpm > 0)
    return t[sound], bpm[sound]
