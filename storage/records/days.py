"""A person's day and week in numbers, with the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.records.verdicts import NOT_JUDGED, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Day:
    """A person's local day. Field order is the order of ``stegvis days --json``."""

    date: date
    zone: str
    steps: int | None
    wear_min: int
    hr_min_bpm: int | None
    hr_mean_bpm: float | None
    hr_max_bpm: int | None
    rest_bpm: int | None
    light_min: int | None
    moderate_min: int | None
    vigorous_min: int | None
    met_h: float | None  # at 3 MET or more, each band's lower bound
    met_h_high: float | None  # the same minutes at each band's upper bound
    still_min: int | None
    strength_sessions: int
    valid: bool
    verdict: Verdict = Verdict.UNKNOWN
    why: Reason = NOT_JUDGED
    length_min: int = 1440
    awake_wear_min: int = 0
    placed_steps: int | None = None
    unplaced_steps: int | None = None
    estimated_min: int = 0  # active minutes whose band rests on less than heart rate or cadence
    complete: bool = False  # the day lies wholly before the last moment received


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week of a person's days. Sums are over the days that were measured."""

    year: int
    week: int
    start: date  # Monday
    valid_days: int  # that have wholly arrived
    steps_per_day: float | None  # mean over valid days
    light_min: int | None
    moderate_min: int | None
    vigorous_min: int | None
    equivalent_min: int | None  # moderate + 2 x vigorous
    met_h: float | None
    met_h_high: float | None
    met_h_estimated: float | None  # scaled to seven days from the valid ones; None when all are
    strength_sessions: int
    wear_h_per_day: float | None
    verdict: Verdict = Verdict.UNKNOWN
    why: Reason = NOT_JUDGED
    usual_met_h: float | None = None  # own baseline the verdict was held against
    complete: bool = False
