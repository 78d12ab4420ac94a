"""All limits together: every table of ``limits.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from config.limits.amount import (
    BoomBust,
    Ceiling,
    Drop,
    GradedReturn,
    HardDays,
    Ramp,
    Rise,
    StillTime,
)
from config.limits.comparing import Baseline, CannotTell, DayLimits, GeneralTarget, LowEdge
from config.limits.course import Beginner, Evaluation, NoImprovement, Unchanged
from config.limits.exercise import DailyExercise, NeckSwim, SessionQuality, StrengthDose, Variety
from config.limits.nudges import NudgeLimits
from config.limits.symptoms import (
    Adjust,
    Alert,
    Contraindication,
    FearOfMovement,
    FlareLimits,
    NerveCheck,
    PainLimits,
    SorenessLimits,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Every table of ``limits.toml``; a rule's table has the name of the rule's module."""

    cannot_tell: CannotTell
    baseline: Baseline
    low_edge: LowEdge
    general_target: GeneralTarget
    drop: Drop
    rise: Rise
    ceiling: Ceiling
    boom_bust: BoomBust
    pain: PainLimits
    adjust: Adjust
    soreness: SorenessLimits
    flare: FlareLimits
    graded_return: GradedReturn
    no_improvement: NoImprovement
    unchanged: Unchanged
    hard_days: HardDays
    ramp: Ramp
    still_time: StillTime
    strength_dose: StrengthDose
    daily_exercise: DailyExercise
    beginner: Beginner
    session_quality: SessionQuality
    evaluation: Evaluation
    variety: Variety
    neck_swim: NeckSwim
    fear_of_movement: FearOfMovement
    contraindication: Contraindication
    alert: Alert
    nerve_check: NerveCheck
    day: DayLimits
    nudge: NudgeLimits
