"""The layout of a stored day of minutes. Nothing else knows it; the standard library is enough."""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from storage.errors import BlockDamagedError
from storage.records import MINUTE_COLUMNS, MINUTES, MinuteBlock

#: First byte of a block. Another layout takes another number; this one stays readable.
VERSION: Final = 1
#: A column's number is its place in this list. New ones go to the end.
COLUMN_NUMBERS: Final = MappingProxyType({name: i for i, name in enumerate(MINUTE_COLUMNS)})

_HEAD: Final = struct.Struct("<BI")  # version, CRC-32 of what follows
_SIZE: Final = MappingProxyType(
    {name: array(code).itemsize for name, (code, _) in MINUTE_COLUMNS.items()}
)
_UNKNOWN: Final = MappingProxyType(
    {
        name: value.to_bytes(_SIZE[name], "little") * MINUTES
        for name, (_, value) in MINUTE_COLUMNS.items()
    }
)


def used_columns(block: MinuteBlock) -> dict[str, bytes]:
    """Leave out the columns that are unknown throughout; refuse what is not a day of minutes."""
    used = {}
    for name in MINUTE_COLUMNS:
        raw = block.columns.get(name)
        if raw is None:
            continue
        if len(raw) != MINUTES * _SIZE[name]:
            raise ValueError(f"{name} of {block.utc_day} has {len(raw)} bytes, not a day's")
        if raw != _UNKNOWN[name]:
            used[name] = bytes(raw)
    if strange := block.columns.keys() - MINUTE_COLUMNS.keys():
        raise ValueError(f"not columns of a block of minutes: {sorted(strange)}")
    return used


def pack(block: MinuteBlock) -> bytes:
    """Write a day of minutes as bytes."""
    columns = used_columns(block)
    body = bytes([len(columns)]) + b"".join(
        bytes([COLUMN_NUMBERS[name]]) + raw for name, raw in columns.items()
    )
    packed = zlib.compress(body, 6)
    return _HEAD.pack(VERSION, zlib.crc32(packed)) + packed


def unpack(data: bytes, utc_day: date) -> MinuteBlock:
    """Read a day of minutes. Raises `BlockDamagedError` for anything `pack` did not write."""
    if len(data) < _HEAD.size:
        raise BlockDamagedError("the block is cut off", utc_day)
    version, checksum = _HEAD.unpack_from(data)
    packed = data[_HEAD.size :]
    if version != VERSION:
        raise BlockDamagedError(f"layout {version} is not known to this program", utc_day)
    if zlib.crc32(packed) != checksum:
        raise BlockDamagedError("its checksum is wrong", utc_day)
    return MinuteBlock(utc_day, _columns(zlib.decompress(packed)))


def _columns(body: bytes) -> Mapping[str, bytes]:
    names = tuple(MINUTE_COLUMNS)
    columns, at = {}, 1
    for _ in range(body[0]):
        name = names[body[at]]
        end = at + 1 + MINUTES * _SIZE[name]
        columns[name] = body[at + 1 : end]
        at = end
    return columns
