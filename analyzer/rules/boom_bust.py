"""A day far above the own median and one far below it within 48 hours, at least twice in 28 days.

A line for the physio: it describes how the activity varies and puts no name on the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from analyzer.baseline import median_before
from analyzer.edges import at_least, at_most
from analyzer.history import History, Series, series
from config.limits import BoomBust
from storage.records import Finding, Severity

ID = "boom-bust"
STATEMENTS = ("R011", "R024", "R067")


@dataclass(frozen=True, slots=True)
class Swing:
    """A high and a low day near each other; positions count days from the first one known."""

    high: int
    low: int
    high_ratio: float
    low_ratio: float

    @property
    def ends(self) -> int:
        return max(self.high, self.low)


def judge(history: History) -> tuple[Finding, ...]:
    steps = series(history.days, lambda day: day.steps, history.today)
    limits = history.limits.boom_bust
    swings = swings_in(steps, limits)
    return tuple(
        _finding(ends, inside, steps, history)
        for ends in sorted({swing.ends for swing in swings})
        if times(inside := _window(swings, ends, limits)) >= limits.times
    )


def swings_in(steps: Series, limits: BoomBust) -> tuple[Swing, ...]:
    """Every pair of a high and a low day, against the median before the earlier of the two."""
    usual = median_before(steps, limits.median_days, limits.median_valid_days)
    found = []
    for first in np.flatnonzero(~np.isnan(steps) & (usual > 0)).tolist():
        ratios = steps[first : first + limits.days_apart + 1] / usual[first]
        for gap in range(1, len(ratios)):
            swing = _swing(first, first + gap, float(ratios[0]), float(ratios[gap]), limits)
            if swing is not None:
                found.append(swing)
    return tuple(found)


def times(swings: tuple[Swing, ...]) -> int:
    """How often it happened: no day is counted twice, on either side."""
    return min(len({swing.high for swing in swings}), len({swing.low for swing in swings}))


def _swing(first: int, second: int, one: float, other: float, limits: BoomBust) -> Swing | None:
    if at_least(one, limits.high_ratio) and at_most(other, limits.low_ratio):
        return Swing(first, second, one, other)
    if at_most(one, limits.low_ratio) and at_least(other, limits.high_ratio):
        return Swing(second, first, other, one)
    return None


def _window(swings: tuple[Swing, ...], ends: int, limits: BoomBust) -> tuple[Swing, ...]:
    return tuple(swing for swing in swings if ends - limits.window_days < swing.ends <= ends)


def _finding(ends: int, swings: tuple[Swing, ...], steps: Series, history: History) -> Finding:
    window_days = history.limits.boom_bust.window_days
    last = history.days[0].date + timedelta(days=ends)
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=last - timedelta(days=window_days - 1),
        last=last,
        numbers={
            "times": times(swings),
            "days": window_days,
            "largest_ratio": round(max(swing.high_ratio for swing in swings), 2),
        },
        valid_days=int(np.sum(~np.isnan(steps[max(0, ends - window_days + 1) : ends + 1]))),
    )
