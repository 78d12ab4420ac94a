"""The stretch of days whose minutes are not what they were when the days were judged.

Marked in the transaction that changes minutes, taken in the one that judges: a program that is
stopped between the two leaves the mark, and the next one judges. Days that are still to come wait
until they do: the clock here may be behind, or that of a watch ahead.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from storage.rows import put
from storage.tables import minutes
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
    today = _utc_day(now)
    first = max(first, _FIRST_OF_ALL)
    mark(conn, person_id, min(first, today), today)


def take(conn: Connection, person_id: int, now: datetime) -> tuple[date, date] | None:
    """Give the stretch and forget it with this transaction; None: nothing, or all still to come."""
    begun = delete(table).where(_of(person_id), table.c.first <= _utc_day(now))
    found = conn.execute(begun.returning(table.c.first, table.c.last)).first()
    return None if found is None else (found.first, found.last)


def leave(conn: Connection, person_id: int, now: datetime) -> None:
    """Mark what was received of days that are still to come."""
    days = select(func.min(minutes.c.utc_day), func.max(minutes.c.utc_day))
    to_come = minutes.c.utc_day > _utc_day(now)
    first, last = conn.execute(days.where(minutes.c.person_id == person_id, to_come)).one()
    if first is not None:
        mark(conn, person_id, first, last)


def whose(conn: Connection, now: datetime) -> set[int]:
    """Tell for whom something waits to be judged, by person."""
    begun = table.c.first <= _utc_day(now)
    return set(conn.execute(select(table.c.person_id).where(begun)).scalars())


def _utc_day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _of(person_id: int) -> Any:
    return table.c.person_id == person_id
