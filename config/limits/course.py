"""The course of the weeks: beginning, no change, evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from config.tables import Table


@dataclass(frozen=True, slots=True)
class Beginner(Table):
    no_step_up_days: int
    phase_two_day: int
    green_days: int
    vigorous_min: int
    aerobic_min: int


@dataclass(frozen=True, slots=True)
class NoImprovement(Table):
    from_day: int
    to_day: int
    less_pain: int  # NRS, 0-10
    compared_days: int


@dataclass(frozen=True, slots=True)
class Unchanged(Table):
    weeks: tuple[int, ...]
    compared_days: int
    compared_least: int
    change: int  # NRS, 0-10, of pain and of function


@dataclass(frozen=True, slots=True)
class Evaluation(Table):
    from_day: int
    to_day: int
    before_days: int
    valid_days_least: int
    review_months: int
