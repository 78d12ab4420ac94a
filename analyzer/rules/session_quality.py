"""How a recorded session began and ended by its heart rate: warm-up and cool-down in minutes.

Information alone: nothing is promised about pain. It needs a heart rate nearly throughout and
says nothing of a session that never became moderate. Of several on a day the longest counts.
"""

from __future__ import annotations

from datetime import date

from analyzer.clock import clock_of
from analyzer.history import History
from analyzer.session_shape import SessionShape
from storage.records import Finding, Severity

ID = "session-quality"
STATEMENTS = ("R137", "R147", "R165", "R169")


def judge(history: History) -> tuple[Finding, ...]:
    if not history.shapes:
        return ()
    clock = clock_of(history.days, history.person)
    longest: dict[date, SessionShape] = {}
    for shape in history.shapes:
        on = clock.date_of(shape.start)
        if not _can_tell(shape, history) or on > history.today:
            continue
        if on not in longest or shape.length_min > longest[on].length_min:
            longest[on] = shape
    return tuple(_finding(shape, history, on) for on, shape in sorted(longest.items(), key=_date))


def _date(pair: tuple[date, SessionShape]) -> date:
    return pair[0]


def _can_tell(shape: SessionShape, history: History) -> bool:
    limits = history.limits.session_quality
    return (
        shape.warm_up_min is not None
        and shape.length_min >= limits.least_session_min
        and shape.known_share >= limits.least_known_share
    )


def _finding(shape: SessionShape, history: History, on: date) -> Finding:
    limits = history.limits.session_quality
    warm_up, cool_down = shape.warm_up_min or 0, shape.cool_down_min or 0
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=on,
        last=on,
        numbers={
            "warm_up": "seen" if warm_up >= limits.warm_up_min else "short",
            "cool_down": "seen" if cool_down >= limits.cool_down_min else "short",
            "warm_up_min": min(warm_up, limits.shown_to_min),
            "cool_down_min": min(cool_down, limits.shown_to_min),
            "length_min": shape.length_min,
        },
        to_patient=history.may_say_more(on),
        to_physio=False,
    )
