"""Clearly fewer steps than the person's own usual: a week's mean, or three valid days running.

The finding is given on the day the drop begins to show, so that one drop is one finding. Where
the profile sets no goal in steps it names what to propose instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analyzer.baseline import mean_until, median_before
from analyzer.edges import HAIR
from analyzer.history import History, Series, series
from config.limits import Limits
from storage.records import Finding, Severity

ID = "drop"
STATEMENTS = ("R022", "R024", "R026", "R036")

MEAN = "mean"  # the mean of the last days
DAYS = "days"  # each of the last valid days


@dataclass(frozen=True, slots=True)
class _Low:
    """Steps by day beside the usual before each day, and where they are low."""

    steps: Series
    usual: Series
    mean: Series
    by_mean: NDArray[np.bool_]
    by_days: NDArray[np.bool_]


def judge(history: History) -> tuple[Finding, ...]:
    steps = series(history.days, lambda day: day.steps, history.today)
    if not len(steps):
        return ()
    low = _low(steps, history.limits)
    begins = _begins(low.by_mean | low.by_days, np.flatnonzero(~np.isnan(steps)), history.limits)
    return tuple(_finding(at, low, history) for at in begins.tolist())


def _low(steps: Series, limits: Limits) -> _Low:
    usual = median_before(steps, limits.baseline.days_window, limits.baseline.days_least)
    window = limits.drop.window_days
    mean = mean_until(steps, window, limits.drop.window_valid_days)
    before = np.concatenate([np.full(window - 1, np.nan), usual])[: len(usual)]
    low_mean = (before > 0) & (mean <= limits.drop.mean_ratio * before + HAIR)
    return _Low(steps, usual, mean, ~np.isnan(steps) & low_mean, _by_days(steps, usual, limits))


def _by_days(steps: Series, usual: Series, limits: Limits) -> NDArray[np.bool_]:
    """Days that end a run of low valid ones, all against the usual before the first of them."""
    low = np.zeros(len(steps), dtype=bool)
    valid = np.flatnonzero(~np.isnan(steps))
    if len(valid) < limits.drop.days_in_a_row:
        return low
    runs = sliding_window_view(valid, limits.drop.days_in_a_row)
    near = runs[:, -1] - runs[:, 0] < limits.drop.window_days
    limit = limits.drop.days_ratio * usual[runs[:, 0]] - HAIR
    low[runs[near & (steps[runs] < limit[:, None]).all(axis=1), -1]] = True
    return low


def _begins(low: NDArray[np.bool_], valid: NDArray[np.intp], limits: Limits) -> NDArray[np.intp]:
    """Low days whose valid day before, if it is near, was not low already."""
    begins = low.copy()
    near = np.diff(valid) < limits.drop.window_days
    begins[valid[1:][near & low[valid[:-1]]]] = False
    return np.flatnonzero(begins)


def _finding(at: int, low: _Low, history: History) -> Finding:
    drop = history.limits.drop
    by_mean = bool(low.by_mean[at])
    window = low.steps[max(0, at - drop.window_days + 1) : at + 1]
    valid = np.flatnonzero(~np.isnan(window))
    counted = valid if by_mean else valid[-drop.days_in_a_row :]
    since = drop.window_days - 1 if by_mean else len(window) - 1 - int(counted[0])
    value, usual = float(np.mean(window[counted])), float(low.usual[at - since])
    last = history.days[0].date + timedelta(days=at)
    profile = history.profile(last)
    instead = {} if profile.step_goals else {"suggest": profile.suggestions[0]}
    return Finding(
        rule=ID,
        severity=Severity.INACTIVITY,
        first=last - timedelta(days=since),
        last=last,
        numbers={
            "by": MEAN if by_mean else DAYS,
            "steps_per_day": round(value),
            "usual_steps_per_day": round(usual),
            "ratio": round(value / usual, 2),
            **instead,
        },
        valid_days=len(counted),
        to_patient=history.may_say_more(last),
    )
