"""Older Mi Bands and Amazfits: the day's steps are in what they advertise; no connection is made.

The layout is that of https://github.com/theengs/decoder (src/devices/Miband_json.h): service data
of 0xFEE0 with exactly four bytes is the step counter, and the manufacturer data of an activity that
is being recorded holds the heart rate. Later bands (Bip S and on) send other, closed data there
and are not recognised.
"""

from __future__ import annotations

from collector.decode import step_total
from collector.decode.errors import DecodeError
from collector.live.values import HeartRate, Reading
from collector.sources.ble.kind import Advertisement, Kind
from collector.sources.ble.kinds import standard

SERVICE = standard.uuid(0xFEE0)

HUAMI = 0x0157
HUAMI_SIZE = 24  # bytes after the company's number
HUAMI_VERSION = 2
HEART_RATE_AT = 3
NO_HEART_RATE = 0xF0  # and above


def _recognises(seen: Advertisement) -> bool:
    return bool(_steps(seen))


def _advertised(seen: Advertisement) -> tuple[Reading, ...]:
    return (*_steps(seen), *_heart_rate(seen))


def _steps(seen: Advertisement) -> tuple[Reading, ...]:
    try:
        return (step_total.decode(seen.service_data.get(SERVICE, b"")),)
    except DecodeError:
        return ()  # no steps in this one: other bands say other things there


def _heart_rate(seen: Advertisement) -> tuple[Reading, ...]:
    data = seen.manufacturer_data.get(HUAMI, b"")
    if len(data) != HUAMI_SIZE or data[0] != HUAMI_VERSION:
        return ()
    bpm = data[HEART_RATE_AT]
    return (HeartRate(bpm),) if 0 < bpm < NO_HEART_RATE else ()


KIND = Kind(
    name="mi_band",
    label="Older Mi Band or Amazfit",
    offers=("steps",),
    recognises=_recognises,
    advertised=_advertised,
)
