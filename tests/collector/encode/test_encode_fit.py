"""FIT files written by us are FIT files to others."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import fitdecode
import pytest

from collector.decode.fit import decode
from collector.decode.fit.crc import crc16
from collector.encode.errors import EncodeError
from collector.encode.fit import Message, encode, file_of

START = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)


def read_back(data):
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("header_size", [12, 14])
def test_another_reader_reads_what_we_write(big_endian, header_size):
    messages = [
        Message("file_id", {"type": 4, "time_created": START, "product_name": "Ängs"}),
        Message("record", {"timestamp": START, "altitude": 12.4, "speed": 1.234}),
        Message("hrv", {"time": [0.8, None, 0.9]}),
    ]
    file_id, record, hrv = read_back(
        encode(messages, big_endian=big_endian, header_size=header_size)
    )
    assert file_id.get_value("product_name") == "Ängs"
    assert file_id.get_value("time_created") == START
    assert record.get_value("altitude") == pytest.approx(12.4)
    assert record.get_value("enhanced_speed") == pytest.approx(1.234)
    assert hrv.get_value("time") == (0.8, None, 0.9)


def test_a_definition_is_written_once_while_it_holds():
    rows = [Message("record", {"heart_rate": i}) for i in range(100)]
    size = len(encode(rows)) - len(encode(rows[:1]))
    assert size == 99 * 2


def test_more_layouts_than_local_types_displace_each_other():
    names = ["heart_rate", "cadence", "power", "distance", "temperature"]
    layouts = [names[: i % 5 + 1] + (["timestamp"] if i // 5 % 2 else []) for i in range(30)]
    layouts += [["total_cycles", *names[: i + 1]] for i in range(5)]
    layouts += [["total_cycles", "cycles", *names[: i + 1]] for i in range(5)]
    messages = [
        Message("record", {name: START if name == "timestamp" else i % 100 for name in layout})
        for i, layout in enumerate(layouts * 3)
    ]
    file = decode(encode(messages))
    rates = file.tables["record"].columns["heart_rate"].values.tolist()
    assert rates == [i % 100 for i in range(len(messages))]
    assert file.problems == ()


def test_none_is_written_as_the_invalid_value():
    column = decode(encode([Message("record", {"heart_rate": None})])).tables["record"].columns
    assert not column["heart_rate"].valid.any()


def test_an_empty_file_is_a_header_and_two_fitting_checksums():
    data = encode([])
    assert len(data) == 16
    assert crc16(data[:14]) == 0
    assert crc16(data) == 0


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (Message("no_such", {}), "no message called 'no_such'"),
        (Message("record", {"pulse": 60}), "no field 'pulse'"),
        (Message("record", {"heart_rate": 256}), "record holds a number its field cannot"),
        (Message("record", {"heart_rate": 60.5}), "record holds a number its field cannot"),
        (Message("record", {"timestamp": START.replace(tzinfo=None)}), "aware datetime"),
        (Message("record", {"timestamp": START - timedelta(days=20_000)}), "number"),
        (Message("file_id", {"product_name": "x" * 255}), "1 to 255 bytes"),
        (Message("hrv", {"time": []}), "1 to 255 bytes"),
    ],
)
def test_what_fit_cannot_hold_is_refused_with_a_reason(message, says):
    with pytest.raises(EncodeError, match=says):
        encode([message])


def test_a_header_has_twelve_or_fourteen_bytes():
    with pytest.raises(EncodeError, match="12 or 14"):
        file_of(b"", header_size=13)
