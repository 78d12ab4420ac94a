"""Write FIT files: messages by name and in physical units in, the bytes of one file out."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from collector.decode.fit.crc import crc16
from collector.decode.fit.profile import profile
from collector.encode.errors import EncodeError
from collector.encode.layout import Layout, Value, count_of

_LOCAL_TYPES = 16
_PROTOCOL_VERSION = 0x10
_PROFILE_VERSION = 2100


@dataclass(frozen=True, slots=True)
class Message:
    """One message: names and units of `collector.decode.fit.profile`; enumerations as integers.

    Moments are aware datetimes. Wall-clock fields ("s local") take the wall time labelled as UTC.
    ``None`` writes the base type's invalid value.
    """

    name: str
    fields: Mapping[str, Value]


def encode(
    messages: Iterable[Message], *, big_endian: bool = False, header_size: int = 14
) -> bytes:
    """Give one FIT file of these messages, in their order.

    Local types are allotted in turn; a definition is written where it is first needed or was
    displaced. Raises `EncodeError` for what FIT cannot hold.
    """
    writer = _Writer(big_endian)
    for message in messages:
        writer.write(message)
    return file_of(b"".join(writer.chunks), header_size=header_size)


def file_of(records: bytes, *, header_size: int = 14) -> bytes:
    """Put a header in front of data records and the checksum behind them."""
    if header_size not in {12, 14}:
        raise EncodeError(f"A FIT header has 12 or 14 bytes, not {header_size}.")
    header = struct.pack(
        "<BBHI4s", header_size, _PROTOCOL_VERSION, _PROFILE_VERSION, len(records), b".FIT"
    )
    if header_size == 14:
        header += struct.pack("<H", crc16(header))
    whole = header + records
    return whole + struct.pack("<H", crc16(whole))


class _Writer:
    """Bytes so far, and which definition each local type has."""

    __slots__ = ("_big_endian", "_fixed", "_next", "_owners", "_sized", "chunks")

    def __init__(self, big_endian: bool) -> None:
        self.chunks: list[bytes] = []
        self._big_endian = big_endian
        self._fixed: dict[tuple[str, ...], Layout] = {}
        self._sized: dict[tuple[Any, ...], Layout] = {}
        self._owners: list[Layout | None] = [None] * _LOCAL_TYPES
        self._next = 0

    def write(self, message: Message) -> None:
        layout = self._fixed.get((message.name, *message.fields)) or self._layout(message)
        if layout.local is None:
            self._define(layout)
        values = [
            convert(value)
            for convert, value in zip(layout.converters, message.fields.values(), strict=True)
        ]
        try:
            self.chunks.append(layout.pack(layout.local, *layout.flat(values)))
        except struct.error as error:
            raise EncodeError(_unfit(message, error)) from error

    def _layout(self, message: Message) -> Layout:
        """Find or make the layout; those with text or arrays are also known by their sizes."""
        kind = profile().named.get(message.name)
        if kind is None:
            raise EncodeError(f"The profile has no message called {message.name!r}.")
        counts = tuple(count_of(kind, name, value) for name, value in message.fields.items())
        key = (message.name, *message.fields, counts)
        layout = self._sized.get(key)
        if layout is None:
            layout = self._sized[key] = Layout(kind, message.fields, counts, self._big_endian)
            if not layout.is_sized:
                self._fixed[(message.name, *message.fields)] = layout
        return layout

    def _define(self, layout: Layout) -> None:
        displaced = self._owners[self._next]
        if displaced is not None:
            displaced.local = None
        layout.local = self._next
        self._owners[self._next] = layout
        self._next = (self._next + 1) % _LOCAL_TYPES
        self.chunks.append(bytes([0x40 | layout.local]) + layout.definition)


def _unfit(message: Message, error: struct.error) -> str:
    return f"{message.name} holds a number its field cannot: {dict(message.fields)} ({error})."
