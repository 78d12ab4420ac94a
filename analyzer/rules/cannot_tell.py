"""A week that is over and was worn on too few days to say anything about it.

Not worn is not rest: the finding is about the watch, and the only one such a week gets.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.history import History, is_over
from storage.records import Finding, Severity

ID = "cannot-tell"
STATEMENTS = ("R086", "R088")


def judge(history: History) -> tuple[Finding, ...]:
    needed = history.limits.cannot_tell.valid_days_needed
    return tuple(
        Finding(
            rule=ID,
            severity=Severity.INFORMATION,
            first=week.start,
            last=week.start + timedelta(days=6),
            numbers={"valid_days": week.valid_days, "needed": needed},
            valid_days=week.valid_days,
            to_patient=True,
        )
        for week in history.weeks
        if is_over(week, history.today) and week.valid_days < needed
    )
