"""From rows scattered through the bytes to columns: values and validity, one field at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.base_types import BYTE, FIRST_MOMENT_RAW, FIT_EPOCH_S
from collector.decode.fit.columns import Column
from collector.decode.fit.definitions import Cell, Definition
from collector.decode.fit.profile import UTC_UNITS, Field, MessageKind

#: An array field is padded to its widest message, but to no more than this many times its bytes.
_MOST_PADDING = 4
_ALWAYS_FREE = 4096

_SECONDS, _FRACTIONS = np.dtype(np.int64), np.dtype(np.float64)

Values = NDArray[Any]
Valid = NDArray[np.bool_]


@dataclass(slots=True)
class Group:
    """The messages of one definition; ``into`` says where they belong among their kind."""

    definition: Definition
    places: NDArray[np.int64]
    into: NDArray[np.int64] | None = None
    _rows: Values | None = None

    def rows(self, data: bytes) -> Values:
        """Give the messages as rows; a view where they lie side by side."""
        if self._rows is None:
            row = self.definition.row
            assert row is not None
            self._rows = rows_at(data, self.places, row)
        return self._rows


def rows_at(data: bytes, places: NDArray[np.int64], row: np.dtype[Any]) -> Values:
    """Give the rows that begin at ``places``, which are in order and do not overlap."""
    size, first = row.itemsize, int(places[0])
    if int(places[-1]) - first == (len(places) - 1) * size:
        return np.ndarray((len(places),), row, data, first)
    every = np.ndarray((len(data) - size + 1,), f"V{size}", data, 0, (1,))
    return every[places].view(row)


class Rows:
    """All messages of one kind, from one or several definitions, and their columns as asked for."""

    __slots__ = ("_columns", "_data", "early", "fields", "kind", "order", "part")

    def __init__(
        self,
        data: bytes,
        kind: MessageKind,
        groups: list[Group],
        order: NDArray[np.int64],
        part: NDArray[np.int32],
    ) -> None:
        self.kind, self.order, self.part = kind, order, part
        self.early: list[int] = []  # where stamps of system time were met
        self._data = data
        self._columns: dict[str, Column] = {}
        #: The fields that occur, each with the groups it is written in.
        self.fields: dict[str, list[tuple[Group, Cell]]] = {}
        for group in groups:
            for name, cell in group.definition.cells.items():
                self.fields.setdefault(name, []).append((group, cell))

    def __len__(self) -> int:
        return len(self.order)

    def column(self, name: str) -> Column | None:
        """Give the field as it is written; None where it never occurs."""
        column = self._columns.get(name)
        if column is None and name in self.fields:
            column = self._columns[name] = self._read(self.kind.named[name])
        return column

    def cut_array(self) -> tuple[str, int] | None:
        """Name an array field too ragged to be padded whole, and where it begins."""
        for name, pieces in self.fields.items():
            if len(pieces) > 1 and pieces[0][1].field.is_array and self._width(name)[1]:
                return name, int(pieces[0][0].places[0])
        return None

    def _read(self, field: Field) -> Column:
        if field.base.kind == "s":
            return self._read_text(field)
        pieces = self.fields[field.name]
        group, cell = pieces[0]
        if len(pieces) == 1 and group.into is None:
            values, valid = self._convert(group, cell)
            return Column(values, valid, field.units)
        dtype = _common(field, [cell for _, cell in pieces])
        width = self._width(field.name)[0] if field.is_array else 0
        shape = (len(self), width) if field.is_array else (len(self),)
        values, valid = np.zeros(shape, dtype), np.zeros(shape, np.bool_)
        for group, cell in pieces:
            some, fine = self._convert(group, cell)
            into: Any = slice(None) if group.into is None else group.into
            if field.is_array:
                most = min(some.shape[1], width)
                values[into, :most], valid[into, :most] = some[:, :most], fine[:, :most]
            else:
                values[into], valid[into] = some, fine
        return Column(values, valid, field.units)

    def _width(self, name: str) -> tuple[int, bool]:
        """Give how wide the array is padded, and whether that cuts values off."""
        counts = [(len(group.places), cell.count) for group, cell in self.fields[name]]
        widest = max(count for _, count in counts)
        filled = sum(rows * count for rows, count in counts)
        most = max(1, (_MOST_PADDING * filled + _ALWAYS_FREE) // len(self))
        return min(widest, most), widest > most

    def _convert(self, group: Group, cell: Cell) -> tuple[Values, Valid]:
        raw = group.rows(self._data)[cell.field.name]
        field, base = cell.field, cell.base
        valid: Valid = raw == raw if base.is_float else raw != base.invalid  # noqa: PLR0124
        if base is BYTE and raw.ndim == 2:
            valid = np.broadcast_to(valid.any(axis=1, keepdims=True), raw.shape)
        if cell.is_number:
            return raw.astype(cell.native), valid
        if field.is_moment:
            return self._moments(field, group, raw, valid)
        values = raw.astype(np.float64)
        if field.scale != 1:
            values /= field.scale
        if field.offset:
            values -= field.offset
        return values, valid

    def _moments(
        self, field: Field, group: Group, raw: Values, valid: Valid
    ) -> tuple[Values, Valid]:
        seconds = raw.astype(np.int64)
        early = seconds < FIRST_MOMENT_RAW
        if early.any():
            early &= valid
            valid &= ~early
            if field.units == UTC_UNITS and early.any():
                self.early.append(int(group.places[early.argmax()]))
        seconds += FIT_EPOCH_S
        return seconds, valid

    def _read_text(self, field: Field) -> Column:
        values = np.full(len(self), "", object)
        for group, cell in self.fields[field.name]:
            texts = np.empty(len(group.places), object)
            texts[:] = [_text(each) for each in group.rows(self._data)[cell.field.name].tolist()]
            values[slice(None) if group.into is None else group.into] = texts
        return Column(values, (values != "").astype(np.bool_), field.units)


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")


def _common(field: Field, cells: list[Cell]) -> np.dtype[Any]:
    """Give the type that holds what several definitions wrote for one field."""
    if field.is_moment:
        return _SECONDS
    if not all(cell.is_number for cell in cells):
        return _FRACTIONS
    native = cells[0].native
    if all(cell.native is native or cell.native == native for cell in cells):
        return native
    return _FRACTIONS if any(cell.base.kind == "Q" for cell in cells) else _SECONDS
