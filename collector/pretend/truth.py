"""The true values of each day, counted from its minutes and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from collector.pretend.features import Feature
from collector.pretend.life import RUNNING, WALKING, DayLife
from collector.pretend.person import Band
from collector.pretend.recording import Recording
from collector.pretend.watch import Flags, Written

_MET = {Band.MODERATE: 3, Band.VIGOROUS: 6}  # the lower bound of each band
_AWAKE = (6 * 60, 23 * 60)
_WORN_FROM_MIN = 600


@dataclass(frozen=True, slots=True)
class TrueSession:
    """A recorded session as its file must be read."""

    start: datetime
    end: datetime
    sport: str
    sub_sport: str
    duration_s: int
    steps: int | None  # on foot; always in the day's total already
    distance_m: float | None
    hr_samples: int
    hr_mean_bpm: float
    hr_max_bpm: int


@dataclass(frozen=True, slots=True)
class TrueDay:
    """A day of the watch as it was. None where the watch was never on the wrist."""

    date: date
    zone: str  # in force when the day begins
    utc_offset_min: int
    length_min: int
    steps: int | None
    unplaced_steps: int | None  # of these, known only as a total: counted before the first row
    hr_minutes: int  # minutes with a heart rate of their own, not a held one
    hr_mean_bpm: float | None  # over those
    light_min: int | None  # by heart rate held until the next one; below it, moving or recorded
    moderate_min: int | None
    vigorous_min: int | None
    met_h: float | None  # at 3 MET or more, each band's lower bound
    worn_min: int
    awake_worn_min: int  # between 06:00 and 23:00
    worn: bool  # ten hours of that
    rest_bpm: int | None
    pain: int
    sessions: tuple[TrueSession, ...]
    features: frozenset[Feature]


def true_day(life: DayLife, written: Written, recordings: Sequence[Recording]) -> TrueDay:
    """Count a lived day."""
    worn_min = int(life.worn.sum())
    known = worn_min > 0
    unplaced = _unplaced(life, written)
    minutes = {band: int((life.band == band).sum()) for band in Band}
    minutes[Band.LIGHT] += int((_moving(life, recordings) & ~unplaced).sum())
    samples = life.bpm[written.heart_rate]
    awake = life.worn[slice(*(min(life.day.at(clock), len(life.worn)) for clock in _AWAKE))]
    return TrueDay(
        date=life.day.date,
        zone=life.day.zone,
        utc_offset_min=life.day.offset_min(0),
        length_min=life.day.length_min,
        steps=int(life.steps.sum()) if known else None,
        unplaced_steps=int(life.steps[unplaced].sum()) if known else None,
        hr_minutes=len(samples),
        hr_mean_bpm=float(np.mean(samples)) if known else None,
        light_min=minutes[Band.LIGHT] if known else None,
        moderate_min=minutes[Band.MODERATE] if known else None,
        vigorous_min=minutes[Band.VIGOROUS] if known else None,
        met_h=sum(minutes[band] * met for band, met in _MET.items()) / 60 if known else None,
        worn_min=worn_min,
        awake_worn_min=int(awake.sum()),
        worn=int(awake.sum()) >= _WORN_FROM_MIN,
        rest_bpm=life.plan.rest_bpm if known else None,
        pain=life.plan.pain,
        sessions=tuple(_true_session(life, each) for each in recordings),
        features=life.plan.features,
    )


def _moving(life: DayLife, recordings: Sequence[Recording]) -> Flags:
    """Mark minutes with a heart rate as at rest in which the person was up and about."""
    moving = life.steps > 0
    for recording in recordings:
        moving[recording.bout.first_min : recording.bout.end_min] = True
    at_rest: Flags = moving & (life.band == Band.REST)
    return at_rest


def _unplaced(life: DayLife, written: Written) -> Flags:
    """Mark the minutes whose steps only a total tells.

    A watch switched on in the middle of a day does not say from what its counters started: the
    first row of each kind of movement gives steps, but not since when.
    """
    unplaced = np.zeros(len(life.steps), dtype=np.bool_)
    for start in np.flatnonzero(np.diff(life.powered.astype(np.int8)) == 1) + 1:
        for kind in (WALKING, RUNNING):
            counted = life.kind == kind
            first = np.flatnonzero(written.movement[start:] & counted[start:])[:1] + start
            for row in first:
                unplaced[start : row + 1] |= counted[start : row + 1]
    return unplaced


def _true_session(life: DayLife, recording: Recording) -> TrueSession:
    sport, sub_sport = recording.code.words
    return TrueSession(
        start=life.day.moment(recording.bout.start_s),
        end=life.day.moment(recording.bout.end_s),
        sport=sport,
        sub_sport=sub_sport,
        duration_s=recording.duration_s,
        steps=recording.steps,
        distance_m=float(recording.distance_m[-1]) if recording.distance_m.any() else None,
        hr_samples=len(recording.seconds),
        hr_mean_bpm=float(recording.bpm.mean()),
        hr_max_bpm=int(recording.bpm.max()),
    )
