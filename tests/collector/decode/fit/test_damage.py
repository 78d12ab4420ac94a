"""Damage costs what lies behind it and nothing else, and is named with its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collector.decode.fit import FitError, decode
from collector.encode.fit import Message, encode

START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)
ROW = 1 + 4 + 1  # header, timestamp, heart rate
HEAD = 14 + 6 + 6  # file header, definition of two fields


def recording(count=10, first=60):
    return encode(
        Message("record", {"timestamp": START + timedelta(seconds=i), "heart_rate": first + i})
        for i in range(count)
    )


def rates(file):
    return file.tables["record"].columns["heart_rate"].values.tolist()


def codes(file):
    return [(problem.code, problem.loses_data) for problem in file.problems]


@pytest.mark.parametrize("keep", range(HEAD + ROW, HEAD + 10 * ROW))
def test_a_truncated_file_keeps_its_whole_messages(keep):
    file = decode(recording()[:keep])
    whole = (keep - HEAD) // ROW
    assert rates(file) == list(range(60, 60 + whole))
    assert codes(file) == [("truncated", True)]
    assert file.problems[0].offset == HEAD + whole * ROW
    assert file.body == ((14, HEAD + whole * ROW),)


@pytest.mark.parametrize("keep", range(HEAD + ROW))
def test_a_file_cut_before_its_first_whole_message_is_refused(keep):
    with pytest.raises(FitError):
        decode(recording()[:keep])


@pytest.mark.parametrize("lost", [1, 2])
def test_a_missing_checksum_loses_nothing(lost):
    file = decode(recording()[:-lost])
    assert len(rates(file)) == 10
    assert codes(file) == [("file_crc", False)]


def test_a_changed_byte_is_told_by_the_checksum():
    data = bytearray(recording())
    data[HEAD + 5] ^= 1
    file = decode(bytes(data))
    assert rates(file)[0] == 61
    assert codes(file) == [("file_crc", False)]


def test_a_header_checksum_that_does_not_fit_is_named_and_one_of_zero_is_not():
    data = bytearray(recording())
    data[12:14] = b"\1\1"
    assert ("header_crc", False) in codes(decode(bytes(data)))
    data[12:14] = b"\0\0"
    assert ("header_crc", False) not in codes(decode(bytes(data)))


def test_bytes_before_and_behind_the_file_lose_nothing():
    file = decode(b"\xc7" * 23 + recording() + b"\0\1\2" * 9)
    assert rates(file) == list(range(60, 70))
    assert codes(file) == [("leading_bytes", False), ("trailing_bytes", False)]


def test_a_message_without_definition_stops_the_part_there(raw):
    records = recording()[14:-2]
    broken = raw.file_of(records + b"\x09\x09\x09\x09" + records)
    file = decode(broken)
    assert rates(file) == list(range(60, 70))
    assert codes(file) == [("no_definition", True)]
    assert file.problems[0].offset == 14 + len(records)
    assert "local type 9" in str(file.problems[0])


def test_a_definition_that_runs_over_the_end_of_the_records_is_bad(raw):
    records = recording()[14:-2] + raw.definition(3, 20, [(3, 1, raw.UINT8)] * 40)[:30]
    assert codes(decode(raw.file_of(records))) == [("bad_definition", True)]


@pytest.mark.parametrize("cut", [33, 34, 40, 62, 83])
def test_a_sound_file_behind_a_damaged_one_is_read(cut):
    file = decode(recording()[:cut] + recording(5, first=100))
    assert rates(file)[-5:] == list(range(100, 105))
    assert file.parts == 2
    assert rates(file)[:-5] == list(range(60, 60 + (cut - HEAD) // ROW))
    assert codes(file) == [("truncated", True)]


def test_a_part_behind_a_missing_checksum_is_read():
    file = decode(recording(3)[:-2] + recording(2, first=100))
    assert rates(file) == [60, 61, 62, 100, 101]
    assert codes(file) == [("file_crc", False)]


def unsized(data):
    return data[:4] + bytes(4) + data[8:12] + bytes(2) + data[14:]


def test_a_recording_that_was_never_closed_is_read_to_its_end():
    file = decode(unsized(recording())[:-2])
    assert len(rates(file)) == 10
    assert codes(file) == [("no_size", True)]


def test_a_recording_torn_inside_a_message_keeps_the_whole_ones():
    file = decode(unsized(recording())[:-5])
    assert rates(file) == list(range(60, 69))
    assert codes(file) == [("no_size", True), ("truncated", True)]


def test_a_last_message_in_place_of_the_checksum_is_whole():
    sound = recording()
    size = len(sound) - 14 - 2 - 2
    data = sound[:4] + size.to_bytes(4, "little") + sound[8:12] + bytes(2) + sound[14:-2]
    file = decode(data)
    assert len(rates(file)) == 10
    assert ("file_crc", False) in codes(file)


def test_a_checksum_that_fits_is_never_read_as_part_of_a_message(raw):
    records = recording()[14:-2]
    file = decode(raw.file_of(records[:-2], header_size=12))
    assert rates(file) == list(range(60, 69))
    assert codes(file) == [("truncated", True)]


def test_a_header_of_impossible_size_is_named_and_passed():
    data = bytearray(recording())
    data[0] = 3
    data[12:14] = bytes(2)
    file = decode(bytes(data))
    assert len(rates(file)) == 10
    assert codes(file)[0] == ("bad_header", False)


def test_noise_with_ever_new_definitions_is_stopped(raw):
    records = b"".join(
        raw.definition(0, 20, [(3, 1, raw.UINT8), (200, i % 200 + 1, i // 200)])
        + bytes(i % 200 + 3)
        for i in range(4200)
    )
    file = decode(raw.file_of(records))
    assert codes(file) == [("bad_definition", True)]


def test_a_chain_without_end_is_stopped():
    file = decode(recording(1) * 1001)
    assert file.parts == 1000
    assert codes(file) == [("too_many_parts", True)]


def test_an_array_of_absurdly_differing_widths_is_cut_and_named(raw):
    records = raw.definition(0, 78, [(0, 254, raw.UINT16)]) + b"\0" + b"\1\0" * 127
    records += raw.definition(0, 78, [(0, 2, raw.UINT16)]) + b"\0\1\0" * 20_000
    file = decode(raw.file_of(records))
    assert codes(file) == [("ragged_array", True)]
    assert file.tables["hrv"].columns["time"].values.size < 200_000
