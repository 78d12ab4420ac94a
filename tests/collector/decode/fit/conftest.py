"""Byte-exact FIT records for decoding tests, below what the encoder can or should write."""

from __future__ import annotations

import struct
from types import SimpleNamespace

import pytest

from collector.encode.fit import file_of

ENUM, UINT8, STRING, BYTE = 0x00, 0x02, 0x07, 0x0D
SINT16, UINT16, UINT32 = 0x83, 0x84, 0x86


def definition(local, number, fields, *, big=False, developer=()):
    """``fields`` and ``developer``: (number, size, base type or developer index)."""
    order = ">" if big else "<"
    header = 0x40 | local | (0x20 if developer else 0)
    out = struct.pack(order + "BBBHB", header, 0, big, number, len(fields))
    out += b"".join(bytes(field) for field in fields)
    if developer:
        out += bytes([len(developer)]) + b"".join(bytes(field) for field in developer)
    return out


def row(local, layout, *values):
    return struct.pack("<B", local) + struct.pack(layout, *values)


@pytest.fixture(scope="session")
def raw():
    return SimpleNamespace(
        definition=definition,
        row=row,
        file_of=file_of,
        ENUM=ENUM,
        UINT8=UINT8,
        STRING=STRING,
        BYTE=BYTE,
        SINT16=SINT16,
        UINT16=UINT16,
        UINT32=UINT32,
        T0=1_072_915_200,  # raw stamp of 2023-12-31T00:00:00Z
        EPOCH=631_065_600,
    )
