"""Recorded sessions, each shown once however many files tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from storage.records import Activity
from storage.rows import chunks, columns_of, insert, maker_of, row_of
from storage.tables import activities as table
from storage.tables import files


def replace_of_files(
    conn: Connection, person_id: int, sessions: Mapping[str, Iterable[Activity]]
) -> set[str]:
    """Let these be all sessions of each original; give the originals of which that is news."""
    wanted = {sha256: list(each) for sha256, each in sessions.items()}
    for sha256, each in wanted.items():
        if any(activity.sha256 != sha256 for activity in each):
            raise ValueError(f"a session is not of the original {sha256}")
    stored: dict[str, list[Activity]] = {sha256: [] for sha256 in wanted}
    for some in chunks(wanted):
        query = select(*columns_of(table, Activity)).where(_of_files(person_id, some))
        for found in map(maker_of(Activity), conn.execute(query.order_by(table.c.number))):
            stored[found.sha256].append(found)
    news = [sha256 for sha256 in wanted if wanted[sha256] != stored[sha256]]
    for some in chunks(sha256 for sha256 in news if stored[sha256]):
        conn.execute(delete(table).where(_of_files(person_id, some)))
    rows = [
        row_of(each, person_id=person_id, number=number)
        for sha256 in news
        for number, each in enumerate(wanted[sha256])
    ]
    insert(conn, table, rows)
    return set(news)


def read(
    conn: Connection, person_id: int, first: datetime | None, last: datetime | None
) -> tuple[Activity, ...]:
    """Read the sessions that touch a stretch of time, by start; None leaves that side open."""
    mine = [table.c.person_id == person_id]
    query = (
        select(*columns_of(table, Activity))
        .join(
            files,
            and_(files.c.person_id == table.c.person_id, files.c.sha256 == table.c.sha256),
        )
        .where(*mine, files.c.superseded_by.is_(None))
    )
    # Other tellings of a session begin with it but may end earlier: choose before cutting.
    touching = select(table.c.start).where(*mine)
    if first is not None:
        touching = touching.where(table.c.end >= first)
    if last is not None:
        touching = touching.where(table.c.start <= last)
    if first is not None or last is not None:
        query = query.where(table.c.start.in_(touching))
    found = once_each(list(map(maker_of(Activity), conn.execute(query))))
    return tuple(
        each
        for each in found
        if (first is None or each.end >= first) and (last is None or each.start <= last)
    )


def once_each(activities: Sequence[Activity]) -> tuple[Activity, ...]:
    """Keep the fullest telling of each session, whatever the order they came in."""
    fullest: dict[tuple[int | None, datetime, str, str], Activity] = {}
    for each in sorted(activities, key=_fullness):
        fullest.setdefault((each.device_id, each.start, each.sport, each.sub_sport), each)
    return tuple(sorted(fullest.values(), key=lambda each: (each.start, each.sha256)))


def _fullness(activity: Activity) -> tuple[bool, int, float, str]:
    """Order the fullest first: closed by the watch, most heart rate, longest."""
    length_s = (activity.end - activity.start).total_seconds()
    return activity.rescued, -activity.hr_samples, -length_s, activity.sha256


def _of_files(person_id: int, sha256s: Sequence[str]) -> ColumnElement[bool]:
    return and_(table.c.person_id == person_id, table.c.sha256.in_(sha256s))
