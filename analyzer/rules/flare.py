"""A flare the person told of: nothing grows for a week, between half and all of the own usual.

After that week somebody asks how it is; the finding then says so.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.history import History
from storage.records import Finding, Severity

ID = "flare"
STATEMENTS = ("R024", "R118", "R122")

HOLD = "hold"  # while it holds the goals
ASK = "ask"  # it lasted longer than that


def judge(history: History) -> tuple[Finding, ...]:
    limits = history.limits.flare
    found = []
    for flare in history.said.flares:
        hold_to = flare.start + timedelta(days=limits.hold_days - 1)
        until = min(history.today, flare.end or history.today)
        last = min(until, hold_to)
        numbers: dict[str, int | float | str] = {
            "measure": ASK if until > hold_to else HOLD,
            "days": (until - flare.start).days + 1 if until <= hold_to else limits.hold_days,
            "low_percent": limits.usual_percent_low,
            "high_percent": limits.usual_percent_high,
        }
        found.append(
            Finding(
                rule=ID,
                severity=Severity.PAIN,
                first=flare.start,
                last=last,
                numbers=numbers,
                to_patient=history.may_say_more(last),
            )
        )
    return tuple(found)
