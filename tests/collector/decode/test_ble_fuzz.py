"""No bytes make a decoder of a packet raise anything but DecodeError.

``STEGVIS_FUZZ=1000000 pytest tests/collector/decode/test_ble_fuzz.py`` gives every decoder that
many packets instead of a few thousand.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest

from collector.decode import (
    bangle,
    battery,
    body_sensor_location,
    cycling_speed,
    device_information,
    heart_rate,
    physical_activity,
    running_speed,
    step_total,
)
from collector.decode.errors import DecodeError
from collector.decode.lines import Lines
from collector.sources.ble.kind import Advertisement
from collector.sources.ble.kinds.registry import KINDS, recognise
from collector.sources.ble.kinds.standard import uuid

TRIES = int(os.environ.get("STEGVIS_FUZZ", "5000"))

#: each decoder with packets it can read, to damage
DECODERS = {
    "heart rate": (heart_rate.decode, ["1F 2C 01 FF FF 00 04 00 02", "10 49 5E 03 96 03", "00 48"]),
    "body sensor location": (body_sensor_location.decode, ["01"]),
    "running speed": (running_speed.decode, ["07 00 03 A6 78 00 D2 04 00 00", "00 80 01 6E"]),
    "running feature": (running_speed.decode_feature, ["1F 00"]),
    "cycling speed": (cycling_speed.decode, ["03 6D 01 00 00 FC 7E 2C 01 F8 7E", "02 C4 00 5E 07"]),
    "cycling feature": (cycling_speed.decode_feature, ["07 00"]),
    "physical activity": (
        physical_activity.decode,
        ["80 1F 02 00 03 00 58 02 00 00 07 00 00 00 E8 03 00 64 00 00 0C 00 00 D0 07 00 10 0E 00"],
    ),
    "battery": (battery.decode, ["57"]),
    "text": (device_information.decode, ["50 6F 6C 61 72 00 48 31 30"]),
    "PnP ID": (device_information.decode_pnp_id, ["01 6B 00 0A 00 01 02"]),
    "step total": (step_total.decode, ["8D 23 00 00"]),
    "line of a Bangle": (
        bangle.decode,
        [
            b'{"t":"act","stp":12,"hrm":71,"rt":1}'.hex(),
            b'{"t":"act","ts":1763798400000,"stp":112,"hrm":68}'.hex(),
            b'{"t":"status","bat":87,"chg":0}'.hex(),
        ],
    ),
}
NEVER_REFUSES = {"text"}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a copy: flip, cut, lengthen, overwrite; or forget it and make noise."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(40))
    out = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        place = chance.randrange(len(out) + 1)
        match chance.randrange(4):
            case 0 if place < len(out):
                out[place] ^= 1 << chance.randrange(8)
            case 1:
                del out[place:]
            case 2:
                out[place:place] = chance.randbytes(chance.randrange(1, 8))
            case _:
                out[place : place + 2] = chance.choice((b"\xff\xff", b"\0\0", b'"9', b"[{", b"\n"))
    return bytes(out)


def is_read(decode: Callable[[bytes], object], data: bytes) -> bool:
    """Tell whether a value came out; False: refused. Anything else is what the fuzz looks for."""
    try:
        return decode(data) is not None
    except DecodeError:
        return False


@pytest.mark.timeout(0)  # as long as STEGVIS_FUZZ asks for
@pytest.mark.parametrize("name", DECODERS)
def test_any_bytes_give_a_value_or_a_decode_error(name: str) -> None:
    decode, packets = DECODERS[name]
    seeds = [bytes.fromhex(packet) for packet in packets]
    chance, outcome = random.Random(name), Counter[bool]()
    for i in range(TRIES):
        data = damaged(seeds[i % len(seeds)], chance)
        outcome[is_read(decode, data)] += 1
    assert outcome[True] > TRIES // 20, "the damage leaves nothing to read"
    assert outcome[False] > TRIES // 50 or name in NEVER_REFUSES, "nothing is ever refused"


@pytest.mark.timeout(0)
def test_any_bytes_in_any_order_leave_a_session_usable() -> None:
    chance = random.Random("sessions")
    for kind in KINDS:
        streams = kind.open_session() if kind.open_session else kind.streams
        for i in range(TRIES // 5):
            for source in (*streams, *kind.polls):
                is_read(source.decode, damaged(bytes([i & 0xFF]) * 20, chance))
        if kind.open_session:  # a damaged line ends where the next one begins
            (lines,) = streams
            is_read(lines.decode, b"\n")
            assert lines.decode(b'{"t":"status","bat":87}\n')


@pytest.mark.timeout(0)
def test_any_advertisement_is_recognised_or_passed_over() -> None:
    chance, known = random.Random("advertisements"), 0
    names = ["", "InfiniTime", "Bangle.js 2e1f", "\x00\ud800", "x" * 300]
    for _ in range(TRIES):
        seen = Advertisement(
            address="AA:BB:CC:DD:EE:FF",
            name=chance.choice(names),
            services=tuple(uuid(chance.randrange(0x1800, 0x1840)) for _ in range(3)),
            service_data={uuid(0xFEE0): damaged(b"\x8d\x23\0\0", chance)},
            manufacturer_data={0x0157: damaged(b"\x02\x02\x01\x7d" + bytes(20), chance)},
        )
        kind = recognise(seen)
        known += kind is not None
        for each in KINDS:
            if each.advertised:
                assert isinstance(each.advertised(seen), tuple)
    assert TRIES // 10 < known < TRIES


@pytest.mark.timeout(0)
def test_no_flood_makes_the_line_reader_grow() -> None:
    chance, reader = random.Random("flood"), Lines(longest=512)
    for _ in range(TRIES):
        for line in reader.feed(chance.randbytes(244).replace(b"\n", b"\0")):
            assert len(line) <= 512
        assert sum(len(kept) for kept in vars(reader).values() if isinstance(kept, bytes)) <= 512
