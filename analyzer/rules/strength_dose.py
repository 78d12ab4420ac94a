"""The strength sessions of a week beside the documents' usual dose: information, never a fault.

Days, repetitions and sets as they were told; the physio decides what is right for the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from analyzer.history import History, is_over
from analyzer.told_series import STRENGTH_KINDS, Session, by_week
from storage.records import Finding, Severity, Week

ID = "strength-dose"
STATEMENTS = ("R001", "R043", "R045", "R048")

FEWER = "fewer"
WITHIN = "within"
MORE = "more"


def judge(history: History) -> tuple[Finding, ...]:
    sessions = by_week(each for each in history.said.sessions if each.kind in STRENGTH_KINDS)
    return tuple(
        _finding(week, sessions[week.start], history)
        for week in history.weeks
        if week.start in sessions and is_over(week, history.today)
    )


def place(value: float, low: float, high: float) -> str:
    """Where a number lies beside a range.

    >>> [place(value, 8, 15) for value in (7, 8, 15, 16)]
    ['fewer', 'within', 'within', 'more']
    """
    if value < low:
        return FEWER
    return WITHIN if value <= high else MORE


def _finding(week: Week, own: Sequence[Session], history: History) -> Finding:
    limits = history.limits.strength_dose
    last = week.start + timedelta(days=6)
    days = len({each.on for each in own})
    numbers: dict[str, int | float | str] = {
        "strength_days": days,
        "days_low": limits.days_low,
        "days_high": limits.days_high,
        "days": place(days, limits.days_low, limits.days_high),
    }
    told = (
        ("repetitions", [each.repetitions for each in own], *_repetitions(history)),
        ("sets", [each.sets for each in own], limits.sets_low, limits.sets_high),
    )
    for name, values, low, high in told:
        known = [value for value in values if value is not None]
        if known:
            places = {place(value, low, high) for value in known}
            numbers[name] = WITHIN if places == {WITHIN} else min(places - {WITHIN})
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers=numbers,
        to_patient=history.may_say_more(last),
        to_physio=False,
    )


def _repetitions(history: History) -> tuple[int, int]:
    limits = history.limits.strength_dose
    return limits.repetitions_low, limits.repetitions_high
