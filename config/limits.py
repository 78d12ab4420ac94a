"""The numbers of rules and verdicts as frozen values, read from ``limits.toml`` and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import time

from config.facts import FactsError, Sourced, read_facts

FILE = "limits.toml"

#: The only unit the documents' 10.5 may have. As an intensity it would ask a person to run.
MET_H_PER_WEEK = "MET-h/week"
EQUIVALENT_MIN_PER_WEEK = "equivalent min/week"


@dataclass(frozen=True, slots=True)
class Table(Sourced):
    """``proposed`` names the numbers of the table that no direct evidence stands behind."""

    proposed: tuple[str, ...] = field(kw_only=True)


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
class BoomBust(Table):
    median_days: int
    median_valid_days: int
    high_ratio: float
    low_ratio: float
    days_apart: int
    window_days: int
    times: int


@dataclass(frozen=True, slots=True)
class PainLimits(Table):
    above_usual: int  # NRS, 0-10
    days_in_a_row: int
    usual_days: int
    usual_least: int


@dataclass(frozen=True, slots=True)
class Adjust(Table):
    cut_percent_low: int
    cut_percent_high: int
    session_days: int
    rise_days: int
    soreness_lasts_h: int


@dataclass(frozen=True, slots=True)
class SorenessLimits(Table):
    from_h: int
    to_h: int


@dataclass(frozen=True, slots=True)
class FlareLimits(Table):
    hold_days: int
    usual_percent_low: int
    usual_percent_high: int


@dataclass(frozen=True, slots=True)
class GradedReturn(Table):
    low_week_ratio: float
    start_percent: int
    ramp_percent: float
    weeks_most: int


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
class HardDays(Table):
    days_in_a_row: int
    vigorous_min: int
    easy_exercise_min: int


@dataclass(frozen=True, slots=True)
class Ramp(Table):
    """The numbers are the profile's, or the physio's in the plan."""


@dataclass(frozen=True, slots=True)
class StillTime(Table):
    more_min: int
    breaks_every_min: int


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
class Beginner(Table):
    no_step_up_days: int
    phase_two_day: int
    green_days: int
    vigorous_min: int
    aerobic_min: int


@dataclass(frozen=True, slots=True)
class SessionQuality(Table):
    warm_up_min: int
    cool_down_min: int
    shown_to_min: int
    least_session_min: int
    least_known_share: float


@dataclass(frozen=True, slots=True)
class Evaluation(Table):
    from_day: int
    to_day: int
    before_days: int
    valid_days_least: int
    review_months: int


@dataclass(frozen=True, slots=True)
class Variety(Table):
    strength_sports: tuple[str, ...]  # "sport/sub_sport" as the watch writes them
    mobility_sports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeckSwim(Table):
    sport: str
    again_after_days: int


@dataclass(frozen=True, slots=True)
class FearOfMovement(Table):
    """The numbers are those of the drop."""


@dataclass(frozen=True, slots=True)
class Contraindication(Table):
    """Without numbers: what forbids activity forbids all of it."""


@dataclass(frozen=True, slots=True)
class Alert(Table):
    """Without numbers: one answer is enough."""


@dataclass(frozen=True, slots=True)
class NerveCheck(Table):
    """Whose signs are asked about is in profiles.toml."""

    every_days: int


@dataclass(frozen=True, slots=True)
class DayLimits(Table):
    much_ratio: float
    little_ratio: float
    least_more_steps: float
    least_more_moving_min: float


@dataclass(frozen=True, slots=True)
class NudgeLimits(Table):
    quiet_from: time
    quiet_to: time
    apart_h: int
    fresh_days: int
    same_again_after_days: int
    no_data_days: int
    no_data_until_days: int
    no_data_times: int


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


def read_limits() -> Limits:
    """Read and check ``config/limits.toml``. Raises `FactsError` naming every fault."""
    limits = read_facts(FILE, Limits)
    found = list(faults(limits))
    if found:
        raise FactsError(FILE, found)
    return limits


def faults(limits: Limits) -> Iterator[str]:
    """What a reader of types cannot see: units, order of the numbers, unnamed proposals."""
    yield from _wrong_units(limits)
    yield from _wrong_order(limits)
    for each in fields(limits):
        table: Table = getattr(limits, each.name)
        if not table.source.strip():
            yield f"{each.name}.source: must say where the numbers come from"
        known = {inner.name for inner in fields(table)}
        for name in table.proposed:
            if name not in known:
                yield f"{each.name}.proposed: {name!r} is not a number of this table"


def _wrong_units(limits: Limits) -> Iterator[str]:
    wanted = {
        "low_edge": (limits.low_edge.unit, MET_H_PER_WEEK),
        "general_target": (limits.general_target.unit, EQUIVALENT_MIN_PER_WEEK),
    }
    for name, (given, needed) in wanted.items():
        if given != needed:
            yield f"{name}.unit: must be {needed!r}, is {given!r}; another unit is another number"


def _wrong_order(limits: Limits) -> Iterator[str]:
    pairs = (
        ("baseline.weeks_least", limits.baseline.weeks_least, limits.baseline.weeks_most),
        ("baseline.weeks_most", limits.baseline.weeks_most, limits.baseline.weeks_back),
        ("baseline.days_least", limits.baseline.days_least, limits.baseline.days_window),
        ("general_target.equivalent_min_low", *_target(limits.general_target)),
        ("rise.note_ratio", limits.rise.note_ratio, limits.rise.flag_ratio),
        ("boom_bust.low_ratio", limits.boom_bust.low_ratio, limits.boom_bust.high_ratio),
        ("day.little_ratio", limits.day.little_ratio, limits.day.much_ratio),
        ("adjust.cut_percent_low", limits.adjust.cut_percent_low, limits.adjust.cut_percent_high),
        ("soreness.from_h", limits.soreness.from_h, limits.soreness.to_h),
        ("flare.usual_percent_low", *_flare(limits.flare)),
        ("no_improvement.from_day", limits.no_improvement.from_day, limits.no_improvement.to_day),
        ("strength_dose.repetitions_low", *_repetitions(limits.strength_dose)),
        ("daily_exercise.credit_from_min", *_credit(limits.daily_exercise)),
        ("daily_exercise.minutes_low", *_daily(limits.daily_exercise)),
        ("beginner.no_step_up_days", *_phases(limits.beginner)),
        ("evaluation.from_day", limits.evaluation.from_day, limits.evaluation.to_day),
        ("nudge.no_data_days", limits.nudge.no_data_days, limits.nudge.no_data_until_days),
    )
    for name, low, high in pairs:
        if not 0 < low <= high:
            yield f"{name}: must be above 0 and at most {high}, is {low}"


def _target(table: GeneralTarget) -> tuple[float, float]:
    return table.equivalent_min_low, table.equivalent_min_high


def _flare(table: FlareLimits) -> tuple[float, float]:
    return table.usual_percent_low, table.usual_percent_high


def _repetitions(table: StrengthDose) -> tuple[float, float]:
    return table.repetitions_low, table.repetitions_high


def _credit(table: DailyExercise) -> tuple[float, float]:
    return table.credit_from_min, table.minutes_low


def _daily(table: DailyExercise) -> tuple[float, float]:
    return table.minutes_low, table.minutes_high


def _phases(table: Beginner) -> tuple[float, float]:
    return table.no_step_up_days, table.phase_two_day
