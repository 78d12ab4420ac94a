"""One small thing to try, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analyzer.letters.findings import findings_in
from analyzer.letters.plan import PlanWeek, strength_sessions
from config.limits import Limits
from storage.records import Finding, Reason, Severity, Verdict, Week

#: Findings after which nothing in a letter may ask for more.
HOLDING_BACK = (Severity.ALERT, Severity.GATE, Severity.PAIN, Severity.OVERLOAD)


def suggestion(
    week: Week | None,
    findings: Iterable[Finding],
    may_say_more: bool,
    today: date,
    limits: Limits,
    done: PlanWeek,
) -> Reason | None:
    """One small thing, or nothing: never without clearance, after a flag or on a guess."""
    if week is None or not may_say_more:
        return None
    since = findings_in(findings, week.start, today)
    if any(finding.severity in HOLDING_BACK for finding in since):
        return None
    if week.verdict is Verdict.TOO_LITTLE:
        return Reason("try.ten_minutes")
    strength = strength_sessions(week, done)
    if week.verdict is Verdict.IN_BAND and strength < limits.general_target.strength_days:
        return Reason("try.strength", {"n": strength})
    return None
