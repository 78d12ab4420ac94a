"""Two valid weeks in a row below the documents' lower edge: 10.5 MET-hours a week.

The patient hears of it only when cleared for more and while no floor of their own is agreed.
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.edges import Reached, reached_met_h
from analyzer.history import History, judged_weeks
from storage.records import Finding, Severity, Week

ID = "low-edge"
STATEMENTS = ("R009", "R010", "R065")


def judge(history: History) -> tuple[Finding, ...]:
    found = []
    streak: list[Week] = []
    for _, week in judged_weeks(history):
        if not _is_low(week, history):
            streak = []
            continue
        if streak and not _follows(week, streak[-1], history):
            streak = []
        streak = [*streak, week][-history.limits.low_edge.weeks :]
        if len(streak) == history.limits.low_edge.weeks:
            found.append(_finding(streak, history))
    return tuple(found)


def _is_low(week: Week, history: History) -> bool:
    return reached_met_h(week, history.limits.low_edge.met_h_per_week) is Reached.NO


def _follows(week: Week, before: Week, history: History) -> bool:
    return week.start - before.start <= timedelta(weeks=history.limits.low_edge.weeks_back)


def _finding(streak: list[Week], history: History) -> Finding:
    last = streak[-1].start + timedelta(days=6)
    plan = history.plan(last)
    none_agreed = plan is None or plan.floor_met_h is None
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=streak[0].start,
        last=last,
        numbers={
            "met_h": round(streak[-1].met_h or 0.0, 2),
            "met_h_before": round(streak[0].met_h or 0.0, 2),
            "floor_met_h": history.limits.low_edge.met_h_per_week,
            "weeks": len(streak),
        },
        valid_days=sum(week.valid_days for week in streak),
        to_patient=none_agreed and history.may_say_more(last),
    )
