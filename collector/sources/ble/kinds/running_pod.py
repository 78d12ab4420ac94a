"""Foot pods with the standard running profile: Stryd, Garmin, Polar, Coros, Zwift.

They tell a rate and no count. Most count steps, some strides (every second step), and no bit says
which: the paired device's factor does.
"""

from __future__ import annotations

from collector.sources.ble.kind import Advertisement, Kind
from collector.sources.ble.kinds import standard

SERVICE = 0x1814


def _recognises(seen: Advertisement) -> bool:
    return standard.offers_service(seen, SERVICE)


KIND = Kind(
    name="running_pod",
    label="Foot pod",
    offers=("cadence", "speed"),
    recognises=_recognises,
    streams=(standard.CADENCE,),
    polls=(standard.BATTERY,),
    precedence=3,
)
