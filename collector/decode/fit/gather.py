"""From rows scattered through the bytes to columns: values and validity, one field at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.base_types import BYTE, FIRST_MOMENT_RAW, FIT_EPOCH_S
from collector.decode.fit.columns import Column
from collector.decode.fit.definitions import Cell, Definition
from collector.decode.fit.plan import Sources, plan_of
from collector.decode.fit.profile import MessageKind

#: An array field is padded to its widest message, but to no more than this many times its bytes.
_MOST_PADDING = 4
_ALWAYS_FREE = 4096

#: Up to so many numbers are looked at faster as a list; most kinds have few messages.
_FEW = 16

Values = NDArray[Any]
Valid = NDArray[np.bool_]


@dataclass(slots=True)
class Group:
    """The messages of one definition: where they lie, and their place among all messages.

    ``into`` says where they belong among their kind, where that has several definitions.
    """

    definition: Definition
    places: NDArray[np.int64]
    order: NDArray[np.int64]
    into: NDArray[np.int64] | None = None
    _rows: Values | None = None

    def rows(self, data: bytes) -> Values:
        """Give the messages as rows; a view where they lie side by side."""
        if self._rows is None:
            row = self.definition.row
            assert row is not None
            self._rows = rows_at(data, self.places, row)
        return self._rows

    def early_stamps(self, data: bytes) -> Iterator[int]:
        """Give where, in each field, the first stamp from before the clock was set lies."""
        for name in self.definition.moments:
            raw = self.rows(data)[name]
            if len(raw) <= _FEW and min(raw.tolist()) >= FIRST_MOMENT_RAW:
                continue
            early = raw < FIRST_MOMENT_RAW
            if np.count_nonzero(early):
                early &= raw != self.definition.cells[name].base.invalid
                yield from self.places[early][:1].tolist()


def rows_at(data: bytes, places: NDArray[np.int64], row: np.dtype[Any]) -> Values:
    """Give the rows that begin at ``places``, which are in order and do not overlap."""
    size, first = row.itemsize, int(places[0])
    if int(places[-1]) - first == (len(places) - 1) * size:
        return np.ndarray((len(places),), row, data, first)
    every = np.ndarray((len(data) - size + 1,), f"V{size}", data, 0, (1,))
    return every[places].view(row)


class Rows:
    """All messages of one kind, from one or several definitions, and their fields as asked for."""

    __slots__ = ("_columns", "_data", "_groups", "_plan", "kind", "order", "part")

    def __init__(
        self, data: bytes, kind: MessageKind, groups: list[Group], part: NDArray[np.int32]
    ) -> None:
        self.kind = kind
        self._data, self._groups = data, groups
        self._plan = plan_of(tuple([each.definition for each in groups]))
        self._columns: dict[str, Column] = {}
        self.order = groups[0].order
        if len(groups) > 1:
            self.order = np.sort(np.concatenate([each.order for each in groups]), kind="stable")
            for each in groups:
                each.into = self.order.searchsorted(each.order)
        self.part = part[self.order]

    def __len__(self) -> int:
        return len(self.order)

    def column(self, name: str) -> Column | None:
        """Give the field as it is written; None where it never occurs."""
        column = self._columns.get(name)
        if column is None and name in self._plan:
            column = self._columns[name] = self._read(self._plan[name])
        return column

    def cut_array(self) -> tuple[str, int] | None:
        """Name an array field too ragged to be padded whole, and where it begins."""
        for name, sources in self._plan.items():
            if len(sources.cells) > 1 and sources.field.is_array and self._width(sources)[1]:
                return name, int(self._groups[sources.cells[0][0]].places[0])
        return None

    def _read(self, sources: Sources) -> Column:
        field = sources.field
        if field.base.kind == "s":
            return self._read_text(sources)
        number, cell = sources.cells[0]
        if len(self._groups) == 1:
            raw = self._groups[number].rows(self._data)[field.name]
            values, valid = raw.astype(sources.dtype), _valid(raw, cell)
        else:
            values, valid = self._scattered(sources)
        if field.is_moment:
            valid &= values >= FIRST_MOMENT_RAW
            values += FIT_EPOCH_S
        elif field.is_scaled:
            values /= field.scale
            if field.offset:
                values -= field.offset
        return Column(values, valid, field.units)

    def _scattered(self, sources: Sources) -> tuple[Values, Valid]:
        """Put the messages of each definition where they belong; stamps not written are 0."""
        field, width = sources.field, 0
        shape: tuple[int, ...] = (len(self),)
        if field.is_array:
            width = self._width(sources)[0]
            shape = (len(self), width)
        values, valid = np.zeros(shape, sources.dtype), np.zeros(shape, np.bool_)
        if field.is_moment:
            values -= FIT_EPOCH_S
        for number, cell in sources.cells:
            group = self._groups[number]
            raw = group.rows(self._data)[field.name]
            given = _valid(raw, cell)
            if field.is_array:
                most = min(cell.count, width)
                values[group.into, :most], valid[group.into, :most] = raw[:, :most], given[:, :most]
            else:
                values[group.into], valid[group.into] = raw, given
        return values, valid

    def _width(self, sources: Sources) -> tuple[int, bool]:
        """Give how wide the array is padded, and whether that cuts values off."""
        counts = [(len(self._groups[i].places), cell.count) for i, cell in sources.cells]
        widest = max(count for _, count in counts)
        filled = sum(rows * count for rows, count in counts)
        most = max(1, (_MOST_PADDING * filled + _ALWAYS_FREE) // len(self))
        return min(widest, most), widest > most

    def _read_text(self, sources: Sources) -> Column:
        values = np.full(len(self), "", object)
        for number, _ in sources.cells:
            group = self._groups[number]
            texts = np.empty(len(group.places), object)
            texts[:] = [_text(each) for each in group.rows(self._data)[sources.field.name].tolist()]
            values[slice(None) if group.into is None else group.into] = texts
        return Column(values, (values != "").astype(np.bool_), sources.field.units)


def _valid(raw: Values, cell: Cell) -> Valid:
    base = cell.base
    valid: Valid = raw == raw if base.is_float else raw != base.invalid  # noqa: PLR0124
    if base is BYTE and raw.ndim == 2:
        return np.broadcast_to(valid.any(axis=1, keepdims=True), raw.shape)
    return valid


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")
