"""Tables of clinical numbers, and what a reader of types cannot see in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from config.facts import Sourced


@dataclass(frozen=True, slots=True)
class Table(Sourced):
    """``proposed`` names the numbers of the table that no direct evidence stands behind."""

    proposed: tuple[str, ...] = field(kw_only=True)


def unfounded(tables: Any) -> Iterator[str]:
    """Tables without a source, and proposals that name no number of their table."""
    for each in fields(tables):
        table: Table = getattr(tables, each.name)
        if not table.source.strip():
            yield f"{each.name}.source: must say where the numbers come from"
        known = {inner.name for inner in fields(table)}
        for name in table.proposed:
            if name not in known:
                yield f"{each.name}.proposed: {name!r} is not a number of this table"


def out_of_order(pairs: Iterable[tuple[str, float, float]]) -> Iterator[str]:
    """Pairs, each under the name of its lower number, that are not ``0 < low <= high``."""
    for name, low, high in pairs:
        if not 0 < low <= high:
            yield f"{name}: must be above 0 and at most {high}, is {low}"
