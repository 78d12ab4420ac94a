"""What the owner of this installation should know: begins, is told once, and ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from storage.rows import as_text, columns_of, insert, maker_of
from storage.sending import Notice
from storage.tables import notices as table


def begin(conn: Connection, code: str, about: str, said: str, now: datetime) -> bool:
    """Open a notice unless one of this code about this is open; True when it is new.

    One that is open keeps its beginning and takes the new sentence.
    """
    said, about = as_text(said), as_text(about)
    known = update(table).where(*_open(code, about)).values(said=said)
    if conn.execute(known).rowcount:
        return False
    insert(conn, table, [{"code": code, "about": about, "said": said, "since": now}])
    return True


def end(conn: Connection, code: str, about: str, now: datetime) -> bool:
    """Close a notice; False when none was open."""
    closed = update(table).where(*_open(code, as_text(about))).values(over_at=now)
    return bool(conn.execute(closed).rowcount)


def told(conn: Connection, code: str, about: str, at: datetime | None) -> None:
    """Mark when the owner was told last; None: never, of what could not be told after all."""
    conn.execute(update(table).where(*_open(code, as_text(about))).values(told_at=at))


def last_told(conn: Connection) -> datetime | None:
    """When the owner was told of anything last, of what is over too."""
    found: datetime | None = conn.execute(select(func.max(table.c.told_at))).scalar_one()
    return found


def open_notices(conn: Connection) -> tuple[Notice, ...]:
    """List what is so now, oldest first."""
    rows = conn.execute(
        select(*columns_of(table, Notice))
        .where(table.c.over_at.is_(None))
        .order_by(table.c.since, table.c.id)
    )
    return tuple(map(maker_of(Notice), rows))


def _open(code: str, about: str) -> tuple[Any, ...]:
    return table.c.code == code, table.c.about == about, table.c.over_at.is_(None)
