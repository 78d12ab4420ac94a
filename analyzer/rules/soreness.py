"""Soreness in the window in which muscles are often sore after strength: a lesson, no flag.

Soreness is told apart from pain by the person, and never counts as worse pain.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

from analyzer.history import History
from analyzer.told_series import STRENGTH_KINDS
from storage.records import Finding, Severity

ID = "soreness"
STATEMENTS = ("R040", "R133", "R164")


def judge(history: History) -> tuple[Finding, ...]:
    strength = [each for each in history.said.sessions if each.kind in STRENGTH_KINDS]
    starts = [each.at for each in strength]
    limits = history.limits.soreness
    found: dict[tuple[date, date], Finding] = {}
    for sore in history.said.soreness:
        at = bisect_left(starts, sore.at - timedelta(hours=limits.to_h))
        if at == len(starts) or starts[at] > sore.at - timedelta(hours=limits.from_h):
            continue
        hours = round((sore.at - starts[at]) / timedelta(hours=1))
        found.setdefault(
            (strength[at].on, sore.on),
            Finding(
                rule=ID,
                severity=Severity.INFORMATION,
                first=strength[at].on,
                last=sore.on,
                numbers={"hours": hours, "soreness": sore.value},
                to_patient=history.may_say_more(sore.on),
                to_physio=False,
            ),
        )
    return tuple(found.values())
