"""A new episode that is not better after two to three weeks: a prompt to see the physio, no hurry.

Better is two points less pain than at its beginning; where no pain was told, an episode that is
not said to be over counts as not better.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.history import History
from analyzer.told_series import Flare, median_between
from storage.records import Finding, Severity

ID = "no-improvement"
STATEMENTS = ("R129", "R144")


def judge(history: History) -> tuple[Finding, ...]:
    return tuple(
        found for flare in history.said.flares if (found := _of(flare, history)) is not None
    )


def _of(flare: Flare, history: History) -> Finding | None:
    limits = history.limits.no_improvement
    on = flare.start + timedelta(days=limits.from_day)
    if history.today < on or (flare.end is not None and flare.end <= on):
        return None
    span = timedelta(days=limits.compared_days - 1)
    then = median_between(history.said.pain, flare.start, flare.start + span, 1)
    now = median_between(history.said.pain, on - span, on, 1)
    if then is not None and now is not None and now <= then - limits.less_pain:
        return None
    numbers: dict[str, int | float | str] = {"days": limits.from_day}
    if then is not None and now is not None:
        numbers |= {"pain_then": round(then, 1), "pain_now": round(now, 1)}
    return Finding(
        rule=ID,
        severity=Severity.PAIN,
        first=flare.start,
        last=on,
        numbers=numbers,
        to_patient=history.may_say_more(on),
    )
