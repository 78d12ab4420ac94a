"""The stretch of days whose minutes are not what they were when the days were judged.

Marked in the transaction that changes minutes, taken in the one that judges: a program that is
stopped between the two leaves the mark, and the next one judges.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.rows import put
from storage.tables import unjudged as table

#: All there is, as after a change of what is known about the person.
ALL = (date.min, date.max)

#: No watch tells of a day before this one, and dates near the end of the calendar overflow.
_FIRST_OF_ALL = date(1970, 1, 1)


def mark(conn: Connection, person_id: int, first: date, last: date) -> None:
    """Widen the stretch to hold these UTC days."""
    known = conn.execute(select(table.c.first, table.c.last).where(_of(person_id))).first()
    if known is not None:
        first, last = min(first, known.first), max(last, known.last)
    put(conn, table, [{"person_id": person_id, "first": first, "last": last}])


def mark_from(conn: Connection, person_id: int, first: date, now: datetime) -> None:
    """Widen the stretch to hold all days from this one until now."""
    today = now.astimezone(UTC).date()
    first = max(first, _FIRST_OF_ALL)
    mark(conn, person_id, min(first, today), today)


def take(conn: Connection, person_id: int) -> tuple[date, date] | None:
    """Give the stretch, and forget it with this transaction."""
    gone = delete(table).where(_of(person_id)).returning(table.c.first, table.c.last)
    found = conn.execute(gone).first()
    return None if found is None else (found.first, found.last)


def whose(conn: Connection) -> set[int]:
    """Tell for whom something waits to be judged, by person."""
    return set(conn.execute(select(table.c.person_id)).scalars())


def _of(person_id: int) -> Any:
    return table.c.person_id == person_id
