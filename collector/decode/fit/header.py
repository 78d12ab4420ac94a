"""File headers: where each chained FIT file begins, where its records lie, what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from collector.decode.fit.columns import Problem
from collector.decode.fit.crc import crc16

_MAGIC = b".FIT"
_MAGIC_AT = 8
_SHORT, _LONG = 12, 14  # without and with a checksum of its own
_CRC_BYTES = 2
_VERSIONS = (1, 2)  # of the protocol, so far


@dataclass(frozen=True, slots=True)
class Header:
    """One chained part: records lie in [body, end); ``has_size`` is False if never written."""

    start: int
    body: int
    end: int
    has_size: bool
    problems: tuple[Problem, ...]


def read_header(data: bytes, at: int) -> Header | None:
    """Read the header at ``at``; None where there is none."""
    if not is_header(data, at):
        return None
    problems: list[Problem] = []
    size = data[at]
    if size < _SHORT:
        problems.append(_odd_size(at, size))
        size = _LONG if _has_long(data, at) else _SHORT
    body = min(at + size, len(data))
    problems += _header_crc(data, at, size)
    body_size = int.from_bytes(data[at + 4 : at + 8], "little")
    if body_size or _is_empty(data, body):
        end = body + body_size
        return Header(at, body, end, has_size=True, problems=tuple(problems))
    end, problem = _unsized(data, at)
    return Header(at, body, end, has_size=False, problems=(*problems, problem))


def is_header(data: bytes, at: int) -> bool:
    return data[at + _MAGIC_AT : at + _SHORT] == _MAGIC


def find_header(data: bytes, at: int, end: int | None = None) -> int | None:
    """Find the next place in [at, end) where a header beyond doubt begins."""
    last = len(data) if end is None else end + _MAGIC_AT
    mark = data.find(_MAGIC, at + _MAGIC_AT, last + len(_MAGIC))
    while mark >= 0:
        if _is_certain(data, mark - _MAGIC_AT):
            return mark - _MAGIC_AT
        mark = data.find(_MAGIC, mark + 1, last + len(_MAGIC))
    return None


def _is_certain(data: bytes, at: int) -> bool:
    size, version = data[at], data[at + 1] >> 4
    return size in {_SHORT, _LONG} and version in _VERSIONS and not _header_crc(data, at, size)


def before_next(data: bytes, header: Header) -> tuple[Header, Problem | None]:
    """Shorten a part into which the next file's header reaches: it was cut, or never sized."""
    begins = find_header(data, header.body, min(header.end, len(data)))
    if begins is None or begins == header.end:
        return header, None
    if crc16(memoryview(data)[header.start : begins]) == 0:
        return replace(header, end=begins - _CRC_BYTES, has_size=True), None
    detail = "The next file begins before this one is whole"
    return replace(header, end=begins), Problem("truncated", begins, detail)


def check_file_crc(data: bytes, header: Header) -> tuple[int, tuple[Problem, ...]]:
    """Check the checksum behind the records; give where the next part may begin."""
    end = header.end
    if not header.has_size:
        return len(data), ()
    chained = end < len(data) and is_header(data, end)
    if chained or end + _CRC_BYTES > len(data):
        detail = "The checksum behind the records is missing; the records themselves are whole"
        missing = Problem("file_crc", end, detail, loses_data=False)
        return end if chained else len(data), (missing,)
    after = end + _CRC_BYTES
    if crc16(memoryview(data)[header.start : after]) == 0:
        return after, ()
    detail = "The checksum does not fit the bytes: one of them was changed on the way"
    return after, (Problem("file_crc", end, detail, loses_data=False),)


def _odd_size(at: int, size: int) -> Problem:
    detail = f"The header says it has {size} bytes; a FIT header has 12 or 14"
    return Problem("bad_header", at, detail, loses_data=False)


def _has_long(data: bytes, at: int) -> bool:
    """Tell whether a header of unknown size carries its checksum: else a definition follows."""
    stored = data[at + _SHORT : at + _LONG]
    matches = stored == crc16(data[at : at + _SHORT]).to_bytes(2, "little")
    return matches or (stored[:1] != b"" and stored[0] & 0xD0 != 0x40)


def _header_crc(data: bytes, at: int, size: int) -> list[Problem]:
    stored = data[at + _SHORT : at + _LONG]
    if size < _LONG or len(stored) < _CRC_BYTES or stored == b"\0\0":
        return []
    if crc16(memoryview(data)[at : at + _LONG]) == 0:
        return []
    detail = "The checksum of the header does not fit"
    return [Problem("header_crc", at + _SHORT, detail, loses_data=False)]


def _is_empty(data: bytes, body: int) -> bool:
    """Tell whether a size of zero is meant: nothing but a checksum, or the next part, follows."""
    after = body + _CRC_BYTES
    return after >= len(data) or is_header(data, after)


def _unsized(data: bytes, at: int) -> tuple[int, Problem]:
    """Give the end of records whose size was never written into the header."""
    closed = crc16(memoryview(data)[at:]) == 0
    detail = "The header does not say how long the file is: the recording was never finished"
    end = len(data) - _CRC_BYTES if closed else len(data)
    return end, Problem("no_size", at + 4, detail, loses_data=not closed)
