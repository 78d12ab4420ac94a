"""How much is too little or too much, and how fast it may grow."""

from __future__ import annotations

from dataclasses import dataclass

from config.tables import Table


@dataclass(frozen=True, slots=True)
class Drop(Table):
    window_days: int
    window_valid_days: int
    mean_ratio: float
    days_in_a_row: int
    days_ratio: float


@dataclass(frozen=True, slots=True)
class Rise(Table):
    note_ratio: float
    flag_ratio: float
    least_more_mvpa_min: float
    least_more_steps_per_day: float


@dataclass(frozen=True, slots=True)
class Ceiling(Table):
    """The numbers are the physio's, in the plan."""


@dataclass(frozen=True, slots=True)
class Ramp(Table):
    """The numbers are the profile's, or the physio's in the plan."""


@dataclass(frozen=True, slots=True)
class BoomBust(Table):
    median_days: int
    median_valid_days: int
    high_ratio: float
    low_ratio: float
    days_apart: int
    window_days: int
    times: int


@dataclass(frozen=True, slots=True)
class HardDays(Table):
    days_in_a_row: int
    vigorous_min: int
    easy_exercise_min: int


@dataclass(frozen=True, slots=True)
class StillTime(Table):
    more_min: int
    breaks_every_min: int


@dataclass(frozen=True, slots=True)
class GradedReturn(Table):
    low_week_ratio: float
    start_percent: int
    ramp_percent: float
    weeks_most: int
