"""Battery Level (0x2A19)."""

from __future__ import annotations

from collector.decode.errors import DecodeError
from collector.decode.packet import Packet
from collector.live.values import Battery


def decode(data: bytes) -> Battery:
    percent = Packet(data, "battery level").unsigned(1, "percentage")
    if percent > 100:
        raise DecodeError(f"battery level: {percent} % is more than full")
    return Battery(percent)
