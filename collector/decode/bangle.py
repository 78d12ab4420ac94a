"""One line of a Bangle.js: JSON with steps, heart rate, battery, or something of no concern here.

The lines are what the watch's app "Android Integration" prints. Documented at
https://www.espruino.com/Gadgetbridge, made in apps/android/lib.js and boot.js of
https://github.com/espruino/BangleApps:

    {"t":"act","stp":12,"hrm":71,"rt":1}                        since the last such line
    {"t":"act","ts":1732000800000,"stp":112,"hrm":68,"mov":97}  the ten minutes before ts
    {"t":"act","stp":112,"hrm":68,"mov":97}                     the last ten minutes once more
    {"t":"status","bat":87,"chg":0}
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from collector.decode.errors import DecodeError
from collector.live.values import Battery, HeartRate, Past, Reading, StepsSince

STRETCH_MIN = 10  # how long the stretches of the watch's memory are
MOST_STEPS = 5_000  # in ten minutes; more is no walking
MOST_BPM = 300
FIRST_MS = 1_500_000_000_000  # 2017: before there was any such watch, so its clock was not set
LAST_MS = 4_000_000_000_000

NO_APP = b'"GB" is not defined'


def decode(line: bytes) -> tuple[Reading, ...]:
    if NO_APP in line:
        raise DecodeError("the watch lacks the app Android Integration: install it on the watch")
    if not line.startswith(b"{"):
        return ()  # what else a console prints: prompts, echoes
    message = _message(line)
    match message.get("t"):
        case "act":
            return _activity(message)
        case "status" if (percent := _number(message, "bat", 100)) is not None:
            return (Battery(percent),)
    return ()


def _message(line: bytes) -> dict[str, Any]:
    try:
        message: dict[str, Any] = json.loads(line.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise DecodeError("a line of the watch is not JSON") from error
    return message


def _activity(message: dict[str, Any]) -> tuple[Reading, ...]:
    steps = _number(message, "stp", MOST_STEPS)
    bpm = _number(message, "hrm", MOST_BPM) or None  # 0: not measured
    if "ts" in message:
        return (_past(_number(message, "ts", LAST_MS), steps, bpm),)
    if message.get("rt") != 1:
        return ()  # ten minutes that the live lines have told already
    live: tuple[Reading, ...] = () if steps is None else (StepsSince(steps),)
    return live if bpm is None else (*live, HeartRate(bpm))


def _past(end_ms: int | None, steps: int | None, bpm: int | None) -> Past:
    if end_ms is None or end_ms < FIRST_MS:
        raise DecodeError("the watch's memory has a time it cannot have: set the watch's clock")
    end = datetime.fromtimestamp(end_ms // 1000, UTC)
    return Past(end - timedelta(minutes=STRETCH_MIN), STRETCH_MIN, steps, bpm)


def _number(message: dict[str, Any], key: str, most: int) -> int | None:
    """Give a number from 0 to ``most``; None when it is missing or nothing sensible."""
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return round(value)
