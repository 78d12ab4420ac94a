"""Definition messages: what the data messages of a local type hold, and where in their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from collector.decode.fit.base_types import BY_CODE, BYTE, BaseType
from collector.decode.fit.profile import UTC_UNITS, Field, MessageKind, profile

_FIXED_BYTES = 5  # reserved, byte order, global number, number of fields
_TRIPLE = 3  # field number, size, base type
_TIMESTAMP = 253
_WIDEST_MOMENT = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A known field as it was written; ``native`` is its type in this machine's byte order."""

    field: Field
    base: BaseType
    count: int
    native: np.dtype[Any]
    is_number: bool  # unscaled: kept as the integer it is


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What a data message holds. ``size`` includes the record header.

    ``row`` describes the known fields by name; ``stamp`` the timestamp alone, for any message.
    ``moments`` and ``arrays`` name the known fields that are UTC moments and arrays.
    """

    number: int
    size: int
    cells: Mapping[str, Cell]
    row: np.dtype[Any] | None
    stamp: np.dtype[Any] | None
    moments: tuple[str, ...]
    arrays: tuple[str, ...]


def definition_end(data: bytes, at: int, end: int) -> int | None:
    """Give where the definition message at ``at`` ends; None if that is beyond ``end``."""
    fields_at = at + 1 + _FIXED_BYTES
    if fields_at > end:
        return None
    after = fields_at + _TRIPLE * data[fields_at - 1]
    if data[at] & 0x20:
        if after >= end:
            return None
        after += 1 + _TRIPLE * data[after]
    return after if after <= end else None


@lru_cache(maxsize=512)  # watches write the same definitions into every file
def read_definition(body: bytes) -> Definition:
    """Read a definition from its bytes behind the record header.

    Developer fields, if any, follow the others; they are sized and skipped.
    """
    order = ">" if body[1] else "<"
    number = int.from_bytes(body[2:4], "big" if body[1] else "little")
    developer_at = _FIXED_BYTES + _TRIPLE * body[4]
    triples = body[_FIXED_BYTES:developer_at]
    size = 1 + sum(triples[1::_TRIPLE]) + sum(body[developer_at + 2 :: _TRIPLE])
    kind = profile().kinds.get(number)
    cells, formats, offsets = _cells(kind, triples, order)
    row = _row(list(cells), formats, offsets, size) if cells else None
    return Definition(
        number,
        size,
        MappingProxyType(cells),
        row,
        _stamp(triples, order, size),
        moments=tuple(name for name, cell in cells.items() if cell.field.units == UTC_UNITS),
        arrays=tuple(name for name, cell in cells.items() if cell.field.is_array),
    )


def _cells(
    kind: MessageKind | None, triples: bytes, order: str
) -> tuple[dict[str, Cell], list[Any], list[int]]:
    """Find the known fields; of a field given twice the last one counts."""
    cells: dict[str, Cell] = {}
    places: dict[str, tuple[Any, int]] = {}
    at = 1
    for i in range(0, len(triples), _TRIPLE):
        number, size, code = triples[i : i + _TRIPLE]
        field = kind.fields.get(number) if kind and size else None
        cell = _cell(field, size, code) if field else None
        if cell:
            cells[cell.field.name] = cell
            places[cell.field.name] = (_format(cell, size, order), at)
        at += size
    return cells, [place[0] for place in places.values()], [place[1] for place in places.values()]


def _cell(field: Field, size: int, code: int) -> Cell | None:
    """Decide as what a field is read; None where its bytes cannot mean what the profile says."""
    base = BY_CODE.get(code, BYTE)
    if size % base.size:
        base = BYTE
    is_text = field.base.kind == "s"
    if base is BYTE and base is not field.base and not is_text:
        if code != BYTE.code or size != field.base.size:
            return None
        base = field.base  # the right width as opaque bytes: so some write a timestamp
    if is_text:
        return Cell(field, base, size, np.dtype(object), False) if base.size == 1 else None
    if base.kind == "s":
        return None
    if field.is_moment and (base.is_float or base.size > _WIDEST_MOMENT):
        return None
    is_number = not (field.is_scaled or field.is_moment or base.is_float)
    return Cell(field, base, size // base.size, np.dtype(base.kind), is_number)


def _format(cell: Cell, size: int, order: str) -> Any:
    if cell.field.base.kind == "s":
        return f"S{size}"
    letter = order + cell.base.kind
    return (letter, (cell.count,)) if cell.field.is_array else letter


def _row(names: list[str], formats: list[Any], offsets: list[int], size: int) -> np.dtype[Any]:
    return np.dtype(
        {"names": names, "formats": formats, "offsets": offsets, "itemsize": size},
    )


def _stamp(triples: bytes, order: str, size: int) -> np.dtype[Any] | None:
    at = 1
    for i in range(0, len(triples), _TRIPLE):
        if triples[i] == _TIMESTAMP and triples[i + 1] == _WIDEST_MOMENT:
            return _row(["stamp"], [order + "u4"], [at], size)
        at += triples[i + 1]
    return None
