"""After a flare or a week of at most half the usual: the next week's range on the way back.

From half of the own usual on it grows by the agreed step, until a week reaches the usual again.
It says what comes next and holds nothing against anybody.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.baseline import previous_weeks, usual_met_h, whole_week_met_h
from analyzer.edges import at_least, at_most
from analyzer.history import History, judged_weeks
from storage.records import Finding, Severity, Week

ID = "graded-return"
STATEMENTS = ("R032", "R118", "R124")

AFTER_FLARE = "flare"
AFTER_GAP = "gap"


def judge(history: History) -> tuple[Finding, ...]:
    found: list[Finding] = []
    ended = [flare.end for flare in history.said.flares if flare.end is not None]
    usual, since, after = None, date.min, ""
    for at, week in judged_weeks(history):
        value = whole_week_met_h(week)
        if value is None:
            continue
        last = week.start + timedelta(days=6)
        if usual is not None and last - since >= _longest(history):
            usual = None
        if usual is None:
            own = usual_met_h(previous_weeks(history.weeks, at, history.limits), history.limits)
            after = _begins(value, own, week, ended, history)
            if own is None or not after:
                continue
            usual, since = own, week.start
        if at_least(value, usual):
            usual = None
            continue
        found.append(_finding(week, value, usual, after, history))
    return tuple(found)


def _longest(history: History) -> timedelta:
    return timedelta(weeks=history.limits.graded_return.weeks_most)


def _begins(
    value: float, own: float | None, week: Week, ended: list[date], history: History
) -> str:
    """What a way back begins after; empty where none begins."""
    if own is None or own <= 0:
        return ""
    if any(week.start <= end < week.start + timedelta(days=7) for end in ended):
        return AFTER_FLARE
    low = at_most(value, history.limits.graded_return.low_week_ratio * own)
    return AFTER_GAP if low else ""


def _finding(week: Week, value: float, usual: float, after: str, history: History) -> Finding:
    limits = history.limits.graded_return
    last = week.start + timedelta(days=6)
    ramp = history.profile(last).ramp(history.plan(last))
    percent = limits.ramp_percent if ramp is None else ramp
    low = min(usual, max(value, usual * limits.start_percent / 100))
    high = min(usual, low * (1 + percent / 100))
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers={
            "after": after,
            "met_h": round(value, 1),
            "usual_met_h": round(usual, 1),
            "next_low_met_h": round(low, 1),
            "next_high_met_h": round(high, 1),
            "ramp_percent": percent,
        },
        valid_days=week.valid_days,
        to_patient=history.may_say_more(last),
        to_physio=after == AFTER_FLARE,
    )
