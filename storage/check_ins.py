"""Answers to the questions of safety. What was answered stays; a clinician's word is added."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from storage import unjudged
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import check_ins as table
from storage.told import CheckIn


def add_check_in(conn: Connection, person_id: int, check_in: CheckIn, now: datetime) -> CheckIn:
    """Add the answers of one moment."""
    recorded = dataclasses.replace(
        check_in, answers=dict(check_in.answers), recorded_at=check_in.recorded_at or now
    )
    insert(conn, table, [row_of(recorded, person_id=person_id)])
    unjudged.mark_from(conn, person_id, recorded.at.astimezone(UTC).date(), now)
    return recorded


def unlock(conn: Connection, person_id: int, at: datetime, by: str, now: datetime) -> bool:
    """Record that a clinician has seen the answers given ``at``; True if that is news.

    Who was first stays the one who unlocked.
    """
    if not by.strip():
        raise ValueError("a check-in is unlocked by somebody")
    waiting = (
        update(table)
        .where(table.c.person_id == person_id, table.c.at == at, table.c.unlocked_by == "")
        .values(unlocked_by=by, unlocked_at=now)
    )
    if conn.execute(waiting).rowcount == 0:
        return False
    unjudged.mark_from(conn, person_id, at.astimezone(UTC).date(), now)
    return True


def check_ins(conn: Connection, person_id: int) -> tuple[CheckIn, ...]:
    """List all check-ins, oldest first."""
    rows = conn.execute(
        select(*columns_of(table, CheckIn))
        .where(table.c.person_id == person_id)
        .order_by(table.c.at, table.c.recorded_at, table.c.id)
    )
    return tuple(map(maker_of(CheckIn), rows))
