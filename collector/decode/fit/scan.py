"""The one walk over the record headers: where each data message lies and which definition it has.

Everything else is done on whole columns; this loop is the only work done for each message.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import Problem
from collector.decode.fit.definitions import Definition, definition_end, read_definition

#: Record headers from here on carry a timestamp of five bits.
FIRST_COMPRESSED = 0x80
_DEFINITION = 0x40
_HEADERS = 256
_LAST_COMPRESSED = 3  # local types above have no compressed header
#: More different definitions than any device has; above, the bytes are noise or hostile.
_MOST_DEFINITIONS = 4096
_IN_A_BYTE = 256


@dataclass(slots=True)
class Scan:
    """All data messages met so far, in file order.

    ``ids`` gives each message's place in ``definitions``; ``headers`` its record header.
    """

    offsets: array[int] = field(default_factory=lambda: array("q"))
    definitions: list[Definition] = field(default_factory=list)
    _known: dict[bytes, int] = field(default_factory=dict)
    _turns: list[tuple[int, int, int]] = field(default_factory=list)
    _parts: list[int] = field(default_factory=list)

    def walk(self, data: bytes, start: int, end: int) -> tuple[int, Problem | None]:
        """Walk the records in [start, end); give where it ended and what stopped it early.

        The last message may run past ``end``: that is for the caller to judge.
        """
        self._parts.append(len(self.offsets))
        at, sizes, add = start, [0] * _HEADERS, self.offsets.append
        while True:
            while at < end:
                size = sizes[data[at]]
                if not size:
                    break
                add(at)
                at += size
            else:
                return at, None
            after = self._define(data, at, end, sizes)
            if isinstance(after, Problem):
                return at, after
            at = after

    def part_starts(self) -> NDArray[np.int64]:
        """Give the index of each part's first message."""
        return np.array(self._parts, np.int64)

    def places(self) -> NDArray[np.int64]:
        return np.frombuffer(self.offsets, np.int64)

    def ids(self, headers: NDArray[np.uint8]) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """Give each message's definition, from its record header and the turns it was under."""
        text = headers.tobytes()
        ids = np.frombuffer(self._translated(text, 0), np.uint8)
        if len(self.definitions) <= _IN_A_BYTE:
            return ids
        high = np.frombuffer(self._translated(text, 8), np.uint8)
        return ids + high * np.uint16(256)

    def _translated(self, headers: bytes, shift: int) -> bytes:
        """Give eight bits of each message's definition."""
        meaning, pieces, begin = bytearray(_HEADERS), list[bytes](), 0
        for first, local, number in self._turns:
            if first > begin:
                pieces.append(headers[begin:first].translate(meaning))
                begin = first
            eight = bytes((number >> shift & 0xFF,))
            for which, count in _headers_of(local):
                meaning[which] = eight * count
        pieces.append(headers[begin:].translate(meaning))
        return b"".join(pieces)

    def _define(self, data: bytes, at: int, end: int, sizes: list[int]) -> int | Problem:
        header = data[at]
        if header & FIRST_COMPRESSED or not header & _DEFINITION:
            local = header >> 5 & 3 if header & FIRST_COMPRESSED else header & 15
            return Problem("no_definition", at, f"A message of undefined local type {local}")
        after = definition_end(data, at, end)
        if after is None:
            if end == len(data):
                return Problem("truncated", at, "The file ends inside a definition")
            return Problem("bad_definition", at, "A definition runs past the end of the records")
        body = data[at + 1 : after]
        number = self._known.get(body)
        if number is None:
            if len(self.definitions) >= _MOST_DEFINITIONS:
                detail = f"More than {_MOST_DEFINITIONS} different definitions: this is noise"
                return Problem("bad_definition", at, detail)
            number = self._known[body] = len(self.definitions)
            self.definitions.append(read_definition(body))
        local = header & 15
        self._turns.append((len(self.offsets), local, number))
        size = [self.definitions[number].size]
        for which, count in _headers_of(local):
            sizes[which] = size * count
        return after

    def drop_last(self, end: int, size: int) -> tuple[int, Problem]:
        """Take back the message that runs past ``end``, in bytes that end at ``size``."""
        last = self.offsets.pop()
        where = "The file ends inside a message" if end >= size else "The last message is torn"
        return last, Problem("truncated", last, where)


@cache
def _headers_of(local: int) -> tuple[tuple[slice, int], ...]:
    """Give the record headers that mean a data message of this local type, and how many."""
    plain = slice(local, _DEFINITION, 16), 4  # bits 4 and 5 say nothing in a data message
    if local > _LAST_COMPRESSED:
        return (plain,)
    first = FIRST_COMPRESSED | local << 5
    return plain, (slice(first, first + 32), 32)
