"""Verdicts that changed after they were given: late data may do that, but never unseen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, select

from storage.records import Day, Period, Reason, VerdictChange, Week
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import verdict_changes as table

#: The reason of a day or week nobody has judged yet.
NOT_JUDGED = Reason("not_judged").code


def changed_verdict(old: Day | Week | None, new: Day | Week, now: datetime) -> VerdictChange | None:
    """Tell whether a verdict that somebody may have read is another one now."""
    if old is None or old.why.code == NOT_JUDGED or old.verdict == new.verdict:
        return None
    if isinstance(new, Day):
        return VerdictChange(Period.DAY, new.date, old.verdict, new.verdict, new.why, now)
    return VerdictChange(Period.WEEK, new.start, old.verdict, new.verdict, new.why, now)


def record_changes(conn: Connection, person_id: int, changes: Iterable[VerdictChange]) -> None:
    """Keep the changes beside the new verdicts."""
    insert(conn, table, [row_of(change, person_id=person_id) for change in changes])


def read_changes(
    conn: Connection, person_id: int, first: date, last: date
) -> tuple[VerdictChange, ...]:
    """Read the changes to days and weeks that begin between two dates, oldest change first."""
    query = (
        select(*columns_of(table, VerdictChange))
        .where(table.c.person_id == person_id, table.c.start.between(first, last))
        .order_by(table.c.at, table.c.id)
    )
    return tuple(map(maker_of(VerdictChange), conn.execute(query)))
