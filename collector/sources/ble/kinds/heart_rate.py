"""Anything that broadcasts the standard heart rate profile: chest straps, armbands, watches.

Polar H9, H10, Verity Sense and OH1; Wahoo TICKR; Coospo; Magene; Garmin HRM-Dual and HRM-Pro;
Garmin, Coros, Suunto, Amazfit, Xiaomi and Huawei watches while "broadcast heart rate" is on. A
strap with a running pod inside (TICKR X, TICKR RUN) gives its cadence as well.
"""

from __future__ import annotations

from collector.sources.ble.kind import Advertisement, Kind
from collector.sources.ble.kinds import standard

SERVICE = 0x180D


def _recognises(seen: Advertisement) -> bool:
    return standard.offers_service(seen, SERVICE)


KIND = Kind(
    name="heart_rate",
    label="Heart rate strap, or a watch that broadcasts heart rate",
    offers=("heart rate",),
    recognises=_recognises,
    streams=(standard.HEART_RATE, standard.CADENCE_IF_ANY),
    polls=(standard.BATTERY,),
    precedence=2,
    roams=True,  # some watches take a new address whenever broadcasting starts
    longest_silence_s=30,  # the profile asks for a word a second
)
