"""Tables of clinical numbers, and what a reader of types cannot see in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from config.facts import Sourced


@dataclass(frozen=True, slots=True)
class Table(Sourced):
    """``proposed`` names the numbers of the table that no direct evidence stands behind."""

    proposed: tuple[str, ...] = field(kw_only=True)


def unfounded(tables: Any, path: str = "") -> Iterator[str]:
    """Tables without a source, and proposals that name no number of their table."""
    if isinstance(tables, Table):
        if not tables.source.strip():
            yield f"{path}source: must say where the numbers come from"
        known = {each.name for each in fields(tables)}
        for name in tables.proposed:
            if name not in known:
                yield f"{path}proposed: {name!r} is not a number of this table"
    for each in fields(tables):
        value = getattr(tables, each.name)
        if is_dataclass(value):
            yield from unfounded(value, f"{path}{each.name}.")


def out_of_order(pairs: Iterable[tuple[str, float, float]]) -> Iterator[str]:
    """Pairs, each under the name of its lower number, that are not ``0 < low <= high``."""
    for name, low, high in pairs:
        if not 0 < low <= high:
            yield f"{name}: must be above 0 and at most {high}, is {low}"
