"""What a day was, held against the person's own 28 days before it.

Two quantities, because neither sees everything: steps miss the bicycle and the pool, and moving
minutes (light, moderate and vigorous) need heart rate or cadence. A day is too much when one of
them says so, and too little only when every one that is known says so: of two mistakes, calling
a day of cycling too little is the worse. Light minutes count, since everyday movement does, and
since moderate minutes alone have a median of nothing in many people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from analyzer.baseline import median_before
from analyzer.edges import above, at_least, at_most
from analyzer.history import History, Series, counts, series
from analyzer.not_over import DAY_NOT_OVER
from storage.records import Day, Reason, Verdict

DAY_NOT_ARRIVED = "day_not_arrived"
DAY_HARDLY_WORN = "day_hardly_worn"
DAY_NOT_MEASURED = "day_not_measured"
NO_BASELINE = "no_baseline"
ABOVE_AGREED_STEPS = "above_agreed_steps"
DAY_MUCH_MORE = "day_much_more"
DAY_MUCH_LESS = "day_much_less"
DAY_AS_USUAL = "day_as_usual"

_MEASURED = ("steps", "usual_steps", "moving_min", "usual_moving_min")

#: Reason code -> the numbers it may carry. A number that is not known is left out.
REASONS = {
    DAY_NOT_OVER: (),
    DAY_NOT_ARRIVED: ("awake_wear_min",),
    DAY_HARDLY_WORN: ("awake_wear_min",),
    DAY_NOT_MEASURED: ("awake_wear_min",),
    NO_BASELINE: ("valid_days", "needed"),
    ABOVE_AGREED_STEPS: (*_MEASURED, "ceiling_steps"),
    DAY_MUCH_MORE: (*_MEASURED, "measure", "ratio"),
    DAY_MUCH_LESS: _MEASURED,
    DAY_AS_USUAL: _MEASURED,
}


_Numbers = dict[str, int | float | str]


@dataclass(frozen=True, slots=True)
class _Held:
    """One quantity of a day beside its own usual."""

    name: str
    value: float
    usual: float
    least_more: float

    @property
    def ratio(self) -> float:
        return self.value / self.usual


def judge_days(history: History, since: date = date.min) -> tuple[Day, ...]:
    """The days from ``since`` on with verdict and reason; those before are only looked back at."""
    if not history.days:
        return ()
    window, least = history.limits.baseline.days_window, history.limits.baseline.days_least
    steps = series(history.days, lambda day: day.steps, history.today)
    moving = series(history.days, moving_min, history.today)
    worn = series(history.days, lambda day: 1.0, history.today)
    usual = (median_before(steps, window, least), median_before(moving, window, least))
    first = history.days[0].date
    return tuple(
        _judge_day(day, (day.date - first).days, usual, worn, history)
        for day in history.days
        if day.date >= since
    )


def moving_min(day: Day) -> float | None:
    if day.light_min is None or day.moderate_min is None or day.vigorous_min is None:
        return None
    return float(day.light_min + day.moderate_min + day.vigorous_min)


def _judge_day(
    day: Day, at: int, usual: tuple[Series, Series], worn: Series, history: History
) -> Day:
    if not counts(day, history.today):
        return replace(day, verdict=Verdict.UNKNOWN, why=_not_counted(day, history))
    if day.steps is None and moving_min(day) is None:
        why = Reason(DAY_NOT_MEASURED, {"awake_wear_min": day.awake_wear_min})
        return replace(day, verdict=Verdict.UNKNOWN, why=why)
    held = _held(day, float(usual[0][at]), float(usual[1][at]), history)
    numbers = _numbers(held)
    plan = history.plan(day.date)
    ceiling = None if plan is None else plan.ceiling_steps
    if ceiling is not None and day.steps is not None and above(day.steps, ceiling):
        why = Reason(ABOVE_AGREED_STEPS, {"steps": day.steps, **numbers, "ceiling_steps": ceiling})
        return replace(day, verdict=Verdict.TOO_MUCH, why=why)
    if not held:
        return replace(day, verdict=Verdict.UNKNOWN, why=_no_baseline(worn, at, history))
    verdict, why = _against_usual(held, numbers, history)
    return replace(day, verdict=verdict, why=why)


def _not_counted(day: Day, history: History) -> Reason:
    if day.date >= history.today:
        return Reason(DAY_NOT_OVER)
    code = DAY_HARDLY_WORN if day.complete else DAY_NOT_ARRIVED
    return Reason(code, {"awake_wear_min": day.awake_wear_min})


def _no_baseline(worn: Series, at: int, history: History) -> Reason:
    window = history.limits.baseline.days_window
    known = int(np.nansum(worn[max(0, at - window) : at]))
    return Reason(NO_BASELINE, {"valid_days": known, "needed": history.limits.baseline.days_least})


def _held(day: Day, usual_steps: float, usual_moving: float, history: History) -> list[_Held]:
    limits = history.limits.day
    pairs = (
        ("steps", day.steps, usual_steps, limits.least_more_steps),
        ("moving_min", moving_min(day), usual_moving, limits.least_more_moving_min),
    )
    return [
        _Held(name, value, usual, least)
        for name, value, usual, least in pairs
        if value is not None and usual > 0  # a usual that is not known is NaN, and not above 0
    ]


def _against_usual(
    held: list[_Held], numbers: _Numbers, history: History
) -> tuple[Verdict, Reason]:
    limits = history.limits.day
    most = max(held, key=lambda each: _is_much(each, limits.much_ratio) * each.ratio)
    if _is_much(most, limits.much_ratio):
        more: _Numbers = {"measure": most.name, "ratio": round(most.ratio, 2)}
        return Verdict.TOO_MUCH, Reason(DAY_MUCH_MORE, {**numbers, **more})
    if all(at_most(each.ratio, limits.little_ratio) for each in held):
        return Verdict.TOO_LITTLE, Reason(DAY_MUCH_LESS, numbers)
    return Verdict.IN_BAND, Reason(DAY_AS_USUAL, numbers)


def _is_much(held: _Held, ratio: float) -> bool:
    return at_least(held.ratio, ratio) and at_least(held.value - held.usual, held.least_more)


def _numbers(held: list[_Held]) -> _Numbers:
    numbers: _Numbers = {}
    for each in held:
        numbers[each.name] = round(each.value)
        numbers[f"usual_{each.name}"] = round(each.usual)
    return numbers
