"""The stretch of days whose minutes are not what they were when the days were judged.

Marked in the transaction that changes minutes, taken in the one that judges: a program that is
stopped between the two leaves the mark, and the next one judges.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.rows import put
from storage.tables import unjudged as table

#: All there is, as after a change of what is known about the person.
ALL = (date.min, date.max)


def mark(conn: Connection, person_id: int, first: date, last: date) -> None:
    """Widen the stretch to hold these UTC days."""
    known = conn.execute(select(table.c.first, table.c.last).where(_of(person_id))).first()
    if known is not None:
        first, last = min(first, known.first), max(last, known.last)
    put(conn, table, [{"person_id": person_id, "first": first, "last": last}])


def take(conn: Connection, person_id: int) -> tuple[date, date] | None:
    """Give the stretch, and forget it with this transaction."""
    gone = delete(table).where(_of(person_id)).returning(table.c.first, table.c.last)
    found = conn.execute(gone).first()
    return None if found is None else (found.first, found.last)


def _of(person_id: int) -> Any:
    return table.c.person_id == person_id
