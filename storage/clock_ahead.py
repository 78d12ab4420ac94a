"""What a clock that was ahead wrote into the ledger of messages is put right."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, update

from storage.records import MessageKind
from storage.sending import MessageState
from storage.tables import messages as table


def hurry(conn: Connection, message: int, now: datetime) -> None:
    """Let what waits be tried at once; what does not wait stays as it is.

    An ask that a wrong clock dated later counts as of now.
    """
    waiting = table.c.id == message, table.c.state == MessageState.WAITING
    asked = case((table.c.asked_at > now, now), else_=table.c.asked_at)
    conn.execute(update(table).where(*waiting).values(next_try_at=now, asked_at=asked))


def believe(conn: Connection, now: datetime) -> None:
    """Take the owner's word for the clock: what is dated later was written by a wrong one.

    What was said about a week or day to come is forgotten, or it would not be said in its time.
    """
    soon = (now + timedelta(days=1)).date()  # it is tomorrow somewhere
    year, week, _ = soon.isocalendar()
    nudge = table.c.kind == MessageKind.NUDGE
    conn.execute(delete(table).where(nudge, table.c.period > soon.isoformat()))
    conn.execute(delete(table).where(~nudge, table.c.period >= f"{year}-W{week:02}"))
    later = (table.c.claimed_at > now) | (table.c.asked_at > now)
    waits = table.c.next_try_at.is_not(None)
    conn.execute(update(table).where(later, waits).values(next_try_at=now))
    for column in (table.c.claimed_at, table.c.asked_at, table.c.done_at):
        conn.execute(update(table).where(column > now).values({column.name: now}))
