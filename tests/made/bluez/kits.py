"""Ordinary wearables as service tables, and the few packets they send in tests."""

from __future__ import annotations

import struct

from tests.made.bluez.radio import Advertised, Characteristic, Service, sig

HEART_RATE, RUNNING, BATTERY = sig(0x180D), sig(0x1814), sig(0x180F)
HEART_RATE_MEASUREMENT, BODY_SENSOR_LOCATION = sig(0x2A37), sig(0x2A38)
RUNNING_MEASUREMENT, BATTERY_LEVEL = sig(0x2A53), sig(0x2A19)
STEP_COUNTER_SUMMARY = sig(0x2B40)

#: Neither the shortest nor the emptiest: what a parser must refuse without falling over.
GARBAGE = (b"", b"\x16", b"\x16\x50\x01", b"\x01\x50", b"\x18\x50\x01")

HEART_RATE_SERVICE = Service(
    HEART_RATE,
    (
        Characteristic(HEART_RATE_MEASUREMENT, ("notify",)),
        Characteristic(BODY_SENSOR_LOCATION, ("read",), b"\x01"),
        Characteristic(sig(0x2A39), ("write",)),
    ),
)
RUNNING_SERVICE = Service(
    RUNNING,
    (
        Characteristic(RUNNING_MEASUREMENT, ("notify",)),
        Characteristic(sig(0x2A54), ("read",), b"\x07\x00"),
        Characteristic(sig(0x2A5D), ("read",), b"\x0c"),
    ),
)
ACTIVITY_SERVICE = Service(
    sig(0x183E),
    (
        Characteristic(sig(0x2B3C), ("notify",)),
        Characteristic(STEP_COUNTER_SUMMARY, ("indicate",)),
    ),
)
BATTERY_SERVICE = Service(
    BATTERY, (Characteristic(BATTERY_LEVEL, ("read", "notify"), bytes([87])),)
)
INFORMATION_SERVICE = Service(
    sig(0x180A),
    (
        Characteristic(sig(0x2A29), ("read",), b"Testmaker"),
        Characteristic(sig(0x2A24), ("read",), b"M1"),
        Characteristic(sig(0x2A26), ("read",), b"1.2.3"),
    ),
)

#: A chest strap.
STRAP = (HEART_RATE_SERVICE, BATTERY_SERVICE, INFORMATION_SERVICE)
STRAP_SAYS = Advertised((HEART_RATE,))

#: Everything the standard profiles know, in one device.
EVERYTHING = (
    HEART_RATE_SERVICE,
    RUNNING_SERVICE,
    ACTIVITY_SERVICE,
    BATTERY_SERVICE,
    INFORMATION_SERVICE,
)
EVERYTHING_SAYS = Advertised((HEART_RATE, RUNNING))


def heart_rate(bpm: int, rr: tuple[int, ...] = (900, 910), contact: bool | None = True) -> bytes:
    """One Heart Rate Measurement; ``rr`` in 1/1024 s."""
    flags = (0x10 if rr else 0) | {None: 0, False: 0x04, True: 0x06}[contact]
    return struct.pack(f"<BB{len(rr)}H", flags, bpm, *rr)


def beat(number: int) -> bytes:
    """A Heart Rate Measurement that can be told from its neighbours: 14 bits of its number."""
    rr = (800 + number % 128, 800 + number // 128 % 128)
    return heart_rate(round(60 * 1024 / (sum(rr) / 2)), rr)  # the rate agrees with its beats


def running(number: int, per_min: int = 85) -> bytes:
    """One RSC Measurement; the distance in decimetres counts up with the number."""
    return struct.pack("<BHBI", 0x02, 768, per_min, number)
