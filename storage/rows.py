"""Between the records of the house and the rows of a table: one name, one column."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Column, Connection, Row, Table

from storage.records import Reason

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")
Item = TypeVar("Item")

#: What may go into a column. numpy's numbers may not: SQLite would keep their bytes as a blob.
PLAIN: Final = frozenset(
    {NoneType, bool, int, float, str, bytes, date, datetime, tuple, dict, MappingProxyType}
)
#: Well below the number of parameters either database takes in one statement.
CHUNK: Final = 500


def columns_of(table: Table, record: type[DataclassInstance]) -> list[Column[Any]]:
    """List the columns of a record's fields, in their order; a `Reason` takes two."""
    names: list[str] = []
    for field in dataclasses.fields(record):
        names += _names(field.name) if field.name == "why" else [field.name]
    return [table.c[name] for name in names]


def maker_of(record: type[Record]) -> Callable[[Row[Any]], Record]:
    """Give the function that makes a record of a row of `columns_of`."""
    make: Callable[..., Record] = record
    names = [field.name for field in dataclasses.fields(record)]
    if "why" not in names:
        return lambda row: make(*row)
    at = names.index("why")
    return lambda row: make(*row[:at], Reason(row[at], row[at + 1]), *row[at + 2 :])


def row_of(record: DataclassInstance, **more: object) -> dict[str, Any]:
    """Spread a record over the columns of its table, with ``more`` columns beside it."""
    row = dict(more)
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Reason):
            row.update(zip(_names(field.name), (value.code, value.numbers), strict=True))
        elif type(value) is str:
            row[field.name] = as_text(value)
        else:
            row[field.name] = value
    return row


def as_text(value: str) -> str:
    """Escape what no database keeps: a file's name may hold bytes that are no text."""
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()


def insert(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows that must not be there yet."""
    if rows:
        _must_be_plain(rows)
        conn.execute(table.insert(), rows)


def insert_new(conn: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Add a row unless one with the same key is there, and say whether it was added."""
    _must_be_plain([row])
    statement = _dialect(conn).insert(table).values(row).on_conflict_do_nothing()
    done = conn.execute(statement, execution_options={"preserve_rowcount": True})
    return done.rowcount == 1


def put(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, or overwrite those with the same primary key."""
    if not rows:
        return
    _must_be_plain(rows)
    key = [column.name for column in table.primary_key.columns]
    statement = _dialect(conn).insert(table)
    given = {name: statement.excluded[name] for name in rows[0] if name not in key}
    conn.execute(statement.on_conflict_do_update(index_elements=key, set_=given), rows)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Cut items into lists that fit one statement.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    whole = list(items)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def _names(why: str) -> list[str]:
    return [f"{why}_code", f"{why}_numbers"]


def _dialect(conn: Connection) -> Any:
    """Pick the dialect whose INSERT knows ON CONFLICT; both spell it the same way."""
    if conn.dialect.name == "postgresql":  # costs 40 ms that a file on the disk does not need
        from sqlalchemy.dialects import postgresql

        return postgresql
    from sqlalchemy.dialects import sqlite

    return sqlite


def _must_be_plain(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        for name, value in row.items():
            if type(value) not in PLAIN and not isinstance(value, StrEnum):
                raise TypeError(f"{name}={value!r} is a {type(value).__name__}, not a plain value")
