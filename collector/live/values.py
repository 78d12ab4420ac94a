"""What a device says over the air, as values with their units. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class HeartRate:
    """One word of a heart rate sensor."""

    bpm: int | None  # None: the sensor finds no pulse
    contact: bool | None = None  # None: it cannot tell whether it touches the skin
    rr_s: tuple[float, ...] = ()  # between beats, oldest first
    energy_kj: int | None = None


@dataclass(frozen=True, slots=True)
class StepTotal:
    """A counter of steps that only grows until the device sets it back."""

    steps: int
    daily: bool = True  # it begins at zero at the device's own midnight


@dataclass(frozen=True, slots=True)
class StepsSince:
    """Steps since the device's last word in the same session; nothing is known of the time before.

    For devices that tell differences: a counter made up of them would claim no steps between
    two sessions.
    """

    steps: int


class Counts(StrEnum):
    """What a cadence counts."""

    STEPS = "steps"
    STRIDES = "strides"
    CRANK = "crank"
    UNKNOWN = "unknown"  # foot pods differ; the paired device's factor says


@dataclass(frozen=True, slots=True)
class Cadence:
    """How fast the feet go, from a device that counts no steps."""

    per_min: float
    counts: Counts
    speed_m_s: float | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class Battery:
    percent: int


@dataclass(frozen=True, slots=True)
class Past:
    """Minutes a device kept while nobody listened.

    A device tells its whole memory again at every session, so the same stretch comes many times
    and may overlap what was heard live.
    """

    start: datetime
    minutes: int  # how long the stretch is
    steps: int | None = None
    bpm: int | None = None


Reading = HeartRate | StepTotal | StepsSince | Cadence | Battery | Past


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading, from which paired device, and when it reached this machine.

    ``monotonic_s`` tells gaps, which no clock that is set can falsify; ``at`` is the wall clock.
    """

    live_device_id: int
    at: datetime
    monotonic_s: float
    reading: Reading
