"""The characteristics of the Bluetooth SIG that several kinds share. No kind of its own."""

from __future__ import annotations

from collector.decode import battery, heart_rate, running_speed
from collector.live.values import Battery, Cadence, Counts, HeartRate
from collector.sources.ble.kind import Advertisement, Poll, Stream

BATTERY_EVERY_S = 3600.0  # it changes by the day; each read costs the sensor a little


def uuid(number: int) -> str:
    """Give the whole UUID of a number of the Bluetooth SIG."""
    return f"0000{number:04x}-0000-1000-8000-00805f9b34fb"


def offers_service(seen: Advertisement, number: int) -> bool:
    return uuid(number) in seen.services


def _heart_rate(data: bytes) -> tuple[HeartRate]:
    return (heart_rate.decode(data),)


def _cadence(data: bytes) -> tuple[Cadence]:
    said = running_speed.decode(data)
    return (
        Cadence(
            per_min=said.cadence_per_min,
            counts=Counts.UNKNOWN,
            speed_m_s=said.speed_m_s,
            running=said.running or None,  # a pod that cannot tell never sets the bit
        ),
    )


def _battery(data: bytes) -> tuple[Battery]:
    return (battery.decode(data),)


HEART_RATE = Stream(uuid(0x2A37), _heart_rate)
HEART_RATE_IF_ANY = Stream(uuid(0x2A37), _heart_rate, optional=True)
CADENCE = Stream(uuid(0x2A53), _cadence)
CADENCE_IF_ANY = Stream(uuid(0x2A53), _cadence, optional=True)
BATTERY = Poll(uuid(0x2A19), _battery, every_s=BATTERY_EVERY_S)
