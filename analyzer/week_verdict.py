"""What a week was, held against the person's own band; unknown wherever that cannot be said.

Unknown while the week runs, before all of it has arrived, or with too few valid days. Else too
much: above the physio's ceiling, or a rise that is the physio's question. Else too little: below
the floor in what was measured, and also when unworn days are counted like the others. Else in
the band. The floor is the physio's (the plan in force when the week began), or the documents'
while none is agreed. MET-hours compare by their lower bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from analyzer.baseline import previous_weeks, usual_met_h
from analyzer.edges import Reached, reached_met_h
from analyzer.history import History, is_over
from analyzer.not_over import WEEK_NOT_OVER
from analyzer.rules.ceiling import above_ceiling
from analyzer.rules.rise import FLAG, is_flag, pain_days, rise_of
from storage.records import Plan, Reason, Verdict, Week

WEEK_NOT_ARRIVED = "week_not_arrived"
FEW_VALID_DAYS = "few_valid_days"
WEEK_NOT_MEASURED = "week_not_measured"
ABOVE_CEILING = "above_ceiling"
MUCH_MORE = "much_more"
MORE_WITH_PAIN = "more_with_pain"
BELOW_FLOOR = "below_floor"
IN_BAND = "in_band"
IN_BAND_BY_ESTIMATE = "in_band_by_estimate"

DOCUMENTS = "documents"
PHYSIO = "physio"

_MEASURED = (
    "valid_days", "met_h", "met_h_high", "met_h_estimated", "usual_met_h", "floor_met_h",
    "floor_from", "ceiling_met_h",
)  # fmt: skip
_RISE = ("measure", "value", "usual", "ratio", "weeks")

#: Reason code -> the numbers it may carry. A number that is not known is left out.
REASONS = {
    WEEK_NOT_OVER: ("valid_days", "over_on"),
    WEEK_NOT_ARRIVED: ("valid_days",),
    FEW_VALID_DAYS: ("valid_days", "needed"),
    WEEK_NOT_MEASURED: ("valid_days",),
    ABOVE_CEILING: (*_MEASURED, "measure", "value", "ceiling"),
    MUCH_MORE: (*_MEASURED, *_RISE),
    MORE_WITH_PAIN: (*_MEASURED, *_RISE, "pain_days"),
    BELOW_FLOOR: (*_MEASURED, "short_by_met_h"),
    IN_BAND: _MEASURED,
    IN_BAND_BY_ESTIMATE: _MEASURED,
}


@dataclass(frozen=True, slots=True)
class Band:
    """The edges a week is held against; None where there is none."""

    floor_met_h: float | None
    floor_from: str | None
    ceiling_met_h: float | None


def judge_week(at: int, history: History) -> Week:
    """``history.weeks[at]`` with its verdict, the reason and the usual it was held against."""
    week = history.weeks[at]
    cannot = _cannot_tell(week, history)
    if cannot is not None:
        return replace(week, verdict=Verdict.UNKNOWN, why=cannot, usual_met_h=None)
    previous = previous_weeks(history.weeks, at, history.limits)
    usual = usual_met_h(previous, history.limits)
    band = band_of(history.plan(week.start), history.limits.low_edge.met_h_per_week)
    numbers = _numbers(week, band, usual)
    judged = _too_much(week, previous, history, numbers) or _against_floor(week, band, numbers)
    return replace(week, verdict=judged[0], why=judged[1], usual_met_h=usual)


def band_of(plan: Plan | None, documents_met_h: float) -> Band:
    """The physio's edges; while no floor is agreed, the documents' floor.

    A ceiling agreed below the documents' floor leaves no room for it: then there is no floor.
    """
    floor = None if plan is None else plan.floor_met_h
    ceiling = None if plan is None else plan.ceiling_met_h
    if floor is not None:
        return Band(floor, PHYSIO, ceiling)
    if ceiling is not None and ceiling < documents_met_h:
        return Band(None, None, ceiling)
    return Band(documents_met_h, DOCUMENTS, ceiling)


def _cannot_tell(week: Week, history: History) -> Reason | None:
    worn = {"valid_days": week.valid_days}
    if not is_over(week, history.today):
        over_on = (week.start + timedelta(days=7)).isoformat()
        return Reason(WEEK_NOT_OVER, {**worn, "over_on": over_on})
    needed = history.limits.cannot_tell.valid_days_needed
    if week.valid_days >= needed:
        return None  # also of a week whose last evening has not arrived: late data judges it again
    if not week.complete:
        return Reason(WEEK_NOT_ARRIVED, worn)
    return Reason(FEW_VALID_DAYS, {**worn, "needed": needed})


_Numbers = dict[str, int | float | str]
_Judged = tuple[Verdict, Reason]


def _too_much(
    week: Week, previous: Sequence[Week], history: History, numbers: _Numbers
) -> _Judged | None:
    above = above_ceiling(week, history.plan(week.start))
    if above is not None:
        more: _Numbers = {
            "measure": above.measure,
            "value": round(above.value, 1),
            "ceiling": above.ceiling,
        }
        return Verdict.TOO_MUCH, Reason(ABOVE_CEILING, {**numbers, **more})
    rise = rise_of(week, previous, history.limits)
    if rise is None or rise.ratio is None or not is_flag(week, rise, history):
        return None
    more = {
        "measure": rise.measure,
        "value": round(rise.value, 1),
        "usual": round(rise.usual, 1),
        "ratio": round(rise.ratio, 2),
        "weeks": rise.weeks,
    }
    if rise.tier == FLAG:
        return Verdict.TOO_MUCH, Reason(MUCH_MORE, {**numbers, **more})
    with_pain = {**numbers, **more, "pain_days": pain_days(week, history)}
    return Verdict.TOO_MUCH, Reason(MORE_WITH_PAIN, with_pain)


def _against_floor(week: Week, band: Band, numbers: _Numbers) -> _Judged:
    if week.met_h is None:
        return Verdict.UNKNOWN, Reason(WEEK_NOT_MEASURED, {"valid_days": week.valid_days})
    if band.floor_met_h is None:
        return Verdict.IN_BAND, Reason(IN_BAND, numbers)
    reached = reached_met_h(week, band.floor_met_h)
    if reached is Reached.YES:
        return Verdict.IN_BAND, Reason(IN_BAND, numbers)
    if reached is Reached.BY_ESTIMATE:
        return Verdict.IN_BAND, Reason(IN_BAND_BY_ESTIMATE, numbers)
    short = {"short_by_met_h": round(band.floor_met_h - week.met_h, 2)}
    return Verdict.TOO_LITTLE, Reason(BELOW_FLOOR, {**numbers, **short})


def _numbers(week: Week, band: Band, usual: float | None) -> _Numbers:
    known = {
        "valid_days": week.valid_days,
        "met_h": week.met_h,
        "met_h_high": week.met_h_high,
        "met_h_estimated": week.met_h_estimated,
        "usual_met_h": usual,
        "floor_met_h": band.floor_met_h,
        "floor_from": band.floor_from,
        "ceiling_met_h": band.ceiling_met_h,
    }
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in known.items()
        if value is not None
    }
