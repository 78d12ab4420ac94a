"""Physical Activity Monitor (0x183E): the step counter summary (0x2B40), and nothing else.

Two independent public descriptions agree on the common front of every packet and on the step
counter; on the others they do not, and a guessed layout would give wrong numbers. Distance and
worn time stand behind the steps and are left unread: their units are not settled either.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.errors import DecodeError
from collector.decode.packet import Packet

STEP_COUNTER = 0x2B40

FIRST_PART = 0x80
PARTS_TO_COME = 0x7F

WALKING = 0x01
INTENSITY = 0x02
FLOOR = 0x04


@dataclass(frozen=True, slots=True)
class Front:
    """What every packet of this service begins with (others have longer flags)."""

    flags: int
    session_id: int
    sub_session_id: int
    relative_time_s: int
    sequence: int


@dataclass(frozen=True, slots=True)
class StepSummary:
    """Counts since the session began. None: not in this packet."""

    front: Front
    walking_steps: int | None = None
    intensity_steps: int | None = None
    floor_steps: int | None = None


def decode(data: bytes) -> StepSummary:
    packet = Packet(data, "step counter summary")
    front = _take_front(packet)

    def steps(flag: int, field: str) -> int | None:
        return packet.unsigned(3, field) if front.flags & flag else None

    return StepSummary(
        front=front,
        walking_steps=steps(WALKING, "walking steps"),
        intensity_steps=steps(INTENSITY, "intensity steps"),
        floor_steps=steps(FLOOR, "floor steps"),
    )


def _take_front(packet: Packet) -> Front:
    header = packet.unsigned(1, "header")
    if not header & FIRST_PART or header & PARTS_TO_COME:
        raise DecodeError("physical activity: one of several parts, which are not put together")
    return Front(
        flags=packet.unsigned(1, "flags"),
        session_id=packet.unsigned(2, "session"),
        sub_session_id=packet.unsigned(2, "sub-session"),
        relative_time_s=packet.unsigned(4, "time"),
        sequence=packet.unsigned(4, "sequence number"),
    )
