"""What the rules found. A finding belongs to the date it ends on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, and_, delete, select

from storage.records import Finding
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import findings as table


def replace_findings(
    conn: Connection, person_id: int, first: date, last: date, findings: Iterable[Finding]
) -> bool:
    """Let exactly these be the findings that end from ``first`` to ``last``; True if it is news."""
    wanted = tuple(sorted(findings, key=_order))
    for each in wanted:
        if not first <= each.last <= last:
            raise ValueError(f"{each} does not end from {first} to {last}")
    if wanted == read_findings(conn, person_id, first, last):
        return False
    ending = and_(table.c.person_id == person_id, table.c.last.between(first, last))
    conn.execute(delete(table).where(ending))
    insert(conn, table, [row_of(each, person_id=person_id) for each in wanted])
    return True


def read_findings(conn: Connection, person_id: int, first: date, last: date) -> tuple[Finding, ...]:
    """Read the findings that end between two dates, both included."""
    query = select(*columns_of(table, Finding)).where(
        table.c.person_id == person_id, table.c.last.between(first, last)
    )
    return tuple(sorted(map(maker_of(Finding), conn.execute(query)), key=_order))


def _order(finding: Finding) -> tuple[date, date, str]:
    """Sort here and not in SQL, where every server has its own alphabet."""
    return finding.last, finding.first, finding.rule
