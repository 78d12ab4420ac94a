"""Steps a minute: what they say about intensity, and in MET."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.frames import Band
from config.measures import Cadence, Relative


def bands(cadence_spm: NDArray[np.int32], numbers: Cadence) -> NDArray[np.int8]:
    """Given steps a minute (below 0: unknown), return light, moderate or vigorous.

    No step tells nothing here, and an implausible number tells nothing either.
    """
    told = (cadence_spm > 0) & (cadence_spm <= numbers.implausible_over_spm)
    found = np.where(told, np.int8(Band.LIGHT), np.int8(Band.UNKNOWN))
    found += told & (cadence_spm >= numbers.moderate_spm)
    found += told & (cadence_spm >= numbers.vigorous_spm)
    return found


def met_by_line(cadence_spm: float, numbers: Cadence) -> float | None:
    """MET by the round numbers for all adults; None outside of them."""
    return _along(cadence_spm, numbers.line_spm, numbers.line_met)


def met_by_age(cadence_spm: float, age: int, numbers: Cadence) -> float | None:
    """MET by the segmented model of the age group; None outside its ages or cadences."""
    for group in numbers.segmented:
        if group.age_from <= age <= group.age_to:
            return _along(cadence_spm, group.spm, group.met)
    return None


def relative_edges(age: int, numbers: Cadence) -> Relative | None:
    """The cadences that are moderate and vigorous for people of that age; None: not published."""
    return next((each for each in numbers.relative if each.age_from <= age <= each.age_to), None)


def _along(value: float, knots: Sequence[float], heights: Sequence[float]) -> float | None:
    points = zip(knots, heights, strict=True)
    for (left, low), (right, high) in pairwise(points):
        if left <= value <= right:
            return low + (value - left) / (right - left) * (high - low)
    return None
