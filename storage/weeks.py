"""A person's weeks as they were judged last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from storage.records import Week
from storage.rows import columns_of, maker_of
from storage.tables import weeks as table
from storage.verdicts import put_judged


def write_weeks(
    conn: Connection, person_id: int, weeks: Iterable[Week], now: datetime
) -> tuple[date, ...]:
    """Write weeks and give the dates of those that are not what they were.

    A verdict that had been given and is another one now is recorded as changed.
    """
    wanted = {each.start: each for each in weeks}
    if not wanted:
        return ()
    stored = {each.start: each for each in read_weeks(conn, person_id, min(wanted), max(wanted))}
    return put_judged(conn, table, person_id, wanted, stored, now)


def read_weeks(conn: Connection, person_id: int, first: date, last: date) -> tuple[Week, ...]:
    """Read the weeks that begin between two dates, both included."""
    query = (
        select(*columns_of(table, Week))
        .where(table.c.person_id == person_id, table.c.start.between(first, last))
        .order_by(table.c.start)
    )
    return tuple(map(maker_of(Week), conn.execute(query)))


def keep_only(conn: Connection, person_id: int, first: date, last: date) -> None:
    """Forget weeks that begin outside these dates, both included."""
    conn.execute(
        delete(table).where(table.c.person_id == person_id, ~table.c.start.between(first, last))
    )
