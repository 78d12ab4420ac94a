"""No bytes make the decoder raise anything but FitError, hang, or fill the memory.

``STEGVIS_FUZZ=100000`` tries that many damaged files instead of a few hundred.
"""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from collector.decode.fit import FitError, decode
from collector.encode.fit import Message, encode

TRIES = int(os.environ.get("STEGVIS_FUZZ", "600"))
MOST_BYTES_EACH = 60  # memory for each byte of input, over a fixed allowance
ALLOWANCE = 8_000_000
START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def monitoring():
    yield Message("file_id", {"type": 32, "time_created": START, "product_name": "watch"})
    yield Message("monitoring_info", {"timestamp": START, "local_timestamp": at(7200)})
    for i in range(40):
        yield Message("monitoring", {"timestamp_16": i * 60 & 0xFFFF, "heart_rate": 60 + i})
        if i % 5 == 0:
            yield Message("monitoring", {"timestamp": at(i * 60), "cycles_raw": i, "intensity": 1})


def activity():
    yield Message("file_id", {"type": 4, "time_created": START})
    for i in range(60):
        yield Message("record", {"timestamp": at(i), "heart_rate": 90, "speed": 1.5})
        if i % 7 == 0:
            yield Message("hrv", {"time": [0.5] * (1 + i % 3)})
            yield Message("hr", {"event_timestamp": [1.0], "event_timestamp_12": [1] * 15})
            yield Message("record", {"compressed_speed_distance": [1, 2, 3], "cycles": i})
    yield Message("session", {"timestamp": at(60), "sport": 1, "total_cycles": 80})


def seeds():
    yield encode(monitoring())
    yield encode(activity(), big_endian=True)
    yield encode(activity(), header_size=12) + encode(monitoring())


def damaged(data, chance):
    """Damage a copy: flip, cut, insert, repeat, overwrite."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not out:
            break
        place, many = chance.randrange(len(out)), chance.randrange(1, 40)
        match chance.randrange(6):
            case 0:
                out[place] ^= 1 << chance.randrange(8)
            case 1:
                del out[place:]
            case 2:
                out[place:place] = chance.randbytes(many)
            case 3:
                del out[place : place + many]
            case 4:
                out[place:place] = out[place : place + many]
            case _:
                out[place : place + many] = chance.choice((b"\xff", b"\0", b"\x40")) * many
    return bytes(out)


def read_all(data):
    """Decode and force every column; give the number of messages."""
    try:
        file = decode(data)
    except FitError:
        return 0
    for problem in file.problems:
        assert 0 <= problem.offset <= len(data)
        assert str(problem)
    for first, last in file.body:
        assert 0 <= first <= last <= len(data)
    for table in file.tables.values():
        assert len(table.order) == len(table.part) == len(table)
        for column in table.columns.values():
            assert len(column.values) == len(column.valid) == len(table)
    return sum(file.counts.values())


def test_damaged_files_are_read_or_refused():
    chance, kept = random.Random(20_240_301), 0
    for i, data in enumerate(list(seeds()) * (TRIES // 3)):
        kept += read_all(damaged(data, chance)) > 0
        assert kept or i < 50, "the damage leaves nothing to read: the test tests nothing"
    assert kept > TRIES // 4


def test_noise_behind_a_header_is_read_or_refused(raw):
    chance = random.Random(7)
    for _ in range(TRIES // 2):
        noise = bytes(chance.choice((0x40, 0, 1, 20, 253, 4, 0x86)) for _ in range(300))
        read_all(raw.file_of(noise))
        read_all(raw.file_of(chance.randbytes(300)))


def test_damaged_real_files_are_read_or_refused(shared):
    chance = random.Random(11)
    files = sorted(path for path in (shared / "fit").rglob("*.fit") if path.stat().st_size < 60_000)
    for path in files:
        data = path.read_bytes()
        for _ in range(max(1, TRIES // 600)):
            read_all(damaged(data, chance))


def hostile(raw):
    tiny = raw.definition(0, 20, [])
    yield "messages of one byte", raw.file_of(tiny + bytes(150_000))
    definition = raw.definition(0, 20, [(3, 1, raw.UINT8)])
    yield "a definition for every message", raw.file_of((definition + b"\0\1") * 15_000)
    wide = raw.definition(1, 78, [(0, 254, raw.UINT16)]) + b"\1" + bytes(254)
    yield (
        "one wide array among narrow ones",
        raw.file_of(wide + raw.definition(0, 78, [(0, 2, raw.UINT16)]) + b"\0\1\1" * 50_000),
    )
    yield "headers in headers", b"\x0e\x10\0\0\xff\xff\x01\0.FIT\0\0" * 10_000
    yield "lost again and again", raw.file_of(definition + b"\0\1\x0f") * 5_000
    many = b"".join(
        raw.definition(0, 20, [(253, 4, raw.UINT32), (i & 255, 1 + i // 256, raw.UINT8)])
        + bytes(6 + i // 256)
        for i in range(4000)
    )
    yield "thousands of definitions", raw.file_of(many)


def test_hostile_files_cost_time_and_memory_in_proportion(raw):
    for name, data in hostile(raw):
        began = time.process_time()
        tracemalloc.start()
        try:
            read_all(data)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < ALLOWANCE + MOST_BYTES_EACH * len(data), name
        assert time.process_time() - began < 20, name


@pytest.mark.parametrize("size", [1, 8, 11, 12, 13, 14, 15, 16, 17])
def test_every_short_prefix_and_suffix_is_read_or_refused(size):
    for data in seeds():
        read_all(data[:size])
        read_all(data[-size:])
