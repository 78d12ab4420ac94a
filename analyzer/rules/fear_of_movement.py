"""A drop in somebody with fear of movement: the physio is asked about the next milestone.

Milestones go by date and not by the pain of the day. It puts no name on the person.
"""

from __future__ import annotations

from analyzer.history import History
from analyzer.rules import drop
from storage.records import Finding, Severity

ID = "fear-of-movement"
STATEMENTS = ("R025", "R035", "R100")


def judge(history: History) -> tuple[Finding, ...]:
    if not history.told.enrolments:
        return ()
    return tuple(
        Finding(
            rule=ID,
            severity=Severity.INFORMATION,
            first=fallen.first,
            last=fallen.last,
            numbers={
                "steps_per_day": fallen.numbers["steps_per_day"],
                "usual_steps_per_day": fallen.numbers["usual_steps_per_day"],
            },
            valid_days=fallen.valid_days,
        )
        for fallen in drop.judge(history)
        if history.profile(fallen.last).milestones
    )
