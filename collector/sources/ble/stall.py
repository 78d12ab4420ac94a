"""Is a connected device that says nothing still there? Decided on the monotonic clock. Pure."""

from __future__ import annotations

import math
from enum import Enum


class Next(Enum):
    """What to do about silence."""

    WAIT = "wait"
    ASK = "ask"  # read something that only a living device can answer
    GIVE_UP = "give up"


def patience_s(
    longest_silence_s: float | None, at_least_s: float, ask_s: float, *, can_ask: bool
) -> float:
    """How long a device may say nothing.

    A strap speaks every second, and its kind says how long its silence may be. Of a watch that
    speaks only when a step is taken nothing is known; where something of it can be read, it is
    asked now and then.

    >>> patience_s(30.0, 10.0, 300.0, can_ask=True), patience_s(30.0, 60.0, 300.0, can_ask=True)
    (30.0, 60.0)
    >>> patience_s(None, 30.0, 300.0, can_ask=True), patience_s(None, 30.0, 300.0, can_ask=False)
    (300.0, inf)
    """
    if longest_silence_s is not None:
        return max(longest_silence_s, at_least_s)
    return ask_s if can_ask else math.inf


def judge_silence(now_s: float, word_s: float, patience: float, *, can_ask: bool) -> Next:
    """Given the moment of the last word, say what to do.

    >>> judge_silence(100.0, 95.0, 30.0, can_ask=False)
    <Next.WAIT: 'wait'>
    >>> [judge_silence(125.0, 95.0, 30.0, can_ask=can).value for can in (True, False)]
    ['ask', 'give up']
    """
    if now_s < word_s + patience:
        return Next.WAIT
    return Next.ASK if can_ask else Next.GIVE_UP
