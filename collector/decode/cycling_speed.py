"""Cycling Speed and Cadence (0x2A5B) and its feature (0x2A5C): counters that wrap around."""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.packet import Packet

UNITS_PER_S = 1024
TIME_WRAPS_AT = 1 << 16  # the time of a turn wraps after 64 s

WHEEL = 0x01
CRANK = 0x02


@dataclass(frozen=True, slots=True)
class Turns:
    """How often something has turned, and when it last did so on the sensor's own clock."""

    total: int
    wraps_at: int
    last_1024th: int


@dataclass(frozen=True, slots=True)
class CyclingSpeed:
    wheel: Turns | None = None
    crank: Turns | None = None


@dataclass(frozen=True, slots=True)
class CyclingFeature:
    """What a bicycle sensor can tell."""

    wheel: bool
    crank: bool
    several_places: bool


def decode(data: bytes) -> CyclingSpeed:
    packet = Packet(data, "cycling speed and cadence")
    flags = packet.unsigned(1, "flags")
    return CyclingSpeed(
        wheel=_turns(packet, 4, "wheel turns") if flags & WHEEL else None,
        crank=_turns(packet, 2, "crank turns") if flags & CRANK else None,
    )


def decode_feature(data: bytes) -> CyclingFeature:
    bits = Packet(data, "cycling speed and cadence feature").unsigned(2, "bits")
    return CyclingFeature(*(bool(bits >> place & 1) for place in range(3)))


def turns_per_min(before: Turns, after: Turns) -> float | None:
    """Give the rate between two packets that are less than 64 s apart.

    None when the second tells of no new turn: the sensor repeats its last word while the bicycle
    rolls or stands, so nothing is known but that it was slower than one turn in that time.

    >>> turns_per_min(Turns(65_535, 1 << 16, 65_024), Turns(1, 1 << 16, 1_536))
    60.0
    """
    turns = (after.total - before.total) % after.wraps_at
    units = (after.last_1024th - before.last_1024th) % TIME_WRAPS_AT
    if not turns or not units:
        return None
    return turns * 60 * UNITS_PER_S / units


def _turns(packet: Packet, size: int, field: str) -> Turns:
    return Turns(
        total=packet.unsigned(size, field),
        wraps_at=1 << 8 * size,
        last_1024th=packet.unsigned(2, f"time of {field}"),
    )
