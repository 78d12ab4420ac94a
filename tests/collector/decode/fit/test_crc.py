"""The checksum looked up by place is the checksum byte by byte."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.decode.fit.crc import crc16


def byte_by_byte(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


@given(st.binary(max_size=600))
def test_short_texts(data):
    assert crc16(data) == byte_by_byte(data)


@pytest.mark.parametrize("size", [511, 512, 513, 65_535, 65_536, 65_537, 131_073, 300_001])
def test_sizes_around_every_change_of_method(size):
    data = random.Random(size).randbytes(size)
    assert crc16(data) == byte_by_byte(data)


def test_a_text_followed_by_its_checksum_has_checksum_zero():
    data = b"stegvis" * 999
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0
