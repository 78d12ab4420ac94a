"""Hard days one after the other without an easy one between them.

Hard is a day with vigorous minutes or a session of strength. Walks and the short daily exercises
the documents ask for are never hard, and a day not worn is not known to be: it ends the run.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.history import History, counts
from storage.records import Finding, Severity
from storage.told import SessionKind

ID = "hard-days"
STATEMENTS = ("R162", "R175")


def judge(history: History) -> tuple[Finding, ...]:
    limits = history.limits.hard_days
    runs: list[list[date]] = []
    for on in _hard(history):
        if runs and runs[-1][-1] == on - timedelta(days=1):
            runs[-1].append(on)
        else:
            runs.append([on])
    return tuple(
        Finding(
            rule=ID,
            severity=Severity.OVERLOAD,
            first=run[0],
            last=run[-1],
            numbers={"days": len(run)},
            valid_days=len(run),
            to_patient=history.may_say_more(run[-1]),
        )
        for run in runs
        if len(run) >= limits.days_in_a_row
    )


def _hard(history: History) -> list[date]:
    """Hard days in order. How long a session was counts where it is known."""
    limits = history.limits.hard_days
    strength = [each for each in history.said.sessions if each.kind is SessionKind.STRENGTH]
    known = {each.on for each in strength}
    long = {each.on for each in strength if (each.minutes or 0) > limits.easy_exercise_min}
    worn = {
        day.date
        for day in history.days
        if counts(day, history.today)
        and (
            (day.vigorous_min or 0) >= limits.vigorous_min
            or (day.strength_sessions > 0 and day.date not in known)
        )
    }
    return sorted(worn | {on for on in long if on < history.today})
