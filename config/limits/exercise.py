"""The dose and the kinds of exercise."""

from __future__ import annotations

from dataclasses import dataclass

from config.tables import Table


@dataclass(frozen=True, slots=True)
class StrengthDose(Table):
    repetitions_low: int
    repetitions_high: int
    sets_low: int
    sets_high: int
    days_low: int
    days_high: int


@dataclass(frozen=True, slots=True)
class DailyExercise(Table):
    minutes_low: int
    minutes_high: int
    credit_from_min: int
    days: int


@dataclass(frozen=True, slots=True)
class SessionQuality(Table):
    warm_up_min: int
    cool_down_min: int
    shown_to_min: int
    least_session_min: int
    least_known_share: float


@dataclass(frozen=True, slots=True)
class Variety(Table):
    strength_sports: tuple[str, ...]  # "sport/sub_sport" as the watch writes them
    mobility_sports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeckSwim(Table):
    sport: str
    again_after_days: int
