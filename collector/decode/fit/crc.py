"""The checksum of FIT files: CRC-16 (reflected 0x8005), computed in lanes.

The checksum is linear and starts at zero: zeros in front do not change it, and the checksum of a
text is that of its head moved past its tail, xor that of its tail. So the bytes are cut into lanes
of equal length that are all advanced together, two bytes a step, and folded at the end.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_LANE_BYTES = 64  # one lane; short enough for small files, long enough to keep the fold short
_LANES = 2048  # lanes advanced at once: their words stay in the processor's cache
_BLOCK_BYTES = _LANE_BYTES * _LANES

Words = NDArray[np.uint16]


def crc16(data: bytes | memoryview) -> int:
    """Give the checksum of ``data``.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    view = memoryview(data)
    first = len(view) % _BLOCK_BYTES
    if first:
        crc = _block(view[:first])
    for start in range(first, len(view), _BLOCK_BYTES):
        crc = int(_past_block()[crc]) ^ _block(view[start : start + _BLOCK_BYTES])
    return crc


def _block(view: memoryview) -> int:
    lanes = _lanes(view)
    step = _past_word()
    crcs: Words = step[lanes[0]]
    for words in lanes[1:]:
        np.bitwise_xor(crcs, words, out=crcs)
        crcs = step[crcs]
    past, crc = _past_lane_list(), 0
    for each in crcs.tolist():
        crc = past[crc] ^ each
    return crc


def _lanes(view: memoryview) -> Words:
    """Give row i as the i-th word of every lane, zeros in front making the lanes full."""
    missing = -len(view) % _LANE_BYTES
    padded = bytes(missing) + bytes(view)
    words = np.frombuffer(padded, "<u2").reshape(-1, _LANE_BYTES // 2)
    return np.ascontiguousarray(words.T.astype(np.uint16, copy=False))


@cache
def _past_word() -> Words:
    """The checksum after two bytes, by (checksum before xor the two bytes)."""
    table: Words = np.arange(65536, dtype=np.uint16)
    for _ in range(16):
        table = np.bitwise_xor(table >> 1, (table & 1) * np.uint16(0xA001), dtype=np.uint16)
    return table


@cache
def _past_lane() -> Words:
    """The checksum moved past a lane of zeros."""
    word = _past_word()
    table = word
    for _ in range(_LANE_BYTES // 2 - 1):
        table = word[table]
    return table


@cache
def _past_lane_list() -> list[int]:
    return list(map(int, _past_lane()))


@cache
def _past_block() -> Words:
    """The checksum moved past a block of zeros."""
    table = _past_lane()
    for _ in range(_LANES.bit_length() - 1):
        table = table[table]
    return table
