"""The columns the analysis is made of: one value a minute, with names, types and units.

A whole number below 0 is unknown, in every column; sums must leave it out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import AnalyzerError
from storage.records import Channel

UNKNOWN = -1

#: Which device, and the way its minutes came.
StreamKey = tuple[int, Channel]

MINUTE_TYPES: dict[str, type[np.generic]] = {
    "steps": np.int32,
    "steps_source": np.int8,
    "steps_with_hr": np.bool_,
    "resolution_min": np.int16,
    "cadence_spm": np.int32,
    "flags": np.int16,
    "hr_mean_bpm": np.int16,
    "hr_max_bpm": np.int16,
    "hr_source": np.int8,
    "activity_type": np.int16,
    "device_band": np.int16,
    "speed_cm_s": np.int32,
}


class FrameError(AnalyzerError):
    """A frame does not have the columns its name promises."""


class Band(IntEnum):
    """How hard a minute was. What cannot be told is unknown, never light."""

    UNKNOWN = 0
    STILL = 1  # stationary: a watch does not know sitting from lying or standing
    LIGHT = 2
    MODERATE = 3
    VIGOROUS = 4


class Basis(IntEnum):
    """What a minute's band rests on, best first. From ``DEVICE`` on it is an estimate."""

    NOTHING = 0
    HEART_RATE = 1
    SPEED = 2
    CADENCE = 3
    DEVICE = 4
    COMPENDIUM = 5


class Confidence(IntEnum):
    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Minutes:
    """One value per minute and quantity, from exactly one stream each.

    ``first_minute`` counts from 1970 in UTC. ``steps_source`` and ``hr_source`` are places in
    ``streams``. ``steps_with_hr``: the stream that gave the steps measured heart rate itself.
    ``cadence_spm`` is known only where some stream knew the steps of this very minute.
    """

    first_minute: int
    streams: tuple[StreamKey, ...]
    steps: NDArray[np.int32]
    steps_source: NDArray[np.int8]
    steps_with_hr: NDArray[np.bool_]
    resolution_min: NDArray[np.int16]
    cadence_spm: NDArray[np.int32]
    flags: NDArray[np.int16]
    hr_mean_bpm: NDArray[np.int16]
    hr_max_bpm: NDArray[np.int16]
    hr_source: NDArray[np.int8]
    activity_type: NDArray[np.int16]
    device_band: NDArray[np.int16]
    speed_cm_s: NDArray[np.int32]

    def __post_init__(self) -> None:
        wrong = [
            f"{name}: {column.dtype}{column.shape}, must be {np.dtype(kind)}{self.steps.shape}"
            for name, kind in MINUTE_TYPES.items()
            if (column := getattr(self, name)).dtype != kind or column.shape != self.steps.shape
        ]
        if wrong:
            raise FrameError("Not a frame of minutes: " + "; ".join(wrong))

    @property
    def n(self) -> int:
        return len(self.steps)

    def between(self, first_minute: int, end_minute: int) -> Minutes:
        """The same minutes from ``first_minute`` up to ``end_minute``; nothing is copied."""
        start, end = first_minute - self.first_minute, end_minute - self.first_minute
        if not 0 <= start <= end <= self.n:
            raise FrameError(f"Minutes {first_minute} to {end_minute} are not all in this frame.")
        columns: dict[str, Any] = {name: getattr(self, name)[start:end] for name in MINUTE_TYPES}
        return Minutes(first_minute, self.streams, **columns)


@dataclass(frozen=True, slots=True)
class Intensity:
    """Per minute how hard it was (`Band`), what that rests on (`Basis`) and how surely."""

    band: NDArray[np.int8]
    basis: NDArray[np.int8]
    confidence: NDArray[np.int8]

    def __post_init__(self) -> None:
        for each in fields(self):
            column = getattr(self, each.name)
            if column.dtype != np.int8 or column.shape != self.band.shape:
                raise FrameError(f"Not a frame of intensity: {each.name} is {column.dtype}.")
