"""Pain clearly above the own usual on several days in a row.

A single bad day is no signal: long-term trouble goes up and down. It says what was told and
names no cause.
"""

from __future__ import annotations

from analyzer.history import History
from storage.records import Finding, Severity

ID = "pain"
STATEMENTS = ("R024", "R127", "R160")


def judge(history: History) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule=ID,
            severity=Severity.PAIN,
            first=run.start,
            last=run.last,
            numbers={"days": run.days, "highest": run.highest, "usual": round(run.usual, 1)},
            to_patient=history.may_say_more(run.last),
        )
        for run in history.worse
    )
