"""How messages with the same fields, of the same sizes, are packed: the definition, the bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from collector.decode.fit.base_types import BaseType
from collector.decode.fit.profile import Field, MessageKind
from collector.encode.errors import EncodeError

Value = int | float | str | datetime | None | Sequence[int | float | None]
Convert = Callable[[Any], Any]

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_LONGEST_FIELD = 255


class Layout:
    """One definition. ``local`` is the local type that has it now, None while none has."""

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


def count_of(kind: MessageKind, name: str, value: Value) -> int:
    """Give how many of the field's base type the value takes."""
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
