"""Short exercises at home, as told: on how many days of a week they reached the first rung.

The documents credit 5-17 minutes a day and ask for 7-10. Only a week in which something was told
is spoken of; what was not told may still have been done.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from analyzer.history import History, is_over
from storage.records import Finding, Severity, Week
from storage.told import SessionKind

ID = "daily-exercise"
STATEMENTS = ("R047", "R099")

KINDS = (SessionKind.STRENGTH, SessionKind.TRUNK, SessionKind.MOBILITY, SessionKind.BALANCE)


def judge(history: History) -> tuple[Finding, ...]:
    minutes: Counter[date] = Counter()
    for each in history.said.sessions:
        if each.kind in KINDS and each.minutes is not None and not each.sport:
            minutes[each.on] += round(each.minutes)
    if not minutes:
        return ()
    return tuple(
        found
        for week in history.weeks
        if is_over(week, history.today) and (found := _finding(week, minutes, history)) is not None
    )


def _finding(week: Week, minutes: Counter[date], history: History) -> Finding | None:
    limits = history.limits.daily_exercise
    own = [minutes[week.start + timedelta(days=at)] for at in range(7)]
    credited = [each for each in own if each >= limits.credit_from_min]
    if not credited:
        return None
    reached = sum(each >= limits.minutes_low for each in own)
    last = week.start + timedelta(days=6)
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers={
            "dose": "met" if reached >= limits.days else "not_met",
            "days": reached,
            "days_wanted": limits.days,
            "credited_days": len(credited),
            "mean_min": round(sum(credited) / len(credited)),
            "low_min": limits.minutes_low,
            "high_min": limits.minutes_high,
        },
        to_patient=history.may_say_more(last),
        to_physio=False,
    )
