"""What was established about a person at the start and after, by whom. Dated rows."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import Connection, select

from storage import unjudged
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import enrolments as table
from storage.told import Enrolment


def add_enrolment(
    conn: Connection, person_id: int, enrolment: Enrolment, now: datetime
) -> Enrolment:
    """Add what was established. Earlier rows stay as they were."""
    recorded = dataclasses.replace(enrolment, recorded_at=enrolment.recorded_at or now)
    insert(conn, table, [row_of(recorded, person_id=person_id)])
    unjudged.mark_from(conn, person_id, recorded.since, now)
    return recorded


def enrolments(conn: Connection, person_id: int) -> tuple[Enrolment, ...]:
    """List all rows, by the date they hold from and then by when they were recorded."""
    rows = conn.execute(
        select(*columns_of(table, Enrolment))
        .where(table.c.person_id == person_id)
        .order_by(table.c.since, table.c.recorded_at, table.c.id)
    )
    return tuple(map(maker_of(Enrolment), rows))
