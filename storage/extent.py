"""How far back and forward what is kept of a person reaches."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, exists, func, select

from storage.records import Channel, FileStatus
from storage.tables import days, device_days, files, live_devices, minutes

_READABLE = (FileStatus.WHOLE, FileStatus.RESCUED)


def received(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    """Give the first and last moment anything received speaks of, or None when there is none.

    A live device that counts steps speaks for all of its time, as a watch's file does. A strap is
    put on for an hour: only where nothing else speaks does it say how far a person's days reach.
    """
    told = [each for each in (_of_files(conn, person_id), _of_counters(conn, person_id)) if each]
    if not told:
        return _of_live(conn, person_id)
    live = _of_live(conn, person_id)
    firsts = [first for first, _ in (*told, *([live] if live else []))]
    return min(firsts), max(last for _, last in told)


def judged(conn: Connection, person_id: int) -> tuple[date, date] | None:
    """Give the first and last day there is a row for, or None when there is none."""
    query = select(func.min(days.c.date), func.max(days.c.date)).where(
        days.c.person_id == person_id
    )
    first, last = conn.execute(query).one()
    return None if first is None else (first, last)


def _of_files(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    query = select(func.min(files.c.first), func.max(files.c.last)).where(
        files.c.person_id == person_id, files.c.status.in_(_READABLE)
    )
    first, last = conn.execute(query).one()
    return None if first is None or last is None else (first, last)


def _of_counters(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    counting = exists().where(
        device_days.c.person_id == person_id, device_days.c.device_id == live_devices.c.device_id
    )
    return _of_live(conn, person_id, counting)


def _of_live(conn: Connection, person_id: int, *only: Any) -> tuple[datetime, datetime] | None:
    query = (
        select(func.min(minutes.c.utc_day), func.max(live_devices.c.last_contact_at))
        .join_from(live_devices, minutes, minutes.c.device_id == live_devices.c.device_id)
        .where(live_devices.c.person_id == person_id, minutes.c.person_id == person_id)
        .where(minutes.c.channel == Channel.LIVE, *only)
    )
    first, last = conn.execute(query).one()
    return None if first is None or last is None else (datetime.combine(first, time(), UTC), last)
