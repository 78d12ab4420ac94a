"""Everything said about one person, read at once for those who judge."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.check_ins import check_ins
from storage.diary import read_entries
from storage.enrolments import enrolments
from storage.scores import scores
from storage.told import Told


def everything_told(conn: Connection, person_id: int) -> Told:
    """Read diary, check-ins, enrolments and scores, each oldest first."""
    return Told(
        diary=read_entries(conn, person_id),
        check_ins=check_ins(conn, person_id),
        enrolments=enrolments(conn, person_id),
        scores=scores(conn, person_id),
    )
