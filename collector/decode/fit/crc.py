"""The checksum of FIT files: CRC-16 (reflected 0x8005), looked up by place.

The checksum is linear and starts at zero: that of a text is the xor of what each byte alone gives
at its place, and zeros in front do not change it. So the bytes are cut into lanes of equal length,
each byte is looked up by its place in its lane, and the lanes are folded: what a lane starts with
is as if xored into its first two bytes.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_TINY_BYTES = 32  # a file header: a plain loop is faster
_LANE_BYTES = 512  # its table of 256 KB stays in the processor's cache
_BLOCK_BYTES = 65_536  # what is looked up at once; whole lanes

Words = NDArray[np.uint16]


def crc16(data: bytes | memoryview) -> int:
    """Give the checksum of ``data``.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    view = memoryview(data)
    if len(view) <= _TINY_BYTES:
        return _byte_by_byte(view)
    missing = -len(view) % _LANE_BYTES
    crc = _after(0, bytes(missing) + view[: _BLOCK_BYTES - missing])
    for start in range(_BLOCK_BYTES - missing, len(view), _BLOCK_BYTES):
        crc = _after(crc, view[start : start + _BLOCK_BYTES])
    return crc


def _byte_by_byte(view: memoryview) -> int:
    crc, alone = 0, _alone()
    for byte in view:
        crc = crc >> 8 ^ alone[(crc ^ byte) & 0xFF]
    return crc


def _after(crc: int, lanes: bytes | memoryview) -> int:
    """Give the checksum after these lanes, ``crc`` being that of all before."""
    table, starts, first, second = _by_place()
    places = np.frombuffer(lanes, np.uint8).reshape(-1, _LANE_BYTES) + starts
    for lane in np.bitwise_xor.reduce(table[places], axis=1).tolist():
        crc = lane ^ first[crc & 0xFF] ^ second[crc >> 8]
    return crc


@cache
def _by_place() -> tuple[Words, NDArray[np.intp], list[int], list[int]]:
    """What each byte gives at each place of a lane, where a place starts, and the first two."""
    alone = np.array(_alone(), np.uint16)
    places = [alone]
    for _ in range(_LANE_BYTES - 1):
        last = places[-1]
        places.append(last >> 8 ^ alone[last & 0xFF])  # one more zero behind it
    places.reverse()
    starts = np.arange(_LANE_BYTES, dtype=np.intp) * 256
    return np.concatenate(places), starts, places[0].tolist(), places[1].tolist()


@cache
def _alone() -> list[int]:
    """The checksum of each single byte."""
    crcs = list(range(256))
    for _ in range(8):
        crcs = [crc >> 1 ^ (crc & 1) * 0xA001 for crc in crcs]
    return crcs
