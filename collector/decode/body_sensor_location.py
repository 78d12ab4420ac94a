"""Body Sensor Location (0x2A38): where a heart rate sensor is meant to sit."""

from __future__ import annotations

from enum import Enum

from collector.decode.errors import DecodeError
from collector.decode.packet import Packet


class BodyLocation(Enum):
    OTHER = 0
    CHEST = 1
    WRIST = 2
    FINGER = 3
    HAND = 4
    EAR_LOBE = 5
    FOOT = 6


def decode(data: bytes) -> BodyLocation:
    number = Packet(data, "body sensor location").unsigned(1, "number")
    try:
        return BodyLocation(number)
    except ValueError as error:
        raise DecodeError(f"body sensor location: {number} is no known place") from error
