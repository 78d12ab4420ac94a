"""Verdicts that changed after they were given: late data may do that, but never unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Connection, Table, select

from storage.records import Day, Period, VerdictChange, Week
from storage.records.verdicts import NOT_JUDGED
from storage.rows import columns_of, insert, maker_of, put, row_of
from storage.tables import verdict_changes

Judged = TypeVar("Judged", Day, Week)


def put_judged(
    conn: Connection,
    table: Table,
    person_id: int,
    wanted: Mapping[date, Judged],
    stored: Mapping[date, Judged],
    now: datetime,
) -> tuple[date, ...]:
    """Write what is not what it was, by the date it begins on, and give these dates.

    A verdict that had been given and is another one now is recorded as changed.
    """
    news = {on: each for on, each in sorted(wanted.items()) if stored.get(on) != each}
    changes = (changed_verdict(stored.get(on), each, now) for on, each in news.items())
    record_changes(conn, person_id, [change for change in changes if change is not None])
    put(conn, table, [row_of(each, person_id=person_id) for each in news.values()])
    return tuple(news)


def changed_verdict(old: Day | Week | None, new: Day | Week, now: datetime) -> VerdictChange | None:
    """Tell whether a verdict that somebody may have read is another one now."""
    if old is None or old.why.code == NOT_JUDGED.code or old.verdict == new.verdict:
        return None
    if isinstance(new, Day):
        return VerdictChange(Period.DAY, new.date, old.verdict, new.verdict, new.why, now)
    return VerdictChange(Period.WEEK, new.start, old.verdict, new.verdict, new.why, now)


def record_changes(conn: Connection, person_id: int, changes: Iterable[VerdictChange]) -> None:
    """Keep the changes beside the new verdicts."""
    insert(conn, verdict_changes, [row_of(change, person_id=person_id) for change in changes])


def read_changes(
    conn: Connection, person_id: int, first: date, last: date
) -> tuple[VerdictChange, ...]:
    """Read the changes to days and weeks that begin between two dates, oldest change first."""
    table = verdict_changes
    query = (
        select(*columns_of(table, VerdictChange))
        .where(table.c.person_id == person_id, table.c.start.between(first, last))
        .order_by(table.c.at, table.c.id)
    )
    return tuple(map(maker_of(VerdictChange), conn.execute(query)))
