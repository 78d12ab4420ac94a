"""What a week and a day are held against."""

from __future__ import annotations

from dataclasses import dataclass

from config.tables import Table


@dataclass(frozen=True, slots=True)
class CannotTell(Table):
    valid_days_needed: int


@dataclass(frozen=True, slots=True)
class Baseline(Table):
    weeks_most: int
    weeks_least: int
    weeks_back: int
    days_window: int
    days_least: int


@dataclass(frozen=True, slots=True)
class LowEdge(Table):
    met_h_per_week: float
    unit: str
    weeks: int
    weeks_back: int


@dataclass(frozen=True, slots=True)
class GeneralTarget(Table):
    equivalent_min_low: float
    equivalent_min_high: float
    unit: str
    strength_days: int


@dataclass(frozen=True, slots=True)
class DayLimits(Table):
    much_ratio: float
    little_ratio: float
    least_more_steps: float
    least_more_moving_min: float
