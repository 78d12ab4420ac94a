"""Several days of worse pain or soreness after training or a raised week: a smaller next step.

The next week's target is lowered by a fifth to a third, and the physio is asked. Pain during
movement is no reason by itself, and rest is never the advice.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.baseline import previous_weeks, whole_week_met_h
from analyzer.history import History, judged_weeks
from analyzer.rules.rise import NOTE, rise_of
from analyzer.told_series import STRENGTH_KINDS, Session, Worse
from storage.records import Finding, Severity, Week

ID = "adjust"
STATEMENTS = ("R040", "R127", "R151", "R160", "R161")

AFTER_RISE = "rise"
AFTER_SESSION = "session"
SORENESS = "soreness"


def judge(history: History) -> tuple[Finding, ...]:
    return (*_after_pain(history), *_after_soreness(history))


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
    told: dict[Session, Finding] = {}
    for sore in history.said.soreness:
        before = [each for each in strength if each.at < sore.at]
        if not before or before[-1] in told:
            continue
        hours = (sore.at - before[-1].at) / timedelta(hours=1)
        lasts_h = history.limits.adjust.soreness_lasts_h
        if lasts_h <= hours < lasts_h + 24:
            told[before[-1]] = _finding(before[-1].on, sore.on, SORENESS, history)
    return list(told.values())


def _what_came_before(run: Worse, history: History) -> str | None:
    limits = history.limits.adjust
    since = run.start - timedelta(days=limits.rise_days)
    for at, week in judged_weeks(history):
        if since < week.start <= run.start and _rose(at, week, history):
            return AFTER_RISE
    days = timedelta(days=limits.session_days)
    sessions = (each.on for each in history.said.sessions)
    return AFTER_SESSION if any(run.start - days <= on <= run.start for on in sessions) else None


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
    return next((week for _, week in reversed(judged_weeks(history)) if week.start <= on), None)
