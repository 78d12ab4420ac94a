"""Where the profile asks for it, the questions about signs from nerves are answered every week.

It only reminds of the check-in, and asks for nothing else; what is answered there is judged there.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.clock import clock_of
from analyzer.history import History
from analyzer.in_force import enrolment_on
from analyzer.red_flags import nerve_signs_answered
from storage.records import Finding, Severity

ID = "nerve-check"
STATEMENTS = ("R069", "R077")


def judge(history: History) -> tuple[Finding, ...]:
    enrolled = enrolment_on(history.told, history.today)
    questions = history.questions
    asks = history.profile(history.today).nerve_check_in
    if enrolled is None or questions is None or not asks:
        return ()
    clock = clock_of(history.days, history.person)
    given = [
        clock.date_of(each.at)
        for each in history.told.check_ins
        if nerve_signs_answered(each, enrolled.region, questions)
    ]
    last = max((on for on in given if on <= history.today), default=None)
    every_days = history.limits.nerve_check.every_days
    due = enrolled.since
    if last is not None:
        due = max(due, last + timedelta(days=every_days))
        if history.today < last + timedelta(days=every_days):
            return ()
    return (
        Finding(
            rule=ID,
            severity=Severity.INFORMATION,
            first=due,
            last=history.today,
            numbers={"every_days": every_days},
            to_patient=True,
            to_physio=False,
        ),
    )
