"""A day's step counter as four bytes: InfiniTime's step count, and what a Mi Band advertises."""

from __future__ import annotations

from collector.decode.errors import DecodeError
from collector.decode.packet import Packet
from collector.live.values import StepTotal

SIZE = 4
MOST_STEPS = 500_000  # nobody walks so far in a day: these four bytes are something else


def decode(data: bytes) -> StepTotal:
    if len(data) != SIZE:
        raise DecodeError(f"step count: {len(data)} bytes instead of {SIZE}")
    steps = Packet(data, "step count").unsigned(SIZE, "steps")
    if steps > MOST_STEPS:
        raise DecodeError(f"step count: {steps} is more than anybody walks in a day")
    return StepTotal(steps)
