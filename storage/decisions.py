"""Every nudge that was sent and every one that was not, with the reason. Nothing is overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.records import Decision, Nudge, Reason
from storage.rows import insert_new
from storage.tables import decisions as table


def add_decision(conn: Connection, person_id: int, decision: Decision) -> bool:
    """Keep a decision; False if it is known, or if the date has had its nudge already.

    Only who gets True may send the nudge: two programs deciding at once cannot both.
    """
    nudge = decision.nudge
    row = {
        "person_id": person_id,
        "date": decision.date,
        "why_code": decision.why.code,
        "why_numbers": decision.why.numbers,
        "decided_at": decision.decided_at,
        "considered": decision.considered,
        "nudge_date": None if nudge is None else nudge.date,
        "nudge_code": None if nudge is None else nudge.code,
        "nudge_numbers": None if nudge is None else nudge.numbers,
        "nudge_because": None if nudge is None else nudge.because,
        "nudge_asks_for_more": None if nudge is None else nudge.asks_for_more,
    }
    return insert_new(conn, table, row)


def read_decisions(
    conn: Connection, person_id: int, first: date, last: date
) -> tuple[Decision, ...]:
    """Read the decisions about a stretch of local dates, in the order they were made."""
    query = (
        select(table)
        .where(table.c.person_id == person_id, table.c.date.between(first, last))
        .order_by(table.c.date, table.c.decided_at, table.c.id)
    )
    return tuple(map(_decision, conn.execute(query)))


def _decision(row: Row[Any]) -> Decision:
    nudge = None
    if row.nudge_code is not None:
        nudge = Nudge(
            date=row.nudge_date,
            code=row.nudge_code,
            numbers=row.nudge_numbers,
            because=row.nudge_because,
            asks_for_more=row.nudge_asks_for_more,
        )
    why = Reason(row.why_code, row.why_numbers)
    return Decision(row.date, nudge, why, row.decided_at, row.considered)
