"""What sound files hold is read as it was written."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from collector.decode.fit import FitError, decode
from collector.decode.fit.base_types import BY_NAME
from collector.encode.fit import Message, encode

START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)


def minutes(count, **fields):
    return [
        Message("record", {"timestamp": START + timedelta(minutes=i), **fields})
        for i in range(count)
    ]


def only(column):
    """Values of a column with None where they are not valid."""
    if column.values.ndim == 2:
        pairs = zip(column.values.tolist(), column.valid.tolist(), strict=True)
        return [[v if ok else None for v, ok in zip(*pair, strict=True)] for pair in pairs]
    pairs = zip(column.values.tolist(), column.valid.tolist(), strict=True)
    return [value if ok else None for value, ok in pairs]


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("header_size", [12, 14])
def test_both_byte_orders_and_header_sizes_give_the_same_values(big_endian, header_size):
    messages = [
        Message("file_id", {"type": 4, "serial_number": 4_000_000_001, "product_name": "Ötzi"}),
        *minutes(3, heart_rate=61, altitude=100.4, distance=12.34, temperature=-5),
    ]
    file = decode(encode(messages, big_endian=big_endian, header_size=header_size))
    assert file.problems == ()
    assert file.counts == {0: 1, 20: 3}
    head, record = file.tables["file_id"].columns, file.tables["record"].columns
    assert only(head["product_name"]) == ["Ötzi"]
    assert only(head["serial_number"]) == [4_000_000_001]
    assert only(record["timestamp"]) == [int(START.timestamp()) + 60 * i for i in range(3)]
    assert only(record["altitude"]) == pytest.approx([100.4] * 3)
    assert only(record["distance"]) == pytest.approx([12.34] * 3)
    assert only(record["temperature"]) == [-5] * 3
    assert record["heart_rate"].values.dtype == np.uint8
    assert record["altitude"].units == "m"
    assert record["timestamp"].units == "s UTC"


@pytest.mark.parametrize(
    "base", [b for b in BY_NAME.values() if b.kind != "s"], ids=lambda b: b.name
)
@pytest.mark.parametrize("big", [False, True])
def test_the_invalid_value_of_every_base_type_is_unknown(raw, base, big):
    order = ">" if big else "<"
    invalid = base.invalid.to_bytes(base.size, "big" if big else "little")
    one = struct.pack(order + base.kind, 1)
    records = raw.definition(0, 20, [(3, base.size, base.code)], big=big)
    records += b"\0" + one + b"\0" + invalid
    column = decode(raw.file_of(records)).tables["record"].columns["heart_rate"]
    assert only(column) == [1, None]


def test_signed_numbers_keep_their_sign(raw):
    records = raw.definition(0, 227, [(0, 2, raw.SINT16)])
    records += b"".join(raw.row(0, "<h", value) for value in (-1, -2, 55, 0x7FFF))
    column = decode(raw.file_of(records)).tables["stress_level"].columns["stress_level_value"]
    assert only(column) == [-1, -2, 55, None]


def test_a_field_that_never_occurs_has_no_column():
    columns = decode(encode(minutes(2, heart_rate=60))).tables["record"].columns
    assert set(columns) == {"timestamp", "heart_rate"}
    assert "distance" not in columns
    with pytest.raises(KeyError):
        columns["distance"]


def test_arrays_of_differing_lengths_are_padded_as_unknown():
    beats = [Message("hrv", {"time": [0.5, 0.25]}), Message("hrv", {"time": [0.75]})]
    column = decode(encode(beats)).tables["hrv"].columns["time"]
    assert only(column) == [[0.5, 0.25], [0.75, None]]


def test_an_opaque_array_is_unknown_only_as_a_whole(raw):
    records = raw.definition(0, 20, [(8, 3, raw.BYTE)])
    records += b"\0\xff\xff\x01" + b"\0\xff\xff\xff"
    columns = decode(raw.file_of(records)).tables["record"].columns
    assert only(columns["speed"]) == [40.95, None]
    assert only(columns["distance"]) == [pytest.approx(31 / 16), None]


def test_text_ends_at_its_first_zero_and_survives_bad_bytes(raw):
    records = raw.definition(0, 0, [(8, 6, raw.STRING)])
    records += b"\0ab\0cde" + b"\0\xff\xfeabcd" + b"\0" + bytes(6)
    column = decode(raw.file_of(records)).tables["file_id"].columns["product_name"]
    assert only(column) == ["ab", "\ufffd\ufffdabcd", None]


def test_a_redefined_local_type_means_what_it_last_meant(raw):
    records = raw.definition(0, 20, [(3, 1, raw.UINT8)]) + b"\0\x3c"
    records += raw.definition(0, 20, [(4, 1, raw.UINT8), (3, 1, raw.UINT8)]) + b"\0\x50\x3d"
    records += raw.definition(0, 78, [(0, 2, raw.UINT16)]) + b"\0\xe8\x03"
    file = decode(raw.file_of(records))
    assert only(file.tables["record"].columns["heart_rate"]) == [60, 61]
    assert only(file.tables["record"].columns["cadence"]) == [None, 80]
    assert only(file.tables["hrv"].columns["time"]) == [[1.0]]
    assert file.tables["hrv"].order.tolist() == [2]


def test_a_field_written_in_different_widths_is_one_column(raw):
    records = raw.definition(0, 20, [(7, 2, raw.UINT16)]) + raw.row(0, "<H", 300)
    records += raw.definition(1, 20, [(7, 1, raw.UINT8)]) + b"\x01\x09" + b"\x01\xff"
    records += raw.definition(2, 20, [(7, 4, raw.UINT32)], big=True)
    records += b"\x02" + struct.pack(">I", 70_000)
    column = decode(raw.file_of(records)).tables["record"].columns["power"]
    assert only(column) == [300, 9, None, 70_000]


def test_more_definitions_than_a_byte_can_number_are_kept_apart(raw):
    """Each has another unknown field, so that no two are alike."""
    records = b"".join(
        raw.definition(i % 16, 20, [(200 + i % 50, 1 + i // 50, raw.BYTE), (7, 2, raw.UINT16)])
        + bytes([i % 16, *bytes(1 + i // 50)])
        + struct.pack("<H", i)
        for i in range(400)
    )
    file = decode(raw.file_of(records))
    assert file.problems == ()
    assert only(file.tables["record"].columns["power"]) == list(range(400))


def test_developer_fields_are_sized_and_skipped(raw):
    fields, developer = [(3, 1, raw.UINT8)], [(3, 2, 0), (9, 5, 1)]
    records = raw.definition(0, 20, fields, developer=developer)
    records += b"\0\x3c" + b"\xaa" * 7 + b"\0\x3d" + b"\xbb" * 7
    records += raw.definition(1, 20, fields) + b"\x01\x3e"
    file = decode(raw.file_of(records))
    assert file.problems == ()
    assert only(file.tables["record"].columns["heart_rate"]) == [60, 61, 62]


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ((4, 3, 0x84), b"\x01\x02\x03"),  # a width no uint16 has
        ((4, 2, 0x55), b"\x01\x02"),  # a type that does not exist
        ((4, 0, 0x02), b""),  # no width at all
        ((3, 2, 0x07), b"60"),  # text where a number belongs
    ],
)
def test_an_odd_field_is_left_out_and_shifts_no_other(raw, field, bad):
    records = raw.definition(0, 20, [field, (253, 4, raw.UINT32), (13, 1, 0x01)])
    records += b"\0" + bad + struct.pack("<I", raw.T0) + b"\x15"
    file = decode(raw.file_of(records))
    columns = file.tables["record"].columns
    assert set(columns) == {"timestamp", "temperature"}
    assert only(columns["timestamp"]) == [raw.T0 + raw.EPOCH]
    assert only(columns["temperature"]) == [21]


def test_a_timestamp_written_as_four_opaque_bytes_is_read(raw):
    records = raw.definition(0, 20, [(253, 4, raw.BYTE), (3, 1, raw.UINT8)])
    records += b"\0" + struct.pack("<I", raw.T0) + b"\x3c"
    columns = decode(raw.file_of(records)).tables["record"].columns
    assert only(columns["timestamp"]) == [raw.T0 + raw.EPOCH]


def test_messages_the_profile_does_not_know_are_counted(raw):
    records = raw.definition(0, 65_280, [(1, 2, raw.UINT16)]) + b"\0\1\0" * 5
    records += raw.definition(1, 20, [(3, 1, raw.UINT8)]) + b"\1\x3c"
    file = decode(raw.file_of(records))
    assert file.counts == {65_280: 5, 20: 1}
    assert set(file.tables) == {"record"}
    assert file.tables["record"].order.tolist() == [5]


def test_order_interleaves_the_tables_again():
    messages = [Message("record", {"heart_rate": i}) for i in range(5)]
    messages.insert(2, Message("lap", {"sport": 1}))
    messages.insert(5, Message("lap", {"sport": 1}))
    tables = decode(encode(messages)).tables
    assert tables["lap"].order.tolist() == [2, 5]
    assert tables["record"].order.tolist() == [0, 1, 3, 4, 6]


def test_chained_files_are_one_with_numbered_parts():
    data = encode(minutes(2, heart_rate=60)) + encode(minutes(3, cadence=80), big_endian=True)
    file = decode(data)
    assert file.parts == 2
    assert file.problems == ()
    record = file.tables["record"]
    assert record.part.tolist() == [0, 0, 1, 1, 1]
    assert only(record.columns["heart_rate"]) == [60, 60, None, None, None]


def test_the_body_is_the_records_without_header_and_checksum():
    short, long = encode(minutes(2, heart_rate=60)), encode(minutes(5, heart_rate=60))
    (start, end), (other, longer) = decode(short).body[0], decode(long).body[0]
    assert (start, end) == (14, len(short) - 2)
    assert long[other:longer].startswith(short[start:end])


def test_strides_are_given_for_foot_sports_only():
    messages = [Message("session", {"sport": s, "total_cycles": 100}) for s in (1, 11, 2, None)]
    columns = decode(encode(messages)).tables["session"].columns
    assert only(columns["total_strides"]) == [100, 100, None, None]
    assert only(columns["total_cycles"]) == [100] * 4


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"speed": 2.5}, "speed", 2.5),
        ({"speed": 2.5, "enhanced_speed": 70.0}, "speed", 70.0),
        ({"speed": 2.5, "enhanced_speed": None}, "speed", 2.5),
        ({"altitude": 12.0, "enhanced_altitude": 9000.0}, "altitude", 9000.0),
        ({"enhanced_altitude": -12.0}, "altitude", -12.0),
    ],
)
def test_the_wider_of_two_fields_for_one_quantity_counts_where_it_is_given(fields, column, value):
    columns = decode(encode([Message("record", fields)])).tables["record"].columns
    assert only(columns[column]) == [pytest.approx(value)]
    assert not any(name.startswith("enhanced") for name in columns)


def test_packed_distance_runs_on_and_never_replaces_a_good_one():
    def packed(speed, distance):
        both = speed | distance << 12
        return [both & 0xFF, both >> 8 & 0xFF, both >> 16]

    rows = [packed(100, 4000), packed(200, 4090), packed(300, 10), None, packed(400, 20)]
    messages = [Message("record", {"compressed_speed_distance": r or [0xFF] * 3}) for r in rows]
    columns = decode(encode(messages)).tables["record"].columns
    assert only(columns["speed"]) == [1.0, 2.0, 3.0, None, 4.0]
    assert only(columns["distance"]) == [250.0, 4090 / 16, 4106 / 16, None, 4116 / 16]
    good = [Message("record", {"distance": 7.5, "compressed_speed_distance": packed(1, 1)})]
    assert only(decode(encode(good)).tables["record"].columns["distance"]) == [7.5]


def test_cycles_of_eight_bits_are_accumulated():
    messages = [Message("record", {"cycles": c}) for c in (250, 254, 2, None, 1)]
    columns = decode(encode(messages)).tables["record"].columns
    assert only(columns["total_cycles"]) == [250, 254, 258, None, 513]


def test_beat_times_of_twelve_bits_continue_the_full_one():
    packed = [0x00, 0x14, 0x50, 0x00, 0x06, 0x70]  # 0x400 0x501 0x600 0x700
    messages = [
        Message("hr", {"timestamp": START, "event_timestamp": [100.0], "filtered_bpm": [60]}),
        Message("hr", {"event_timestamp_12": packed, "filtered_bpm": [61, 62, 63, 64]}),
    ]
    columns = decode(encode(messages)).tables["hr"].columns
    first, second = only(columns["event_timestamp"])
    assert first[0] == 100.0
    ticks = [0x19400, 0x19501, 0x19600, 0x19700]
    assert second == [tick / 1024 for tick in ticks]
    assert only(columns["filtered_bpm"])[1] == [61, 62, 63, 64]


def test_type_and_intensity_come_apart_unless_given_themselves(raw):
    records = raw.definition(0, 55, [(24, 1, raw.BYTE)]) + b"\0\x46" + b"\0\xff"
    records += raw.definition(1, 55, [(5, 1, raw.ENUM), (3, 4, raw.UINT32)])
    records += raw.row(1, "<BI", 1, 3001)
    columns = decode(raw.file_of(records)).tables["monitoring"].columns
    assert only(columns["activity_type"]) == [6, None, 1]
    assert only(columns["intensity"]) == [2, None, None]
    assert only(columns["cycles_raw"]) == [None, None, 3001]


def test_heart_rate_zero_is_a_value():
    columns = (
        decode(encode([Message("monitoring", {"heart_rate": 0})])).tables["monitoring"].columns
    )
    assert only(columns["heart_rate"]) == [0]


def test_local_time_is_wall_time_in_seconds():
    wall = START + timedelta(hours=2)
    info = Message("monitoring_info", {"timestamp": START, "local_timestamp": wall})
    columns = decode(encode([info])).tables["monitoring_info"].columns
    assert columns["local_timestamp"].units == "s local"
    gap = columns["local_timestamp"].values - columns["timestamp"].values
    assert gap.tolist() == [7200]


def test_stamps_of_an_unset_clock_are_no_moments(raw):
    records = raw.definition(0, 20, [(253, 4, raw.UINT32)])
    records += raw.row(0, "<I", 500) + raw.row(0, "<I", raw.T0)
    file = decode(raw.file_of(records))
    assert only(file.tables["record"].columns["timestamp"]) == [None, raw.T0 + raw.EPOCH]
    (problem,) = file.problems
    assert (problem.code, problem.loses_data) == ("system_time", False)


def test_the_same_bytes_give_the_same_values_twice():
    data = encode(minutes(20, heart_rate=60))
    first, second = decode(data), decode(data)
    assert first.counts == second.counts
    for name, column in first.tables["record"].columns.items():
        assert np.array_equal(column.values, second.tables["record"].columns[name].values)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(40), "zip"),
        (b"\x1f\x8b\x08" + bytes(40), "gzip"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'  {"error": 1}', "JSON"),
        (b'<?xml version="1.0"?>\n<gpx version="1.1">', "GPX"),
        (b'<?xml version="1.0"?><TrainingCenterDatabase>', "TCX"),
        (bytes(500), "zeros"),
        (b"\x01\x02\x03" * 50, "No FIT header"),
        (encode([]), "no message"),
    ],
)
def test_what_is_no_fit_file_is_named_with_what_to_do(data, says):
    with pytest.raises(FitError, match=says):
        decode(data)
