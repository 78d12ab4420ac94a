"""A week that grew faster than the agreed step, seen over the weeks before it.

A week is held against what steady steps of the agreed percentage would have given over the mean
of the previous ones, so that ordinary ups and downs are none. Of more than that the rise speaks;
without an agreed step or a profile nothing does.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import fmean

from analyzer.baseline import known_in, previous_weeks
from analyzer.edges import above, at_least
from analyzer.history import History, judged_weeks
from analyzer.rules.rise import MEASURES, Measure, rise_of
from storage.records import Finding, Severity, Week

ID = "ramp"
STATEMENTS = ("R032", "R033", "R064", "R077", "R128")


def judge(history: History) -> tuple[Finding, ...]:
    found = []
    for at, week in judged_weeks(history):
        last = week.start + timedelta(days=6)
        percent = history.profile(last).ramp(history.plan(week.start))
        if percent is None:
            continue
        previous = previous_weeks(history.weeks, at, history.limits)
        if rise_of(week, previous, history.limits) is not None:
            continue
        for measure in MEASURES:
            grown = _faster(measure, week, previous, percent, history)
            if grown is not None:
                found.append(grown)
                break
    return tuple(found)


def steady_ratio(percent: float, weeks: int) -> float:
    """What steady growth gives over the mean of the weeks before.

    >>> round(steady_ratio(10.0, 3), 4)
    1.2063
    """
    step = 1 + percent / 100
    return step**weeks / fmean(step**at for at in range(weeks))


def _faster(
    measure: Measure, week: Week, previous: tuple[Week, ...], percent: float, history: History
) -> Finding | None:
    """Like a rise it has to show in both readings, and to be more than a little."""
    lowest: tuple[float, float, float] | None = None
    for pick in (measure.measured, measure.paced):
        value, before = pick(week), known_in(previous, pick, history.limits)
        if value is None or not before or fmean(before) <= 0:
            return None
        usual = fmean(before)
        if not at_least(value - usual, measure.least_more(history.limits)):
            return None
        if not above(value / usual, steady_ratio(percent, len(before))):
            return None
        if lowest is None or value / usual < lowest[0]:
            lowest = value / usual, value, usual
    assert lowest is not None
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=week.start + timedelta(days=6),
        numbers={
            "measure": measure.name,
            "value": round(lowest[1], 1),
            "usual": round(lowest[2], 1),
            "ratio": round(lowest[0], 2),
            "ramp_percent": percent,
        },
        valid_days=week.valid_days,
    )
