"""Six to ten weeks after the start the activity is held against the start; then every three months.

The start is the day the first thing was recorded about the person. What was measured is put side
by side; nothing is said about cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean

from analyzer.calendar import months_after
from analyzer.history import History, counts
from storage.records import Day, Finding, Severity

ID = "evaluation"
STATEMENTS = ("R084", "R086", "R153")

OPENS = "opens"
CLOSES = "closes"
REVIEW = "review"

_Numbers = dict[str, int | float | str]


def judge(history: History) -> tuple[Finding, ...]:
    if not history.told.enrolments:
        return ()
    start = min(row.since for row in history.told.enrolments)
    return tuple(each for each in _all(start, history) if each.last <= history.today)


def window(start: date, from_day: int, to_day: int) -> tuple[date, date]:
    """The days of the evaluation, both included.

    >>> [day.isoformat() for day in window(date(2026, 3, 2), 42, 70)]
    ['2026-04-13', '2026-05-11']
    """
    return start + timedelta(days=from_day), start + timedelta(days=to_day)


def _all(start: date, history: History) -> Iterator[Finding]:
    limits = history.limits.evaluation
    opens, closes = window(start, limits.from_day, limits.to_day)
    dates: _Numbers = {"window_from": opens.isoformat(), "window_to": closes.isoformat()}
    yield _finding(start, opens, {"measure": OPENS, **dates})
    if history.today > closes:
        yield _finding(start, closes, {"measure": CLOSES, **dates, **_compared(start, history)})
    months = limits.review_months
    while (on := months_after(start, months)) <= history.today:
        yield _finding(start, on, {"measure": REVIEW, "months": months})
        months += limits.review_months


def _compared(start: date, history: History) -> _Numbers:
    """Steps and active minutes a day, then and now, where enough days were worn."""
    limits = history.limits.evaluation
    opens, closes = window(start, limits.from_day, limits.to_day)
    span = timedelta(days=limits.before_days)
    then = _worn(start - span, start, history)
    if len(then) < limits.valid_days_least:
        then = _worn(start, min(start + span, opens), history)
    now = _worn(opens, closes + timedelta(days=1), history)
    if min(len(then), len(now)) < limits.valid_days_least:
        return {}
    found: _Numbers = {}
    for name, pick in (("steps", _steps), ("active_min", _active_min)):
        pair = [[value for day in days if (value := pick(day)) is not None] for days in (then, now)]
        if all(pair):
            found |= {f"{name}_then": round(fmean(pair[0])), f"{name}_now": round(fmean(pair[1]))}
    return found


def _worn(first: date, end: date, history: History) -> list[Day]:
    return [day for day in history.days if first <= day.date < end and counts(day, history.today)]


def _steps(day: Day) -> int | None:
    return day.steps


def _active_min(day: Day) -> int | None:
    if day.moderate_min is None or day.vigorous_min is None:
        return None
    return day.moderate_min + day.vigorous_min


def _finding(start: date, last: date, numbers: _Numbers) -> Finding:
    return Finding(rule=ID, severity=Severity.INFORMATION, first=start, last=last, numbers=numbers)
