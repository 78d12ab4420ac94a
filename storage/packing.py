"""The layout of a stored day of minutes. Nothing else knows it; the standard library is enough.

    1 byte   layout (1)
    4 bytes  CRC-32 of all that follows, little-endian
    1 byte   number of columns
    each     1 byte: the column's number, and in the upper half how it is written (`Coding`);
             a constant is followed by its value
    rest     the other columns, one after the other, deflated

A column that is not there is unknown in every minute.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from storage import bytewise
from storage.errors import BlockDamagedError
from storage.records import MINUTE_COLUMNS, MINUTES, MinuteBlock

#: Another layout takes another number; blocks of this one stay readable.
VERSION: Final = 1


class Coding(IntEnum):
    PLAIN = 0
    CONSTANT = 1  # one value all day
    PLANES = 2  # two-byte values: all low bytes, then all high bytes
    DISTANCE = 3  # from the minute before
    ABOVE_MEAN = 4  # a highest value, as its distance from the mean


_NAMES: Final = tuple(MINUTE_COLUMNS)  # a column's number is its place; new ones go to the end
_CODING: Final = tuple(Coding)
_NUMBERS: Final = MappingProxyType({name: number for number, name in enumerate(_NAMES)})
_HEAD: Final = struct.Struct("<BI")
_SIZE: Final = MappingProxyType(
    {name: array(code).itemsize for name, (code, _) in MINUTE_COLUMNS.items()}
)
_UNKNOWN: Final = MappingProxyType(
    {
        name: value.to_bytes(_SIZE[name], "little") * MINUTES
        for name, (_, value) in MINUTE_COLUMNS.items()
    }
)
_MEAN: Final = "hr_mean_bpm"
_CODINGS: Final = MappingProxyType(
    {
        "steps": Coding.PLANES,
        "speed_cm_s": Coding.PLANES,
        "hr_mean_bpm": Coding.DISTANCE,
        "hr_max_bpm": Coding.ABOVE_MEAN,
    }
)


def used_columns(block: MinuteBlock) -> dict[str, bytes]:
    """Leave out the columns that are unknown throughout; refuse what is not a day of minutes."""
    if strange := block.columns.keys() - MINUTE_COLUMNS.keys():
        raise ValueError(f"not columns of a block of minutes: {sorted(strange)}")
    used = {}
    for name in _NAMES:
        raw = block.columns.get(name)
        if raw is None:
            continue
        if len(raw) != MINUTES * _SIZE[name]:
            raise ValueError(f"{name} of {block.utc_day} has {len(raw)} bytes, not a day's")
        if raw != _UNKNOWN[name]:
            used[name] = bytes(raw)
    return used


def pack(block: MinuteBlock) -> bytes:
    """Write a day of minutes as bytes."""
    columns = used_columns(block)
    # Filtered suits small distances; a deflate block of its own gives each column its own code.
    # Together they make a day a third smaller than plain columns at any level of zlib.
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 8, zlib.Z_FILTERED)
    head, rest = bytearray([len(columns)]), bytearray()
    for name, raw in columns.items():
        value = raw[: _SIZE[name]]
        constant = raw == value * MINUTES
        coding = Coding.CONSTANT if constant else _CODINGS.get(name, Coding.PLAIN)
        head.append(coding << 4 | _NUMBERS[name])
        if constant:
            head += value
        else:
            rest += deflate.compress(_coded(coding, raw, columns)) + deflate.flush(zlib.Z_BLOCK)
    body = bytes(head + rest + deflate.flush())
    return _HEAD.pack(VERSION, zlib.crc32(body)) + body


def unpack(data: bytes, utc_day: date) -> MinuteBlock:
    """Read a day of minutes. Raises `BlockDamagedError` for anything `pack` did not write."""
    if len(data) <= _HEAD.size:
        raise BlockDamagedError("the block is cut off", utc_day)
    version, checksum = _HEAD.unpack_from(data)
    if version != VERSION:
        raise BlockDamagedError(f"its layout {version} is not known to this program", utc_day)
    body = data[_HEAD.size :]
    if zlib.crc32(body) != checksum:
        raise BlockDamagedError("its checksum is wrong", utc_day)
    try:
        return MinuteBlock(utc_day, _columns(body))
    except (IndexError, ValueError, zlib.error) as error:
        raise BlockDamagedError("its checksum is right, its content is not", utc_day) from error


def _columns(body: bytes) -> Mapping[str, bytes]:
    columns: dict[str, bytes] = {}
    codings: list[tuple[str, Coding]] = []
    at = 1
    for _ in range(body[0]):
        name, coding = _NAMES[body[at] & 0x0F], _CODING[body[at] >> 4]
        codings.append((name, coding))
        at += 1
        if coding is Coding.CONSTANT:
            columns[name] = body[at : at + _SIZE[name]] * MINUTES
            at += _SIZE[name]
    inflated = zlib.decompress(body[at:], -zlib.MAX_WBITS)
    start = 0
    for name, coding in codings:
        if coding is not Coding.CONSTANT:
            end = start + MINUTES * _SIZE[name]
            raw = inflated[start:end]
            columns[name] = raw if coding is Coding.PLAIN else _decoded(coding, raw, columns)
            start = end
    if start != len(inflated):
        raise ValueError(f"{len(inflated)} bytes of minutes, not {start}")
    return columns


def _coded(coding: Coding, raw: bytes, before: Mapping[str, bytes]) -> bytes:
    if coding is Coding.PLANES:
        return bytewise.planes(raw)
    if coding is Coding.DISTANCE:
        return bytewise.steps_between(raw)
    if coding is Coding.ABOVE_MEAN:
        return bytewise.minus(raw, before.get(_MEAN, _UNKNOWN[_MEAN]))
    return raw


def _decoded(coding: Coding, raw: bytes, before: Mapping[str, bytes]) -> bytes:
    if coding is Coding.PLANES:
        return bytewise.interleaved(raw)
    if coding is Coding.DISTANCE:
        return bytewise.running_sum(raw)
    return bytewise.plus(raw, before.get(_MEAN, _UNKNOWN[_MEAN]))
