"""How far back and forward what is kept of a person reaches."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from storage.records import FileStatus
from storage.tables import days, files

_READABLE = (FileStatus.WHOLE, FileStatus.RESCUED)


def received(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    """Give the first and last moment any original speaks of, or None when there is none."""
    query = select(func.min(files.c.first), func.max(files.c.last)).where(
        files.c.person_id == person_id, files.c.status.in_(_READABLE)
    )
    first, last = conn.execute(query).one()
    return None if first is None or last is None else (first, last)


def judged(conn: Connection, person_id: int) -> tuple[date, date] | None:
    """Give the first and last day there is a row for, or None when there is none."""
    query = select(func.min(days.c.date), func.max(days.c.date)).where(
        days.c.person_id == person_id
    )
    first, last = conn.execute(query).one()
    return None if first is None else (first, last)
