"""A person's own usual: medians and means of their previous valid days and weeks, uncoupled.

Uncoupled: the day or week in question is never part of what it is held against.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analyzer.history import Series, is_valid
from config.limits import Limits
from storage.records import Week


def previous_weeks(weeks: Sequence[Week], at: int, limits: Limits) -> tuple[Week, ...]:
    """The last valid weeks before ``weeks[at]``, newest first; empty where they are too few.

    Weeks that cannot be judged are skipped, but not without end: see ``baseline.weeks_back``.
    """
    oldest = weeks[at].start - timedelta(weeks=limits.baseline.weeks_back)
    found: list[Week] = []
    for week in reversed(weeks[:at]):
        if week.start < oldest or len(found) == limits.baseline.weeks_most:
            break
        if is_valid(week, limits):
            found.append(week)
    return tuple(found) if len(found) >= limits.baseline.weeks_least else ()


def usual_met_h(previous: Sequence[Week], limits: Limits) -> float | None:
    """The median of whole weeks: one with unworn days is scaled to seven."""
    known = known_in(previous, whole_week_met_h, limits)
    return median(known) if known else None


def whole_week_met_h(week: Week) -> float | None:
    return week.met_h if week.met_h_estimated is None else week.met_h_estimated


def known_in(
    previous: Sequence[Week], pick: Callable[[Week], float | None], limits: Limits
) -> tuple[float, ...]:
    """One quantity of the previous weeks where it is known; empty where they are too few."""
    known = tuple(value for week in previous if (value := pick(week)) is not None)
    return known if len(known) >= limits.baseline.weeks_least else ()


def median_before(values: Series, window: int, least: int) -> Series:
    """For each day the median of the known values in the ``window`` days before it.

    NaN where fewer than ``least`` are known.

    >>> median_before(np.array([1.0, 5.0, np.nan, 3.0, 9.0]), window=3, least=2)
    array([nan, nan,  3.,  3.,  4.])
    """
    padded = np.concatenate([np.full(window, np.nan), values])[: len(values) + window - 1]
    if not len(values):
        return values
    ordered = np.sort(sliding_window_view(padded, window), axis=1)  # NaN sorts last
    known = window - np.isnan(ordered).sum(axis=1)
    rows = np.arange(len(values))
    low = ordered[rows, np.maximum(known - 1, 0) // 2]
    high = ordered[rows, np.minimum(known // 2, window - 1)]
    return np.where(known >= least, (low + high) / 2, np.nan)


def mean_until(values: Series, window: int, least: int) -> Series:
    """For each day the mean of the known values in the ``window`` days that end with it."""
    if not len(values):
        return values
    padded = np.concatenate([np.full(window - 1, np.nan), values])
    windows = sliding_window_view(padded, window)
    known = window - np.isnan(windows).sum(axis=1)
    return np.where(known >= least, np.nansum(windows, axis=1) / np.maximum(known, 1), np.nan)
