"""A valid week above what the physio agreed as the most: MET-hours a week, or steps a day.

It needs no baseline: the ceiling is the person's own. Steps are held against it as the week's
mean, because one long day is no pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from analyzer.edges import above
from analyzer.history import History, judged_weeks
from storage.records import Finding, Plan, Severity, Week

ID = "ceiling"
STATEMENTS = ("R003", "R064", "R067")


@dataclass(frozen=True, slots=True)
class Above:
    measure: str
    value: float
    ceiling: float


def judge(history: History) -> tuple[Finding, ...]:
    return tuple(
        _finding(week, above)
        for _, week in judged_weeks(history)
        if (above := above_ceiling(week, history.plan(week.start))) is not None
    )


def above_ceiling(week: Week, plan: Plan | None) -> Above | None:
    """What of a week lies above the plan that held when it began."""
    if plan is None:
        return None
    pairs = (
        ("met_h", week.met_h, plan.ceiling_met_h),
        ("steps_per_day", week.steps_per_day, plan.ceiling_steps),
    )
    for measure, value, ceiling in pairs:
        if value is not None and ceiling is not None and above(value, ceiling):
            return Above(measure, value, ceiling)
    return None


def _finding(week: Week, found: Above) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.OVERLOAD,
        first=week.start,
        last=week.start + timedelta(days=6),
        numbers={
            "measure": found.measure,
            "value": round(found.value, 1),
            "ceiling": found.ceiling,
        },
        valid_days=week.valid_days,
        to_patient=True,
    )
