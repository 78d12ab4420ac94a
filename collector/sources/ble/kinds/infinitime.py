"""PineTime watches with InfiniTime: the day's step counter, and heart rate while it measures.

Described in doc/MotionService.md of https://github.com/InfiniTimeOrg/InfiniTime. What its issues
teach: the counter goes back to 0 when the screen first wakes after midnight, until then it is
yesterday's (#1270); some versions tell new steps only while the screen is on (#2271), so the
counter is read as well; a stopped heart rate sensor keeps its last value (#682), so that one is
never read, only heard.
"""

from __future__ import annotations

from collector.decode import step_total
from collector.live.values import StepTotal
from collector.sources.ble.kind import Advertisement, Kind, Poll, Stream
from collector.sources.ble.kinds import standard

MOTION_SERVICE = "00030000-78fc-48fe-8e23-433b3a1942d0"
STEPS = "00030001-78fc-48fe-8e23-433b3a1942d0"
NAMES = ("InfiniTime", "Pinetime-JF")
STEPS_EVERY_S = 60.0


def _recognises(seen: Advertisement) -> bool:
    return seen.name in NAMES or MOTION_SERVICE in seen.services


def _steps(data: bytes) -> tuple[StepTotal]:
    return (step_total.decode(data),)


KIND = Kind(
    name="infinitime",
    label="PineTime with InfiniTime",
    offers=("steps", "heart rate"),
    recognises=_recognises,
    streams=(Stream(STEPS, _steps), standard.HEART_RATE_IF_ANY),
    polls=(Poll(STEPS, _steps, every_s=STEPS_EVERY_S), standard.BATTERY),
)
