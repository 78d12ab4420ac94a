"""When a message was written, where its bytes give that only in part."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.decode.fit import decode
from collector.encode.fit import Message, encode

START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)
EPOCH = 631_065_600


def raw_of(moment):
    return int(moment.timestamp()) - EPOCH


def stamps(data, table="monitoring"):
    column = decode(data).tables[table].columns["timestamp"]
    pairs = zip(column.values.tolist(), column.valid.tolist(), strict=True)
    return [value if ok else None for value, ok in pairs]


def low16(seconds, **fields):
    stamp = raw_of(START + timedelta(seconds=seconds)) & 0xFFFF
    return Message("monitoring", {"timestamp_16": stamp, **fields})


def opening(seconds=0):
    return Message("monitoring_info", {"timestamp": START + timedelta(seconds=seconds)})


def at(*seconds):
    return [None if s is None else int(START.timestamp()) + s for s in seconds]


def test_sixteen_bits_are_widened_from_the_opening_row():
    data = encode([opening(), low16(60, heart_rate=60), low16(120, heart_rate=61)])
    assert stamps(data) == at(60, 120)


def test_sixteen_bits_roll_over_more_than_once():
    seconds = [40_000 * i for i in range(1, 9)]
    assert stamps(encode([opening(), *(low16(s) for s in seconds)])) == at(*seconds)


def test_an_event_stamped_ahead_does_not_move_the_rows_behind_it():
    event = Message("event", {"timestamp": START + timedelta(minutes=7), "event": 0})
    assert stamps(encode([opening(), event, low16(60)])) == at(60)


def test_a_full_stamp_in_a_row_is_the_next_reference():
    full = Message("monitoring", {"timestamp": START + timedelta(days=2), "heart_rate": 60})
    day = 86_400
    assert stamps(encode([opening(), full, low16(2 * day + 30)])) == at(2 * day, 2 * day + 30)


def test_rows_before_any_reference_have_no_stamp():
    assert stamps(encode([low16(60), opening(), low16(120)])) == at(None, 120)


def test_a_chained_part_does_not_continue_the_stamps_of_the_one_before():
    data = encode([opening(), low16(60)]) + encode([low16(120)])
    assert stamps(data) == at(60, None)


def test_the_last_of_several_opening_rows_is_the_reference():
    unstamped = Message("monitoring", {"heart_rate": 60})
    rows = [opening(), opening(90_000), unstamped, low16(90_060), opening(200_000), low16(200_001)]
    assert stamps(encode(rows)) == at(None, 90_060, 200_001)


def test_an_opening_row_at_the_end_does_not_open_the_next_chained_part():
    data = encode([opening(), low16(60), opening(90_000)]) + encode([low16(90_060)])
    assert stamps(data) == at(60, None)


def test_stamps_counted_from_an_unset_clock_stay_unknown():
    unset = Message("monitoring_info", {"timestamp": datetime(1990, 1, 1, tzinfo=UTC)})
    assert stamps(encode([unset, low16(60)])) == [None]


@given(st.lists(st.integers(0, 65_535), min_size=1, max_size=60))
def test_widening_undoes_cutting_for_any_gaps_below_the_span(gaps):
    seconds, total = [], 0
    for gap in gaps:
        total += gap
        seconds.append(total)
    assert stamps(encode([opening(), *(low16(s) for s in seconds)])) == at(*seconds)


@pytest.fixture
def compressed(raw):
    """Give the bytes of heart rate rows with header stamps, after a full stamp."""

    def make(offsets, *, big=False):
        order = ">" if big else "<"
        records = raw.definition(1, 20, [(253, 4, raw.UINT32), (3, 1, raw.UINT8)], big=big)
        records += raw.definition(0, 20, [(3, 1, raw.UINT8)])
        records += b"\1" + struct.pack(order + "IB", raw_of(START), 60)
        for seconds in offsets:
            low = raw_of(START + timedelta(seconds=seconds)) & 0x1F
            records += bytes([0x80 | low, 61])
        return raw.file_of(records)

    return make


@pytest.mark.parametrize("big", [False, True])
def test_header_stamps_count_on_from_the_last_full_one(compressed, big):
    seconds = [1, 4, 31, 40, 71, 71]
    assert stamps(compressed(seconds, big=big), "record") == at(0, *seconds)


def test_the_reference_of_header_stamps_may_be_a_message_of_another_kind(raw):
    records = raw.definition(5, 65_300, [(253, 4, raw.UINT32)])
    records += raw.definition(0, 20, [(3, 1, raw.UINT8)])
    low = raw_of(START + timedelta(seconds=3)) & 0x1F
    records += bytes([0x80 | low, 60]) + b"\5" + struct.pack("<I", raw_of(START))
    records += bytes([0x80 | low, 61])
    assert stamps(raw.file_of(records), "record") == at(None, 3)


def test_a_stamp_in_the_message_counts_before_one_in_its_header(raw):
    records = raw.definition(2, 20, [(253, 4, raw.UINT32)])
    records += bytes([0x80 | 2 << 5 | 9]) + struct.pack("<I", raw_of(START))
    assert stamps(raw.file_of(records), "record") == at(0)
