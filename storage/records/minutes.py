"""A stream of minutes as stored: blocks of one UTC day, a column for each quantity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

MINUTES = 1440  # a UTC day has no daylight saving
STEPS_UNKNOWN = 0xFFFF
SPEED_UNKNOWN = 0xFFFF
HR_UNKNOWN = 0
CODE_UNKNOWN = 0xFF

#: Column name -> (array typecode, unknown value). Bytes are little-endian.
MINUTE_COLUMNS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "steps": ("H", STEPS_UNKNOWN),
        "hr_mean_bpm": ("B", HR_UNKNOWN),
        "hr_max_bpm": ("B", HR_UNKNOWN),
        "activity_type": ("B", CODE_UNKNOWN),  # FIT activity_type: 1 running, 6 walking, ...
        "device_band": ("B", CODE_UNKNOWN),  # the device's own word: 2 moderate, 3 vigorous
        "resolution_min": ("B", 0),  # minutes the step count was spread over; 0 = no step count
        "speed_cm_s": ("H", SPEED_UNKNOWN),  # only inside recorded sessions
        "flags": ("B", 0),
    }
)
FLAG_RESET = 1  # the step counter fell here
FLAG_DERIVED = 2  # steps from cadence, not from a counter


class Channel(StrEnum):
    """The way a minute came: a device can describe the same minute through several."""

    MONITORING = "monitoring"  # all-day file of a watch: the authority for its steps
    ACTIVITY = "activity"  # a recorded session of the same watch: finer heart rate, no steps added
    LIVE = "live"  # Bluetooth, as it happens


@dataclass(frozen=True, slots=True)
class MinuteBlock:
    """1,440 minutes of one UTC day, one stream. A column that is absent is unknown throughout.

    Values are raw little-endian bytes per column (`MINUTE_COLUMNS`), so that the standard library
    can write them and numpy can read them without a copy.
    """

    utc_day: date
    columns: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class MinuteStream:
    """All blocks of one device and channel, in order of day."""

    device_id: int
    channel: Channel
    blocks: tuple[MinuteBlock, ...]
    worn_at: str = ""  # "chest", "wrist", ...; empty: not known
