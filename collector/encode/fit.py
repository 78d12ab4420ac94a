"""Write FIT files: messages by name and in physical units in, the bytes of one file out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from collector.decode.fit.base_types import BaseType
from collector.decode.fit.crc import crc16
from collector.decode.fit.profile import Field, MessageKind, profile

Value = int | float | str | datetime | None | Sequence[int | float | None]
Convert = Callable[[Any], Any]

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_LOCAL_TYPES = 16
_LONGEST_FIELD = 255
_PROTOCOL_VERSION = 0x10
_PROFILE_VERSION = 2100


class EncodeError(ValueError):
    """A message that cannot be written as FIT."""


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
        self._fixed: dict[tuple[str, ...], _Layout] = {}
        self._sized: dict[tuple[Any, ...], _Layout] = {}
        self._owners: list[_Layout | None] = [None] * _LOCAL_TYPES
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

    def _layout(self, message: Message) -> _Layout:
        """Find or make the layout; those with text or arrays are also known by their sizes."""
        kind = profile().named.get(message.name)
        if kind is None:
            raise EncodeError(f"The profile has no message called {message.name!r}.")
        counts = tuple(_count(kind, name, value) for name, value in message.fields.items())
        key = (message.name, *message.fields, counts)
        layout = self._sized.get(key)
        if layout is None:
            layout = self._sized[key] = _Layout(kind, message.fields, counts, self._big_endian)
            if not layout.is_sized:
                self._fixed[(message.name, *message.fields)] = layout
        return layout

    def _define(self, layout: _Layout) -> None:
        displaced = self._owners[self._next]
        if displaced is not None:
            displaced.local = None
        layout.local = self._next
        self._owners[self._next] = layout
        self._next = (self._next + 1) % _LOCAL_TYPES
        self.chunks.append(bytes([0x40 | layout.local]) + layout.definition)


class _Layout:
    """How the messages with these fields, of these sizes, are packed."""

    __slots__ = ("_spread", "converters", "definition", "is_sized", "local", "pack")

    def __init__(
        self,
        kind: MessageKind,
        names: Iterable[str],
        counts: tuple[int, ...],
        big_endian: bool,
    ) -> None:
        fields = [kind.named[name] for name in names]
        order = ">" if big_endian else "<"
        pieces = [_piece(field, count) for field, count in zip(fields, counts, strict=True)]
        self.local: int | None = None
        self.pack = struct.Struct(order + "B" + "".join(pieces)).pack
        self.converters = [_converter(field) for field in fields]
        self.is_sized = any(field.is_array or field.base.kind == "s" for field in fields)
        self._spread = any(field.is_array for field in fields)
        self.definition = struct.pack(order + "BBHB", 0, big_endian, kind.number, len(fields))
        for field, count in zip(fields, counts, strict=True):
            self.definition += bytes([field.number, count * field.base.size, field.base.code])

    def flat(self, values: list[Any]) -> list[Any]:
        """Give the values with arrays laid out among the others."""
        if not self._spread:
            return values
        flat: list[Any] = []
        for value in values:
            if isinstance(value, list):
                flat.extend(value)
            else:
                flat.append(value)
        return flat


def _count(kind: MessageKind, name: str, value: Value) -> int:
    field = kind.named.get(name)
    if field is None:
        raise EncodeError(f"The profile has no field {name!r} in {kind.name!r}.")
    if field.base.kind == "s":
        count = len(str(value or "").encode()) + 1
    elif field.is_array:
        count = len(value) if isinstance(value, Sequence) else 1
    else:
        count = 1
    if not 0 < count * field.base.size <= _LONGEST_FIELD:
        raise EncodeError(f"{kind.name}.{name} has to fill 1 to 255 bytes; shorten it.")
    return count


def _piece(field: Field, count: int) -> str:
    if field.base.kind == "s":
        return f"{count}s"
    return field.base.kind * count


def _converter(field: Field) -> Convert:
    if field.base.kind == "s":
        return _text
    one = _one(field)
    if field.is_array:
        return lambda value: [one(each) for each in _elements(value)]
    return one


def _elements(value: Any) -> Iterable[Any]:
    return value if isinstance(value, Sequence) else (value,)


def _one(field: Field) -> Convert:
    """Give the function from a physical value to the raw one."""
    invalid = _invalid(field.base)
    scale, offset = field.scale, field.offset
    if field.is_moment:

        def moment(value: Any) -> Any:
            if value is None:
                return invalid
            try:
                return (value - _EPOCH) // _SECOND
            except TypeError as error:
                raise EncodeError(f"{field.name} has to be an aware datetime.") from error

        return moment
    if field.is_scaled:
        return lambda value: invalid if value is None else round((value + offset) * scale)
    return lambda value: invalid if value is None else value


def _invalid(base: BaseType) -> int | float:
    return float("nan") if base.is_float else base.invalid


def _text(value: Any) -> bytes:
    return str(value or "").encode() + b"\0"


def _unfit(message: Message, error: struct.error) -> str:
    return f"{message.name} holds a number its field cannot: {dict(message.fields)} ({error})."
