"""The shape of a recorded session by its heart rate: how long it began and ended easily."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analyzer.frames import Minutes
from analyzer.heart_rate import NEVER_BPM, BandEdges
from analyzer.sessions import nearest_minute
from storage.records import Activity


@dataclass(frozen=True, slots=True)
class SessionShape:
    """Minutes below moderate at both ends; None in a session that never gets that hard.

    ``known_share``: of its minutes, those with a heart rate.
    """

    start: datetime
    length_min: int
    warm_up_min: int | None
    cool_down_min: int | None
    known_share: float


def shape_of(minutes: Minutes, activity: Activity, edges: BandEdges) -> SessionShape | None:
    """None where the session is not in these minutes, has no heart rate, or no band is known."""
    first = nearest_minute(activity.start) - minutes.first_minute
    end = nearest_minute(activity.end) - minutes.first_minute
    if not 0 <= first < end <= minutes.n or edges.moderate_bpm >= NEVER_BPM:
        return None
    rate = minutes.hr_mean_bpm[first:end]
    known = rate >= 0
    if not known.any():
        return None
    hard = np.flatnonzero(known & (rate >= edges.moderate_bpm))
    return SessionShape(
        start=activity.start,
        length_min=end - first,
        warm_up_min=int(hard[0]) if len(hard) else None,
        cool_down_min=_easy_end(hard, end - first) if len(hard) else None,
        known_share=round(float(np.mean(known)), 2),
    )


def _easy_end(hard: NDArray[np.intp], length_min: int) -> int:
    return length_min - 1 - int(hard[-1])
