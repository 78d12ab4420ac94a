"""A valid week beside the general recommendation: 150-300 equivalent minutes, two strength days.

It is kept apart from the treatment's own dose and shown to the patient only when cleared. More
than the upper end is not too much: the range is a recommendation, not a ceiling.
"""

from __future__ import annotations

from datetime import date, timedelta

from analyzer.edges import Reached, at_least, reached
from analyzer.history import History, judged_weeks
from analyzer.told_series import STRENGTH_KINDS
from storage.records import Finding, Severity, Week

ID = "general-target"
STATEMENTS = ("R097", "R101")

MET = "met"
NOT_MET = "not_met"
UPPER_END = "upper_end"
CANNOT_TELL = "cannot_tell"  # not in what was measured, but the unworn days may hold the rest


def judge(history: History) -> tuple[Finding, ...]:
    return tuple(
        _finding(week, week.equivalent_min, history)
        for _, week in judged_weeks(history)
        if week.equivalent_min is not None
    )


def aerobic(equivalent_min: float, valid_days: int, low: float, high: float) -> str:
    """Where a week's equivalent minutes lie.

    >>> [aerobic(minutes, 7, 150, 300) for minutes in (149, 150, 300)]
    ['not_met', 'met', 'upper_end']
    >>> aerobic(120, 5, 150, 300)
    'cannot_tell'
    """
    if at_least(equivalent_min, high):
        return UPPER_END
    estimated = equivalent_min / valid_days * 7 if valid_days else None
    words = {Reached.YES: MET, Reached.BY_ESTIMATE: CANNOT_TELL, Reached.NO: NOT_MET}
    return words[reached(equivalent_min, estimated, low)]


def _finding(week: Week, equivalent_min: int, history: History) -> Finding:
    target = history.limits.general_target
    last = week.start + timedelta(days=6)
    strength_days = _strength_days(week, last, history)
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers={
            "aerobic": aerobic(
                equivalent_min,
                week.valid_days,
                target.equivalent_min_low,
                target.equivalent_min_high,
            ),
            "equivalent_min": equivalent_min,
            "low_min": target.equivalent_min_low,
            "high_min": target.equivalent_min_high,
            "strength": MET if strength_days >= target.strength_days else NOT_MET,
            "strength_days": strength_days,
            "strength_days_wanted": target.strength_days,
        },
        valid_days=week.valid_days,
        to_patient=history.may_say_more(last),
    )


def _strength_days(week: Week, last: date, history: History) -> int:
    """Days with strength or trunk exercises, recorded or told, as the strength dose counts them."""
    recorded = {day.date for day in history.days_of(week) if day.strength_sessions > 0}
    known = {each.on for each in history.said.sessions if each.kind in STRENGTH_KINDS}
    return len(recorded | {on for on in known if week.start <= on <= last})
