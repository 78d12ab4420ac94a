"""After a flare or a week of at most half the usual: the next week's range on the way back.

From half of the own usual on it grows by the agreed step, until a week reaches the usual again.
It says what comes next and holds nothing against anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analyzer.baseline import previous_weeks, usual_met_h, whole_week_met_h
from analyzer.edges import at_least, at_most
from analyzer.history import History, judged_weeks
from storage.records import Finding, Severity, Week

ID = "graded-return"
STATEMENTS = ("R032", "R118", "R124")

AFTER_FLARE = "flare"
AFTER_GAP = "gap"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A week beside the usual before it; ``after`` says what a way back from here comes after."""

    week: Week
    value: float
    usual: float | None
    after: str


def judge(history: History) -> tuple[Finding, ...]:
    weeks = _weeks(history)
    found = []
    for at, each in enumerate(weeks):
        start = _start_of_way_back(weeks, at, history)
        if start is not None and start.usual is not None:
            found.append(_finding(each.week, each.value, start.usual, start.after, history))
    return tuple(found)


def _start_of_way_back(weeks: list[_Judged], at: int, history: History) -> _Judged | None:
    """The first week from which the way back still goes on: none since reached the usual."""
    longest = timedelta(weeks=history.limits.graded_return.weeks_most)
    first = at
    while first and weeks[at].week.start - weeks[first - 1].week.start < longest:
        first -= 1
    for begin in range(first, at + 1):
        start = weeks[begin]
        if start.usual is None or not start.after:
            continue
        if not any(at_least(each.value, start.usual) for each in weeks[begin : at + 1]):
            return start
    return None


def _weeks(history: History) -> list[_Judged]:
    ended = {end - timedelta(days=end.weekday()) for end in _ends(history)}
    found = []
    for at, week in judged_weeks(history):
        value = whole_week_met_h(week)
        if value is None:
            continue
        own = usual_met_h(previous_weeks(history.weeks, at, history.limits), history.limits)
        after = ""
        if own is not None and own > 0:
            low = at_most(value, history.limits.graded_return.low_week_ratio * own)
            after = AFTER_FLARE if week.start in ended else AFTER_GAP if low else ""
        found.append(_Judged(week, value, own, after))
    return found


def _ends(history: History) -> list[date]:
    return [flare.end for flare in history.said.flares if flare.end is not None]


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
