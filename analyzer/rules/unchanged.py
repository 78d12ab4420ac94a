"""Twelve and twenty-four weeks in which neither pain nor function changed: a mark for the physio.

It goes to the physio alone. Where too little was told, nothing is said.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.history import History
from analyzer.told_series import ByDay, median_between
from storage.records import Finding, Severity

ID = "unchanged"
STATEMENTS = ("R071", "R084")


def judge(history: History) -> tuple[Finding, ...]:
    if not history.told.enrolments:
        return ()
    return tuple(
        found
        for weeks in history.limits.unchanged.weeks
        if (found := _after(weeks, history)) is not None
    )


def _after(weeks: int, history: History) -> Finding | None:
    start = min(row.since for row in history.told.enrolments)
    on = start + timedelta(weeks=weeks)
    if history.today < on:
        return None
    pain = _pair(history.said.pain, weeks, history)
    function = _pair(history.said.function, weeks, history)
    change = history.limits.unchanged.change
    if pain is None or abs(pain[1] - pain[0]) >= change:
        return None
    if function is not None and abs(function[1] - function[0]) >= change:
        return None
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=start,
        last=on,
        numbers={"weeks": weeks, "pain_then": round(pain[0], 1), "pain_now": round(pain[1], 1)},
    )


def _pair(values: ByDay, weeks: int, history: History) -> tuple[float, float] | None:
    """The median at the start and the one at the end of so many weeks."""
    limits = history.limits.unchanged
    start = min(row.since for row in history.told.enrolments)
    on, span = start + timedelta(weeks=weeks), timedelta(days=limits.compared_days - 1)
    then = median_between(values, start, start + span, limits.compared_least)
    now = median_between(values, on - span, on, limits.compared_least)
    return None if then is None or now is None else (then, now)
