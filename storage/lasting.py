"""What no older copy undoes: who agreed, who asked for silence, what was sent.

These rows are about the world outside. A database that is put back forgets them, the world does
not: a letter would come twice, and to somebody who said stop. So they are taken along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Table, inspect, select, update

from storage import consents, messages, tables
from storage.rows import insert
from storage.sending import MessageState

Row = Mapping[str, Any]

#: The tables taken along, and what makes two of their rows tell of the same thing.
_SAME: Final[Mapping[Table, Sequence[str]]] = MappingProxyType(
    {
        tables.consents: ("person_id", "kind", "address", "given_at"),
        tables.messages: ("person_id", "kind", "period"),
        tables.nudge_wishes: ("person_id", "kind", "until", "recorded_at"),
    }
)

#: When something happened to a row.
_MOMENTS: Final = ("given_at", "revoked_at", "claimed_at", "asked_at", "done_at", "recorded_at")

TABLES: Final = tuple(table.name for table in _SAME)


@dataclass(frozen=True, slots=True)
class Lasting:
    """The rows of one database, and whom they are about: when each person was added."""

    people: Mapping[int, datetime] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def since(self, moment: datetime) -> dict[str, int]:
        """Count what was added or changed after a moment, by table."""
        return {
            name: sum(_latest(row) > moment for row in rows) for name, rows in self.rows.items()
        }


def read(conn: Connection) -> Lasting:
    """Read them all; a database from before there was sending has none."""
    there = inspect(conn)
    people = tables.people.c
    if not there.has_table(tables.people.name):
        return Lasting()
    return Lasting(
        {row.id: row.created_at for row in conn.execute(select(people.id, people.created_at))},
        {
            table.name: [row._asdict() for row in conn.execute(select(table).order_by(table.c.id))]
            for table in _SAME
            if there.has_table(table.name)
        },
    )


def take_along(conn: Connection, lasting: Lasting) -> bool:
    """Add to a database what it does not know of; False where not all of it can be known.

    That is so when somebody agreed in this database of whom the other one has never heard: then
    nobody knows what was sent to them since, and whether they took it back.
    """
    here = read(conn)
    both = {each for each, since in here.people.items() if lasting.people.get(each) == since}
    for table, same in _SAME.items():
        known = {_key(row, same): row for row in here.rows[table.name]}
        for row in lasting.rows.get(table.name, ()):
            if row["person_id"] in both:
                _take(conn, table, known.get(_key(row, same)), row)
    return all(each.person_id in both for each in consents.active(conn))


def doubt(conn: Connection, now: datetime, said: str) -> int:
    """Leave to the owner what waits here and may have been sent since; give how many."""
    waiting = (MessageState.WAITING, *messages.IN_HAND)
    unknown = {"state": MessageState.UNCERTAIN, "next_try_at": None, "done_at": now, "said": said}
    table = tables.messages
    return conn.execute(update(table).where(table.c.state.in_(waiting)).values(unknown)).rowcount


def _take(conn: Connection, table: Table, known: Row | None, row: Row) -> None:
    values = {name: value for name, value in row.items() if name != "id"}
    if known is None:
        insert(conn, table, [values])
    elif _further(row) > _further(known):
        conn.execute(update(table).where(table.c.id == known["id"]).values(values))


def _further(row: Row) -> tuple[int, datetime, bool]:
    """How far a row has come; of two that tell of the same thing, the further one is true."""
    under_way = {None, MessageState.WAITING, MessageState.CLAIMED}
    ended = row.get("revoked_at") is not None or row.get("state") not in under_way
    return row.get("tries", 0), _latest(row), ended


def _latest(row: Row) -> datetime:
    moments: list[datetime] = [row[name] for name in _MOMENTS if row.get(name) is not None]
    return max(moments)


def _key(row: Row, same: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in same)
