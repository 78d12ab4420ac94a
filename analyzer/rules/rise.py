"""A week clearly above the mean of the person's own 3-4 valid weeks before it.

From the lower ratio on a neutral note; from the higher one, or together with the pain rule, a
question to the physio. It shows a change and claims no risk. Small amounts never count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from analyzer.baseline import known_in, previous_weeks
from analyzer.edges import at_least
from analyzer.history import History, judged_weeks
from analyzer.load import ratio_uncoupled
from config.limits import Limits
from storage.records import Finding, Severity, Week

ID = "rise"
STATEMENTS = ("R011", "R067", "R135", "R141", "R173")

NO_USUAL = 0  # enough earlier weeks, but nothing in them to compare with: physio only
NOTE = 1
FLAG = 2


@dataclass(frozen=True, slots=True)
class Rise:
    """How far one quantity of a week lies above the usual, at the least."""

    tier: int
    measure: str
    value: float
    usual: float
    ratio: float | None  # None where the usual is nothing
    weeks: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity in two readings that agree when as many days were worn as before.

    ``measured`` takes unworn days as nothing, ``paced`` as like the others. A rise has to show in
    both, so that neither putting the watch on more often nor leaving it off can make one.
    """

    name: str
    measured: Callable[[Week], float | None]
    paced: Callable[[Week], float | None]
    least_more: Callable[[Limits], float]


def judge(history: History) -> tuple[Finding, ...]:
    found = []
    for at, week in judged_weeks(history):
        rise = rise_of(week, previous_weeks(history.weeks, at, history.limits), history.limits)
        if rise is not None:
            found.append(_finding(week, rise, is_flag(week, rise, history)))
    return tuple(found)


def rise_of(week: Week, previous: Sequence[Week], limits: Limits) -> Rise | None:
    """The greatest rise of a valid week over its previous ones, if there is any."""
    rises = [
        rise
        for measure in MEASURES
        if (rise := _rise_in(measure, week, previous, limits)) is not None
    ]
    return max(rises, key=lambda rise: (rise.tier, rise.ratio or 0.0), default=None)


def is_flag(week: Week, rise: Rise, history: History) -> bool:
    """Whether a rise is a question to the physio, by itself or together with the pain rule."""
    return rise.tier == FLAG or (rise.tier == NOTE and pain_days(week, history) > 0)


def pain_days(week: Week, history: History) -> int:
    days = (week.start + timedelta(days=offset) for offset in range(7))
    return sum(day in history.pain_flags for day in days)


def _rise_in(measure: Measure, week: Week, previous: Sequence[Week], limits: Limits) -> Rise | None:
    steepness = []
    for pick in (measure.measured, measure.paced):
        value, before = pick(week), known_in(previous, pick, limits)
        if value is None or not before:
            return None
        if not at_least(value - fmean(before), measure.least_more(limits)):
            return None
        steepness.append((ratio_uncoupled(before, value), value, fmean(before)))
    ratio, value, usual = min(steepness, key=lambda each: each[0] or 0.0)
    tier = _tier(ratio, limits)
    return None if tier is None else Rise(tier, measure.name, value, usual, ratio, len(previous))


def _tier(ratio: float | None, limits: Limits) -> int | None:
    if ratio is None:
        return NO_USUAL
    if at_least(ratio, limits.rise.flag_ratio):
        return FLAG
    return NOTE if at_least(ratio, limits.rise.note_ratio) else None


def _finding(week: Week, rise: Rise, flag: bool) -> Finding:
    numbers: dict[str, int | float | str] = {
        "tier": rise.tier,
        "measure": rise.measure,
        "value": round(rise.value, 1),
        "usual": round(rise.usual, 1),
        "weeks": rise.weeks,
    }
    if rise.ratio is not None:
        numbers["ratio"] = round(rise.ratio, 2)
    return Finding(
        rule=ID,
        severity=Severity.OVERLOAD if flag else Severity.INFORMATION,
        first=week.start,
        last=week.start + timedelta(days=6),
        numbers=numbers,
        valid_days=week.valid_days,
        to_patient=rise.tier != NO_USUAL,
    )


def _mvpa(week: Week) -> float | None:
    if week.moderate_min is None or week.vigorous_min is None:
        return None
    return float(week.moderate_min + week.vigorous_min)


def _mvpa_paced(week: Week) -> float | None:
    minutes = _mvpa(week)
    return None if minutes is None else minutes / week.valid_days * 7


def _steps_measured(week: Week) -> float | None:
    return None if week.steps_per_day is None else week.steps_per_day * week.valid_days / 7


MEASURES = (
    Measure("mvpa_min", _mvpa, _mvpa_paced, lambda limits: limits.rise.least_more_mvpa_min),
    Measure(
        "steps_per_day",
        _steps_measured,
        lambda week: week.steps_per_day,
        lambda limits: limits.rise.least_more_steps_per_day,
    ),
)
