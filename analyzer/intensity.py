"""How hard each minute was, by the best basis there is: a ladder from heart rate to the sport.

Bands first, never a MET value of one minute. What no rung can tell stays unknown, never light.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer import cadence
from analyzer.frames import Band, Basis, Confidence, Intensity, Minutes
from analyzer.heart_rate import NEVER_BPM, BandEdges
from analyzer.sessions import Sessions
from analyzer.spans import Mask, Spans
from config.compendium import SPEED_KINDS
from config.measures import Measures, SpeedBands

Levels = NDArray[np.int8]

#: How surely a basis tells the band. Heart rate's depends on how the maximum is known.
CONFIDENCE = {
    Basis.NOTHING: Confidence.NONE,
    Basis.SPEED: Confidence.MEDIUM,
    Basis.CADENCE: Confidence.MEDIUM,
    Basis.DEVICE: Confidence.LOW,
    Basis.COMPENDIUM: Confidence.LOW,
}


def classify(
    minutes: Minutes,
    held_bpm: NDArray[np.int16],
    *,
    worn: Mask,
    edges_bpm: Sequence[BandEdges],
    days: Spans,
    sessions: Sessions,
    measures: Measures,
    hr_confidence: Confidence = Confidence.MEDIUM,
) -> Intensity:
    """Given minutes, heart rate held between samples and each day's edges, return the bands.

    The lowest rung is laid first; each better one covers it where it can tell.
    """
    band = np.zeros(minutes.n, np.int8)
    basis = np.zeros(minutes.n, np.int8)
    rungs = (
        (_stillness(minutes, worn, sessions), Basis.CADENCE),
        (sessions.band, Basis.COMPENDIUM),
        (_device_words(minutes, measures), Basis.DEVICE),
        (cadence.bands(minutes.cadence_spm, measures.cadence), Basis.CADENCE),
        (_speeds(minutes, sessions, measures), Basis.SPEED),
    )
    for level, rung in rungs:
        told = level > Band.UNKNOWN
        np.copyto(band, level, where=told)
        basis[told] = rung
    level, told = _heart_rate(minutes, held_bpm, edges_bpm, days, sessions)
    np.copyto(band, level, where=told)
    basis[told] = np.where(level[told] > Band.UNKNOWN, np.int8(Basis.HEART_RATE), Basis.NOTHING)
    return Intensity(band, basis, _confidence(basis, hr_confidence))


def _stillness(minutes: Minutes, worn: Mask, sessions: Sessions) -> Levels:
    """A worn minute without a step, outside recorded sessions: a cyclist makes no steps."""
    still = worn & (minutes.steps == 0) & ~sessions.inside
    return np.where(still, np.int8(Band.STILL), np.int8(Band.UNKNOWN))


def _device_words(minutes: Minutes, measures: Measures) -> Levels:
    level = np.zeros(minutes.n, np.int8)
    level[minutes.device_band == measures.device.moderate] = Band.MODERATE
    level[minutes.device_band == measures.device.vigorous] = Band.VIGOROUS
    return level


def _speeds(minutes: Minutes, sessions: Sessions, measures: Measures) -> Levels:
    level = np.zeros(minutes.n, np.int8)
    if not sessions.speed_kind.any():
        return level
    speed = minutes.speed_cm_s
    for kind, name in enumerate(SPEED_KINDS, start=1):
        bands: SpeedBands = getattr(measures.speed, name)
        moving = (sessions.speed_kind == kind) & (speed >= bands.moving_cm_s)
        level[moving] = Band.LIGHT
        level[moving & (speed >= bands.moderate_cm_s)] = Band.MODERATE
        if bands.vigorous_cm_s is not None:
            level[moving & (speed >= bands.vigorous_cm_s)] = Band.VIGOROUS
    return level


def _heart_rate(
    minutes: Minutes,
    held_bpm: NDArray[np.int16],
    edges_bpm: Sequence[BandEdges],
    days: Spans,
    sessions: Sessions,
) -> tuple[Levels, Mask]:
    """Return what heart rate says, and where it has the word: on days with a known reserve.

    Below light it does not tell strolling from stillness: steps do. Without a word on steps such
    a minute is unknown, and whatever a lower rung said of effort is refuted.
    """
    light, moderate, vigorous = (
        days.spread(np.array([getattr(each, name) for each in edges_bpm], np.int16))
        for name in ("light_bpm", "moderate_bpm", "vigorous_bpm")
    )
    told = (light < NEVER_BPM) & (held_bpm >= 0)
    level: Levels = (held_bpm >= light).view(np.int8) + np.int8(Band.STILL)
    level += held_bpm >= moderate
    level += held_bpm >= vigorous
    low = told & (level == Band.STILL)
    level[low & ((minutes.steps > 0) | sessions.inside)] = Band.LIGHT
    level[low & (minutes.steps < 0) & ~sessions.inside] = Band.UNKNOWN
    return level, told


def _confidence(basis: Levels, hr_confidence: Confidence) -> Levels:
    table = {**CONFIDENCE, Basis.HEART_RATE: hr_confidence}
    return np.array([table[each] for each in Basis], np.int8)[basis]
