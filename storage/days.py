"""A person's days as they were judged last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from storage.records import Day
from storage.rows import columns_of, maker_of
from storage.tables import days as table
from storage.verdicts import put_judged


def write_days(
    conn: Connection, person_id: int, days: Iterable[Day], now: datetime
) -> tuple[date, ...]:
    """Write days and give the dates of those that are not what they were.

    A verdict that had been given and is another one now is recorded as changed.
    """
    wanted = {each.date: each for each in days}
    if not wanted:
        return ()
    stored = {each.date: each for each in read_days(conn, person_id, min(wanted), max(wanted))}
    return put_judged(conn, table, person_id, wanted, stored, now)


def read_days(conn: Connection, person_id: int, first: date, last: date) -> tuple[Day, ...]:
    """Read the days between two dates, both included."""
    query = (
        select(*columns_of(table, Day))
        .where(table.c.person_id == person_id, table.c.date.between(first, last))
        .order_by(table.c.date)
    )
    return tuple(map(maker_of(Day), conn.execute(query)))


def keep_only(conn: Connection, person_id: int, first: date, last: date) -> None:
    """Forget days outside these dates, both included: in another zone they do not exist."""
    conn.execute(
        delete(table).where(table.c.person_id == person_id, ~table.c.date.between(first, last))
    )
