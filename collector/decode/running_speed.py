"""Running Speed and Cadence (0x2A53) and its feature (0x2A54): foot pods.

There is no count of steps in it, only their rate; and pods differ in whether they count steps or
strides (one foot), which no bit tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.packet import Packet

STRIDE = 0x01
DISTANCE = 0x02
RUNNING = 0x04


@dataclass(frozen=True, slots=True)
class RunningSpeed:
    speed_m_s: float
    cadence_per_min: int
    running: bool  # means something only where the feature says the pod can tell
    stride_m: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class RunningFeature:
    """What a foot pod can tell."""

    stride: bool
    distance: bool
    running: bool
    calibration: bool
    several_places: bool


def decode(data: bytes) -> RunningSpeed:
    packet = Packet(data, "running speed and cadence")
    flags = packet.unsigned(1, "flags")
    return RunningSpeed(
        speed_m_s=packet.unsigned(2, "speed") / 256,
        cadence_per_min=packet.unsigned(1, "cadence"),
        running=bool(flags & RUNNING),
        stride_m=packet.unsigned(2, "stride length") / 100 if flags & STRIDE else None,
        distance_m=packet.unsigned(4, "distance") / 10 if flags & DISTANCE else None,
    )


def decode_feature(data: bytes) -> RunningFeature:
    bits = Packet(data, "running speed and cadence feature").unsigned(2, "bits")
    return RunningFeature(*(bool(bits >> place & 1) for place in range(5)))
