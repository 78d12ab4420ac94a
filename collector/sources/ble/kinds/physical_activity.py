"""Devices with the standard physical activity profile, of which the step counter is read.

No wearable that is sold with it was found; the profile is open, so one that comes will work.
"""

from __future__ import annotations

from collector.decode import physical_activity
from collector.live.values import StepTotal
from collector.sources.ble.kind import Advertisement, Kind, Stream
from collector.sources.ble.kinds import standard

SERVICE = 0x183E


def _recognises(seen: Advertisement) -> bool:
    return standard.offers_service(seen, SERVICE)


def _steps(data: bytes) -> tuple[StepTotal, ...]:
    """Give walking and intensity steps together.

    Steps between floors are left out: nothing says whether they are among the others already.
    """
    said = physical_activity.decode(data)
    known = [steps for steps in (said.walking_steps, said.intensity_steps) if steps is not None]
    return (StepTotal(sum(known), daily=False),) if known else ()


KIND = Kind(
    name="physical_activity",
    label="Activity monitor with the standard profile",
    offers=("steps", "heart rate"),
    recognises=_recognises,
    streams=(
        Stream(standard.uuid(physical_activity.STEP_COUNTER), _steps),
        standard.HEART_RATE_IF_ANY,
    ),
    polls=(standard.BATTERY,),
    precedence=1,
)
