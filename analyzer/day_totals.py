"""What the minutes of each local day add up to, as plain numbers by place of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analyzer.frames import UNKNOWN, Band, Basis, Minutes, StreamKey
from analyzer.spans import Spans
from analyzer.stretch import Stretch

#: Above any heart rate: the lowest of a day without one.
NO_HR = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Counts of minutes and sums. ``told``: minutes with any band; without one, bands are None."""

    worn: list[int]
    awake_worn: list[int]
    hr_known: list[int]
    hr_sum: list[int]
    hr_min: list[int]
    hr_max: list[int]
    told: list[int]
    still: list[int]
    light: list[int]
    moderate: list[int]
    vigorous: list[int]
    estimated: list[int]
    placed: tuple[Mapping[StreamKey, int], ...]


def totals_of(stretch: Stretch) -> DayTotals:
    spans, minutes, band = stretch.spans, stretch.minutes, stretch.intensity.band
    measured = minutes.hr_mean_bpm >= 0
    mean = minutes.hr_mean_bpm
    still = (band == Band.STILL) & stretch.awake
    estimated = (band >= Band.MODERATE) & (stretch.intensity.basis >= Basis.DEVICE)
    return DayTotals(
        worn=spans.counts(stretch.worn).tolist(),
        awake_worn=spans.counts(stretch.worn & stretch.awake).tolist(),
        hr_known=spans.counts(measured).tolist(),
        hr_sum=spans.sums(np.where(measured, mean, 0)).tolist(),
        hr_min=spans.lowest(np.where(measured, mean, np.int16(NO_HR)), NO_HR).tolist(),
        hr_max=spans.highest(np.maximum(mean, minutes.hr_max_bpm), UNKNOWN).tolist(),
        told=spans.counts(band > Band.UNKNOWN).tolist(),
        still=spans.counts(still).tolist(),
        light=spans.counts(band == Band.LIGHT).tolist(),
        moderate=spans.counts(band == Band.MODERATE).tolist(),
        vigorous=spans.counts(band == Band.VIGOROUS).tolist(),
        estimated=spans.counts(estimated).tolist(),
        placed=placed_by_stream(minutes, spans),
    )


def placed_by_stream(minutes: Minutes, spans: Spans) -> tuple[Mapping[StreamKey, int], ...]:
    """For each day, the steps each stream placed; a stream that knows no minute is not there."""
    found: list[dict[StreamKey, int]] = [{} for _ in spans.lengths]
    for place, key in enumerate(minutes.streams):
        chosen = minutes.steps_source == place
        if not chosen.any():
            continue
        known = spans.counts(chosen).tolist()
        steps = spans.sums(np.where(chosen, minutes.steps, 0)).tolist()
        for day, count in enumerate(known):
            if count:
                found[day][key] = steps[day]
    return tuple(found)
