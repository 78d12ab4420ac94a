"""What a person wrote down about a moment: pain, function, flares, sessions no watch saw."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from storage import unjudged
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import diary as table
from storage.told import DiaryEntry


def add_entry(conn: Connection, person_id: int, entry: DiaryEntry, now: datetime) -> DiaryEntry:
    """Add what was said. Nothing said before changes."""
    recorded = dataclasses.replace(entry, recorded_at=entry.recorded_at or now)
    insert(conn, table, [row_of(recorded, person_id=person_id)])
    unjudged.mark_from(conn, person_id, recorded.at.astimezone(UTC).date(), now)
    return recorded


def read_entries(
    conn: Connection, person_id: int, first: datetime | None = None, last: datetime | None = None
) -> tuple[DiaryEntry, ...]:
    """Read what was said about the time from ``first`` up to, not including, ``last``."""
    query = (
        select(*columns_of(table, DiaryEntry))
        .where(table.c.person_id == person_id)
        .order_by(table.c.at, table.c.recorded_at, table.c.id)
    )
    if first is not None:
        query = query.where(table.c.at >= first)
    if last is not None:
        query = query.where(table.c.at < last)
    return tuple(map(maker_of(DiaryEntry), conn.execute(query)))
