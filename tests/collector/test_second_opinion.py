"""Two readers of the same bytes: where they differ is said, what is explained is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collector.decode.fit import decode
from collector.encode.fit import Message, encode, file_of
from collector.second_opinion import differences

START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)


def rows(count=5):
    return [
        Message("record", {"timestamp": START + timedelta(seconds=i), "heart_rate": 60 + i})
        for i in range(count)
    ]


def monitoring():
    yield Message("monitoring_info", {"timestamp": START, "activity_type": [6, 1]})
    yield Message("monitoring", {"timestamp_16": 77, "heart_rate": 60})
    yield Message("monitoring", {"cycles_raw": 3001, "activity_type": 6, "timestamp": START})
    yield Message("monitoring", {"cycles_raw": 3003, "current_activity_type_intensity": 70})


@pytest.mark.parametrize(
    "data",
    [
        encode(rows()),
        encode(rows()) + encode(rows(2), big_endian=True),
        encode(monitoring()),
        encode(rows())[:-1],
        encode(rows())[:40],
        encode([]),
        b"no fit at all",
        b"",
    ],
    ids=["sound", "chained", "monitoring", "no checksum", "cut", "nothing", "noise", "empty"],
)
def test_readers_agree(data):
    assert differences(data) == ()


def test_a_reader_that_stops_early_on_sound_bytes_is_named(stopping):
    (sentence,) = differences(stopping)
    assert "second reader" in sentence


@pytest.fixture
def stopping():
    """Give a file that stops the other reader: text bytes where it expects whole numbers."""
    definition = bytes([0x40, 0, 0, 20, 0, 1, 200, 0, 2])  # a field without width
    row = bytes([0x41, 0, 0, 20, 0, 1, 3, 1, 2]) + b"\1\x3c"
    return file_of(row + definition + b"\0" + row)


def test_a_column_that_differs_is_named_with_both_values():
    other = decode(encode([*rows(4), Message("record", {"heart_rate": 99, "timestamp": START})]))
    rate, stamp = sorted(differences(encode(rows()), other))
    assert "record.heart_rate differs in 1 of 5 messages; first in number 4" in rate
    assert "ours 99, the second reader 64" in rate
    assert "record.timestamp differs" in stamp


def test_messages_only_one_reader_has_are_counted():
    more, fewer = encode(rows(5)), encode(rows(3))
    assert differences(more, decode(fewer)) == (
        "record: ours has 3 messages, the second reader 5.",
    )
    assert "only 3" in differences(fewer, decode(more))[0]


def test_real_files_give_no_differences(shared):
    small = [path for path in (shared / "fit").rglob("*.fit") if path.stat().st_size < 15_000]
    assert small
    found = {path.name: differences(path.read_bytes()) for path in small}
    assert {name: each for name, each in found.items() if each} == {}
