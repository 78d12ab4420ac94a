"""A swim by somebody with neck trouble: a tip to try other strokes if the neck reacts.

Breaststroke is not forbidden, and the tip comes once in a while.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.history import History
from storage.records import Finding, Severity

ID = "neck-swim"
STATEMENTS = ("R059",)


def judge(history: History) -> tuple[Finding, ...]:
    limits = history.limits.neck_swim
    found: list[Finding] = []
    said: date | None = None
    for session in history.said.sessions:
        if session.sport != limits.sport or not history.profile(session.on).stroke_tip:
            continue
        if said is not None and session.on - said < timedelta(days=limits.again_after_days):
            continue
        said = session.on
        found.append(
            Finding(
                rule=ID,
                severity=Severity.INFORMATION,
                first=session.on,
                last=session.on,
                to_patient=history.may_say_more(session.on),
                to_physio=False,
            )
        )
    return tuple(found)
