"""How messages of one kind are read, given all their definitions; kept between files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from collector.decode.fit.definitions import Cell, Definition
from collector.decode.fit.profile import Field

_SECONDS, _FRACTIONS = np.dtype(np.int64), np.dtype(np.float64)
_MOST_KEPT = 32  # definitions of one kind; no watch has more, so nothing is won by keeping them


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Where one field is written, by number of the definition, and the type that holds it all."""

    field: Field
    cells: tuple[tuple[int, Cell], ...]
    dtype: np.dtype[Any]


Plan = Mapping[str, Sources]


def plan_of(definitions: tuple[Definition, ...]) -> Plan:
    """Give the sources of each field these definitions of one kind have."""
    return _plan(definitions) if len(definitions) > _MOST_KEPT else _kept_plan(definitions)


def _plan(definitions: tuple[Definition, ...]) -> Plan:
    cells: dict[str, list[tuple[int, Cell]]] = {}
    for number, definition in enumerate(definitions):
        for name, cell in definition.cells.items():
            cells.setdefault(name, []).append((number, cell))
    return MappingProxyType({name: _sources(each) for name, each in cells.items()})


_kept_plan = lru_cache(maxsize=512)(_plan)


def _sources(cells: list[tuple[int, Cell]]) -> Sources:
    field = cells[0][1].field
    return Sources(field, tuple(cells), _common(field, [cell for _, cell in cells]))


def _common(field: Field, cells: list[Cell]) -> np.dtype[Any]:
    """Give the type that holds what several definitions wrote for one field."""
    if field.is_moment:
        return _SECONDS
    if not all(cell.is_number for cell in cells):
        return _FRACTIONS
    native = cells[0].native
    if all(cell.native == native for cell in cells):
        return native
    return _FRACTIONS if any(cell.base.kind == "Q" for cell in cells) else _SECONDS
