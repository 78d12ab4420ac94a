"""What each watch itself says of its days: totals, and what could not be placed on minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from storage.records import DeviceDay
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import device_days as table


def replace(
    conn: Connection,
    person_id: int,
    device_id: int,
    first: date,
    last: date,
    rows: Iterable[DeviceDay],
) -> tuple[date, ...]:
    """Let exactly these be a device's days from ``first`` to ``last``; give the dates that differ.

    Days outside the range stay as they are, and may not be among ``rows``.
    """
    wanted = {row.date: row for row in rows}
    for row in wanted.values():
        if row.device_id != device_id or not first <= row.date <= last:
            raise ValueError(f"{row} is not of device {device_id} from {first} to {last}")
    mine = (table.c.person_id == person_id, table.c.device_id == device_id)
    stored = {row.date: row for row in _read(conn, *mine, table.c.date.between(first, last))}
    changed = sorted(
        day for day in wanted.keys() | stored.keys() if wanted.get(day) != stored.get(day)
    )
    if changed:
        # Between the first and the last change nearly everything changed; one statement each.
        span = table.c.date.between(changed[0], changed[-1])
        conn.execute(delete(table).where(*mine, span))
        again = [row for day, row in sorted(wanted.items()) if changed[0] <= day <= changed[-1]]
        insert(conn, table, [row_of(row, person_id=person_id) for row in again])
    return tuple(changed)


def read(conn: Connection, person_id: int, first: date, last: date) -> tuple[DeviceDay, ...]:
    """Read the days of all devices, by date and then device."""
    return _read(conn, table.c.person_id == person_id, table.c.date.between(first, last))


def _read(conn: Connection, *conditions: Any) -> tuple[DeviceDay, ...]:
    query = (
        select(*columns_of(table, DeviceDay))
        .where(and_(*conditions))
        .order_by(table.c.date, table.c.device_id)
    )
    return tuple(map(maker_of(DeviceDay), conn.execute(query)))
