"""Something recorded that forbids activity: report only, and the text about contacting care.

It stands until what is recorded, or the clearance, changes; then it is only remembered.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.history import History
from analyzer.in_force import enrolment_on
from storage.records import Finding, Severity

ID = "contraindication"
STATEMENTS = ("R073", "R076")


def judge(history: History) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for since in sorted({row.since for row in history.told.enrolments}):
        if since > history.today or not history.gate(since).report_only:
            continue
        last = _stands_until(since, history)
        stands = last == history.today
        found.append(
            Finding(
                rule=ID,
                severity=Severity.GATE if stands else Severity.INFORMATION,
                first=since,
                last=last,
                numbers={"why": history.gate(last).why.code},
                to_patient=stands,  # the text about contacting care; nothing about activity
                to_physio=stands,
            )
        )
    return tuple(found)


def _stands_until(since: date, history: History) -> date:
    """The last day up to today on which this row keeps everything shut."""
    changes = {row.since for row in history.told.enrolments} | {
        plan.since for plan in history.plans
    }
    later = sorted(each for each in changes if since < each <= history.today)
    row = enrolment_on(history.told, since)
    for on in later:
        if not history.gate(on).report_only or enrolment_on(history.told, on) is not row:
            return on - timedelta(days=1)
    return history.today
