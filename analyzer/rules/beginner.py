"""The phases of somebody who begins: two to three quiet weeks, then a second phase or a pause.

The second phase is offered only where the pain rule has been quiet and the gate is open; else
the physio is asked. Vigorous days in the first weeks are a question too.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.history import History, counts
from analyzer.in_force import enrolment_on
from storage.records import Finding, Severity

ID = "beginner"
STATEMENTS = ("R105", "R106", "R109", "R124")

PHASE_TWO = "phase_two"  # may begin, if the physio agrees
WAITS = "waits"  # pain or the gate speaks against it
EARLY = "early"  # vigorous minutes before that


def judge(history: History) -> tuple[Finding, ...]:
    starts = sorted(
        {row.beginner_since for row in history.told.enrolments if row.beginner_since is not None}
    )
    return tuple(found for start in starts for found in _of(start, history))


def _of(start: date, history: History) -> list[Finding]:
    limits = history.limits.beginner
    due = start + timedelta(days=limits.phase_two_day)
    found = []
    early = [
        day
        for day in history.days
        if start <= day.date < start + timedelta(days=limits.no_step_up_days)
        and counts(day, history.today)
        and (day.vigorous_min or 0) >= limits.vigorous_min
    ]
    if early:
        found.append(_finding(start, early[0].date, EARLY, {"days": len(early)}, history))
    enrolled = enrolment_on(history.told, due)
    if history.today >= due and enrolled is not None and enrolled.beginner_since == start:
        green = timedelta(days=limits.green_days)
        pain = sum(due - green < each <= due for each in history.pain_flags)
        quiet = pain == 0 and history.may_say_more(due)
        numbers: dict[str, int | float | str] = {"day": limits.phase_two_day, "pain_days": pain}
        found.append(_finding(start, due, PHASE_TWO if quiet else WAITS, numbers, history))
    return found


def _finding(
    start: date,
    last: date,
    measure: str,
    numbers: dict[str, int | float | str],
    history: History,
) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=start,
        last=last,
        numbers={"measure": measure, **numbers},
        to_patient=measure == PHASE_TWO and history.may_say_more(last),
    )
