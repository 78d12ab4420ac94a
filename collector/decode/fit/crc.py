"""The checksum of FIT files: CRC-16 (reflected 0x8005), computed in lanes.

The checksum is linear and starts at zero: zeros in front do not change it, and the checksum of a
text is that of its head moved past its tail, xor that of its tail. So the bytes are cut into lanes
of equal length that are all advanced together, two bytes a step, and folded at the end.
"""

from __future__ import annotations

from array import array
from functools import cache

import numpy as np
from numpy.typing import NDArray

_TINY_BYTES = 32  # a file header: a plain loop is faster
_SMALL_BYTES = 16_384  # up to here short lanes are faster: fewer steps, more to fold
_SHORT_LANE, _LONG_LANE = 16, 64  # bytes
_BLOCK_BYTES = 131_072  # what is advanced at once stays in the processor's cache

Words = NDArray[np.uint16]


def crc16(data: bytes | memoryview) -> int:
    """Give the checksum of ``data``.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    view = memoryview(data)
    if len(view) <= _TINY_BYTES:
        return _byte_by_byte(view)
    if len(view) <= _SMALL_BYTES:
        return _block(view, _SHORT_LANE)
    crc, first = 0, len(view) % _BLOCK_BYTES
    if first:
        crc = _block(view[:first], _LONG_LANE)
    for start in range(first, len(view), _BLOCK_BYTES):
        crc = _past(_BLOCK_BYTES)[crc] ^ _block(view[start : start + _BLOCK_BYTES], _LONG_LANE)
    return crc


def _byte_by_byte(view: memoryview) -> int:
    crc, past = 0, _past_byte()
    for byte in view:
        crc = crc >> 8 ^ past[(crc ^ byte) & 0xFF]
    return crc


def _block(view: memoryview, lane: int) -> int:
    """Advance all lanes together, then fold them; zeros in front make the first lane full."""
    padded = bytes(-len(view) % lane) + view
    words = np.frombuffer(padded, "<u2").reshape(-1, lane // 2).T
    step = _past_word()
    crcs: Words = step[words[0]]
    for each in words[1:]:
        crcs = step[crcs ^ each]
    past, crc = _past(lane), 0
    for lane_crc in crcs.tolist():
        crc = past[crc] ^ lane_crc
    return crc


@cache
def _past_word() -> Words:
    """The checksum after two bytes, by (checksum before xor the two bytes)."""
    table: Words = np.arange(65536, dtype=np.uint16)
    for _ in range(16):
        table = np.bitwise_xor(table >> 1, (table & 1) * np.uint16(0xA001), dtype=np.uint16)
    return table


@cache
def _past_byte() -> list[int]:
    """The checksum of each single byte: that of the byte behind a zero."""
    return [int(_past_word()[byte << 8]) for byte in range(256)]


@cache
def _past(zeros: int) -> array[int]:
    """The checksum moved past this many zeros, a power of two."""
    table = _past_word()
    for _ in range(zeros.bit_length() - 2):
        table = table[table]
    return array("H", table.tobytes())
