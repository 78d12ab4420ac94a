"""Filled-in instruments, each with its version, language and direction."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import Connection, select

from storage import unjudged
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import scores as table
from storage.told import Score


def add_score(conn: Connection, person_id: int, score: Score, now: datetime) -> Score:
    """Add a score. A second one of the same day stands beside the first."""
    recorded = dataclasses.replace(
        score, parts=dict(score.parts), recorded_at=score.recorded_at or now
    )
    insert(conn, table, [row_of(recorded, person_id=person_id)])
    unjudged.mark_from(conn, person_id, recorded.on, now)
    return recorded


def scores(conn: Connection, person_id: int) -> tuple[Score, ...]:
    """List all scores, by the date they were filled in and then by when they were recorded."""
    rows = conn.execute(
        select(*columns_of(table, Score))
        .where(table.c.person_id == person_id)
        .order_by(table.c.on, table.c.recorded_at, table.c.id)
    )
    return tuple(map(maker_of(Score), rows))
