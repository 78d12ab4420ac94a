"""Which minutes a watch was worn: by heart rate, and where there is none by the Choi rule on steps.

How many steps there were never decides it: a quiet day is a day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.frames import UNKNOWN, Minutes
from analyzer.spans import Mask, Spans
from config.measures import Wear


def hold(hr_bpm: NDArray[np.int16], gap_min: int) -> NDArray[np.int16]:
    """Given samples (below 0: none), keep each until the next one if that is near enough.

    >>> hold(np.array([-1, 60, -1, 62, -1, -1, -1, 70, -1], np.int16), 3).tolist()
    [-1, 60, 60, 62, -1, -1, -1, 70, -1]
    """
    held = np.full_like(hr_bpm, UNKNOWN)
    at = np.flatnonzero(hr_bpm >= 0)
    if not len(at):
        return held
    to_next = np.diff(at, append=len(hr_bpm))
    to_next[-1] = max(1, to_next[-1])
    near = to_next <= gap_min
    near[-1] = False
    sample = np.where(near, hr_bpm[at], UNKNOWN).astype(hr_bpm.dtype)
    held[at[0] :] = np.repeat(sample, to_next)
    held[at] = hr_bpm[at]
    return held


def worn(minutes: Minutes, held_bpm: NDArray[np.int16], days: Spans, wear: Wear) -> Mask:
    """Given heart rate held between samples, return the minutes the watch was worn.

    The Choi rule judges only minutes whose steps come from a stream that measured no heart rate
    on that local day. A minute of which nothing is known is not worn, and lengthens a quiet time.
    """
    found = held_bpm >= 0
    for place in range(len(minutes.streams)):
        counted = minutes.steps_source == place
        if not counted.any():
            continue
        measures_hr = days.counts(minutes.steps_with_hr & counted) > 0
        judged = counted & ~days.spread(measures_hr)
        if judged.any():
            quiet = ~((minutes.steps > 0) & counted)
            found |= judged & ~non_wear(quiet, wear)
    return found


def non_wear(quiet: Mask, wear: Wear) -> Mask:
    """Given minutes without steps, return those of stretches too long for a worn watch (Choi).

    A movement of at most ``artefact_min`` between ``flank_min`` quiet minutes on both sides does
    not end a stretch.
    """
    lengths, is_quiet = _runs(quiet)
    before = np.concatenate(([0], lengths[:-1]))
    after = np.concatenate((lengths[1:], [0]))
    artefact = ~is_quiet & (lengths <= wear.artefact_min)
    artefact &= (before >= wear.flank_min) & (after >= wear.flank_min)
    smoothed = np.repeat(is_quiet | artefact, lengths)
    lengths, is_quiet = _runs(smoothed)
    return np.repeat(is_quiet & (lengths >= wear.zero_steps_min), lengths)


def is_valid_day(awake_wear_min: int, wear: Wear) -> bool:
    return awake_wear_min >= wear.valid_day_min


def _runs(mask: Mask) -> tuple[NDArray[np.int64], Mask]:
    """Length and value of each run of equal values."""
    changes = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    starts = np.concatenate((np.zeros(min(1, len(mask)), np.int64), changes))
    return np.diff(starts, append=len(mask)), mask[starts]
