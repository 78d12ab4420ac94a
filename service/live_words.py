"""What a device says, in a few words for a line on a terminal."""

from __future__ import annotations

from collector.live.values import (
    Battery,
    Cadence,
    HeartRate,
    Past,
    Reading,
    StepsSince,
    StepTotal,
)


def words(reading: Reading) -> str:
    """Say a reading.

    >>> words(HeartRate(72, contact=True, rr_s=(0.83,)))
    '72 bpm, beats 830 ms apart'
    >>> words(HeartRate(None, contact=False))
    'no pulse, not on the skin'
    """
    match reading:
        case HeartRate():
            return _heart_rate(reading)
        case StepTotal(steps):
            return f"{steps:,} steps today"
        case StepsSince(steps):
            return f"{steps:,} more steps"
        case Cadence(per_min=rate, speed_m_s=speed):
            moving = "" if speed is None else f", {speed * 3.6:.1f} km/h"
            return f"{rate:.0f} a minute{moving}"
        case Battery(percent):
            return f"battery {percent} %"
        case Past():
            return f"{reading.minutes} minutes from its memory"


def quantity(reading: Reading) -> str:
    """Name what a reading is about: the newest word on each is shown."""
    match reading:
        case HeartRate():
            return "heart_rate"
        case StepTotal() | StepsSince() | Cadence():
            return "steps"
        case Battery():
            return "battery"
        case Past():
            return "memory"


def _heart_rate(reading: HeartRate) -> str:
    said = "no pulse" if reading.bpm is None else f"{reading.bpm} bpm"
    if reading.contact is False:
        return f"{said}, not on the skin"
    if reading.rr_s:
        return f"{said}, beats {reading.rr_s[-1] * 1000:.0f} ms apart"
    return said
