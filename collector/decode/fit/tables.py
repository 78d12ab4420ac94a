"""Tables and columns of a file, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from collector.decode.fit.columns import Column, Table
from collector.decode.fit.definitions import Definition
from collector.decode.fit.expand import DERIVED, HIDDEN
from collector.decode.fit.gather import Rows
from collector.decode.fit.lazy import Lazy
from collector.decode.fit.messages import Messages
from collector.decode.fit.profile import profile
from collector.decode.fit.stamps import monitoring_stamps, with_header_stamps


def tables(messages: Messages) -> Mapping[str, Table]:
    """Give all kinds of message that occur, by name."""
    return Lazy(messages.groups, lambda name: _table(name, messages))


def _table(name: str, messages: Messages) -> Table:
    rows = messages.rows(name)
    assert rows is not None
    names = {name: None for each in messages.groups[name] for name in _columns_of(each.definition)}
    if _has_header_stamps(name, messages):
        names["timestamp"] = None
    return Table(
        name, rows.order, rows.part, Lazy(names, lambda each: _column(each, rows, messages))
    )


@lru_cache(maxsize=512)
def _columns_of(definition: Definition) -> tuple[str, ...]:
    """Name the columns this definition's messages have."""
    cells = definition.cells
    derived = DERIVED.get(profile().kinds[definition.number].name, {})
    plain = [name for name in cells if name not in HIDDEN and name not in derived]
    made = [name for name, (fields, _) in derived.items() if any(each in cells for each in fields)]
    stamp = ["timestamp"] if "timestamp_16" in cells else []
    return *plain, *made, *stamp


def _has_header_stamps(name: str, messages: Messages) -> bool:
    if messages.resolved is None or "timestamp" not in profile().named[name].named:
        return False
    _, valid = messages.resolved
    return any(bool(valid[each.order].any()) for each in messages.groups[name])


def _column(name: str, rows: Rows, messages: Messages) -> Column:
    if name == "timestamp":
        column = _stamps(rows, messages)
    elif name in DERIVED.get(rows.kind.name, ()):
        column = DERIVED[rows.kind.name][name][1](rows)
    else:
        column = rows.column(name)
    if column is None:  # a field occurs, but nothing in it can be read
        nothing = np.zeros(len(rows), np.bool_)
        column = Column(np.full(len(rows), np.nan), nothing)
    return column


def _stamps(rows: Rows, messages: Messages) -> Column | None:
    stamps = rows.column("timestamp")
    if messages.resolved is not None and _has_header_stamps(rows.kind.name, messages):
        stamps = with_header_stamps(rows, messages.resolved)
    if rows.column("timestamp_16") is None:
        return stamps
    return monitoring_stamps(rows, stamps, messages.rows("monitoring_info"))
