"""How many kinds of movement a week held: fitness, strength or trunk, mobility, balance.

Only a week in which a session was told or recorded is spoken of.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.history import History, is_over
from analyzer.told_series import STRENGTH_KINDS, Session, by_week
from storage.records import Finding, Severity, Week
from storage.told import SessionKind

ID = "variety"
STATEMENTS = ("R042", "R148", "R159")

GROUPS = {
    "aerobic_days": (SessionKind.AEROBIC,),
    "strength_days": STRENGTH_KINDS,
    "mobility_days": (SessionKind.MOBILITY,),
    "balance_days": (SessionKind.BALANCE,),
}


def judge(history: History) -> tuple[Finding, ...]:
    sessions = by_week(history.said.sessions)
    return tuple(
        found
        for week in history.weeks
        if week.start in sessions
        and is_over(week, history.today)
        and (found := _finding(week, sessions[week.start], history)) is not None
    )


def _finding(week: Week, own: tuple[Session, ...], history: History) -> Finding | None:
    last = week.start + timedelta(days=6)
    days = {
        name: len({each.on for each in own if each.kind in kinds}) for name, kinds in GROUPS.items()
    }
    if not any(days.values()):
        return None
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers={"kinds": sum(count > 0 for count in days.values()), **days},
        to_patient=history.may_say_more(last),
        to_physio=False,
    )
