"""A day of minutes as one row: a compressed block, and its totals as ordinary columns."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from storage.errors import BlockDamagedError
from storage.live_devices import places
from storage.packing import pack, unpack, used_columns
from storage.records import HR_UNKNOWN, STEPS_UNKNOWN, Channel, MinuteBlock, MinuteStream
from storage.rows import chunks, put
from storage.tables import minutes as table

__all__ = ["pack", "read_days", "read_streams", "unpack", "write_blocks"]


def write_blocks(
    conn: Connection,
    person_id: int,
    device_id: int,
    channel: Channel,
    blocks: Iterable[MinuteBlock],
) -> tuple[date, ...]:
    """Write whole days of one stream and give the UTC days that are not what they were.

    A day on which nothing is known is not kept.
    """
    wanted = {block.utc_day: block for block in blocks}
    stored = _stored(conn, person_id, device_id, channel, wanted.keys())
    changed, written, emptied = [], [], []
    for day in sorted(wanted):
        columns = used_columns(wanted[day])
        old = stored.get(day)
        if not columns:
            if old is not None:
                emptied.append(day)
                changed.append(day)
            continue
        if old is None or _columns(old, day) != columns:
            data = pack(wanted[day])
            key = {"person_id": person_id, "device_id": device_id, "channel": channel}
            written.append({**key, "utc_day": day, "block": data, **totals(columns)})
            changed.append(day)
    put(conn, table, written)
    for some in chunks(emptied):
        stream = _stream(person_id, device_id, channel)
        conn.execute(delete(table).where(stream, table.c.utc_day.in_(some)))
    return tuple(changed)


def read_streams(
    conn: Connection, person_id: int, first: date, last: date
) -> tuple[MinuteStream, ...]:
    """Read all streams that have something between two UTC days, both included."""
    query = (
        select(table.c.device_id, table.c.channel, table.c.utc_day, table.c.block)
        .where(table.c.person_id == person_id, table.c.utc_day.between(first, last))
        .order_by(table.c.device_id, table.c.channel, table.c.utc_day)
    )
    streams: dict[tuple[int, Channel], list[MinuteBlock]] = {}
    for device_id, channel, day, data in conn.execute(query):
        streams.setdefault((device_id, channel), []).append(unpack(data, day))
    live = any(channel is Channel.LIVE for _, channel in streams)
    worn = places(conn, person_id) if live else {}
    return tuple(
        MinuteStream(device_id, channel, tuple(blocks), worn.get(device_id, ""))
        for (device_id, channel), blocks in streams.items()
    )


def read_days(
    conn: Connection, person_id: int, device_id: int, channel: Channel, days: Iterable[date]
) -> tuple[dict[date, MinuteBlock], tuple[date, ...]]:
    """Read single days of one stream, and name those that are stored but damaged."""
    found, damaged = {}, []
    for day, data in _stored(conn, person_id, device_id, channel, days).items():
        try:
            found[day] = unpack(data, day)
        except BlockDamagedError:
            damaged.append(day)
    return found, tuple(damaged)


def totals(columns: dict[str, bytes]) -> dict[str, int | float | None]:
    """Sum a day up for readers of SQL. Over nothing known, a sum is unknown.

    >>> totals({"hr_mean_bpm": bytes([60, 0, 63])})
    {'steps': None, 'hr_minutes': 2, 'hr_mean_bpm': 61.5}
    """
    steps = _numbers(columns.get("steps", b""))
    unknown = steps.count(STEPS_UNKNOWN)
    rates = columns.get("hr_mean_bpm", b"")
    known = len(rates) - rates.count(HR_UNKNOWN)
    return {
        "steps": sum(steps) - unknown * STEPS_UNKNOWN if unknown < len(steps) else None,
        "hr_minutes": known,
        "hr_mean_bpm": round(sum(rates) / known, 2) if known else None,
    }


def _numbers(raw: bytes) -> Sequence[int]:
    numbers = array("H", raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _stream(person_id: int, device_id: int, channel: Channel) -> Any:
    return and_(
        table.c.person_id == person_id,
        table.c.device_id == device_id,
        table.c.channel == channel,
    )


def _stored(
    conn: Connection, person_id: int, device_id: int, channel: Channel, days: Iterable[date]
) -> dict[date, bytes]:
    found: dict[date, bytes] = {}
    for some in chunks(days):
        query = select(table.c.utc_day, table.c.block).where(
            _stream(person_id, device_id, channel), table.c.utc_day.in_(some)
        )
        found.update((row.utc_day, row.block) for row in conn.execute(query))
    return found


def _columns(data: bytes, day: date) -> object:
    """Give what is stored, or None where it is damaged and must be written again."""
    try:
        return unpack(data, day).columns
    except BlockDamagedError:
        return None
