"""Several days of worse pain or soreness after training or a raised week: a smaller next step.

The next week's target is lowered by a fifth to a third, and the physio is asked. Pain during
movement is no reason by itself, and rest is never the advice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from analyzer.baseline import previous_weeks, whole_week_met_h
from analyzer.history import History, judged_weeks
from analyzer.rules.rise import NOTE, rise_of
from analyzer.told_series import STRENGTH_KINDS, Session
from analyzer.worse_pain import Worse
from storage.records import Finding, Severity, Week

ID = "adjust"
STATEMENTS = ("R040", "R127", "R151", "R160", "R161")

AFTER_RISE = "rise"
AFTER_SESSION = "session"
SORENESS = "soreness"


def judge(history: History) -> tuple[Finding, ...]:
    found = {(each.first, each.last): each for each in _after_soreness(history)}
    found |= {(each.first, each.last): each for each in _after_pain(history)}
    return tuple(found.values())


def _after_pain(history: History) -> list[Finding]:
    found = []
    for run in history.worse:
        holds = run.start + timedelta(days=history.limits.pain.days_in_a_row - 1)
        after = _what_came_before(run, history)
        if after is not None:
            found.append(_finding(run.start, holds, after, history))
    return found


def _after_soreness(history: History) -> list[Finding]:
    """Soreness that is still there so long after the strength session before it."""
    strength = [each for each in history.said.sessions if each.kind in STRENGTH_KINDS]
    starts = [each.at for each in strength]
    lasts_h = history.limits.adjust.soreness_lasts_h
    told: dict[int, Finding] = {}
    for sore in history.said.soreness:
        before = bisect_left(starts, sore.at) - 1
        if before < 0 or before in told:
            continue
        hours = (sore.at - starts[before]) / timedelta(hours=1)
        if lasts_h <= hours < lasts_h + 24:
            told[before] = _finding(strength[before].on, sore.on, SORENESS, history)
    return list(told.values())


def _what_came_before(run: Worse, history: History) -> str | None:
    limits = history.limits.adjust
    weeks = judged_weeks(history)
    first = bisect_right(weeks, run.start - timedelta(days=limits.rise_days), key=_start)
    for at, week in weeks[first : bisect_right(weeks, run.start, key=_start)]:
        if _rose(at, week, history):
            return AFTER_RISE
    sessions = history.said.sessions
    nearest = bisect_right(sessions, run.start, key=_on) - 1
    days = timedelta(days=limits.session_days)
    near = nearest >= 0 and sessions[nearest].on >= run.start - days
    return AFTER_SESSION if near else None


def _start(judged: tuple[int, Week]) -> date:
    return judged[1].start


def _on(session: Session) -> date:
    return session.on


def _rose(at: int, week: Week, history: History) -> bool:
    previous = previous_weeks(history.weeks, at, history.limits)
    rise = rise_of(week, previous, history.limits)
    return rise is not None and rise.tier >= NOTE


def _finding(first: date, last: date, after: str, history: History) -> Finding:
    limits = history.limits.adjust
    numbers: dict[str, int | float | str] = {
        "after": after,
        "cut_low": limits.cut_percent_low,
        "cut_high": limits.cut_percent_high,
    }
    week = _last_week(last, history)
    met_h = None if week is None else whole_week_met_h(week)
    if met_h is not None:
        numbers["met_h"] = round(met_h, 1)
        numbers["next_low_met_h"] = round(met_h * (100 - limits.cut_percent_high) / 100, 1)
        numbers["next_high_met_h"] = round(met_h * (100 - limits.cut_percent_low) / 100, 1)
    return Finding(
        rule=ID,
        severity=Severity.OVERLOAD,
        first=first,
        last=last,
        numbers=numbers,
        to_patient=history.may_say_more(last),
    )


def _last_week(on: date, history: History) -> Week | None:
    """The last judged week that began by that day."""
    weeks = judged_weeks(history)
    at = bisect_right(weeks, on, key=_start) - 1
    return weeks[at][1] if at >= 0 else None
