"""Write live minutes to the database: in one transaction all that must be true together.

Loaded by the daemon: the standard library and SQLAlchemy are all it takes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from collector.live.clock import MINUTE_MS, LocalDays, local_days, moment_of, ms_of
from collector.live.laying import Laid, lay, settle, settled, utc_days
from collector.live.minute import DayChange
from collector.live.minutes import LiveMinutes
from collector.live.resuming import resume, state_of
from config.live import read_live
from service import log
from storage import device_days, live_devices, minutes, people, unjudged
from storage.records import Channel, DeviceDay, LiveDevice

STATE_UNREADABLE = "Where listening left off could not be read; it began anew."


@dataclass(frozen=True, slots=True)
class Listened:
    """A paired device and what is gathered of it."""

    device: LiveDevice
    live: LiveMinutes


def opened(conn: Connection, device: LiveDevice) -> Listened:
    """Go on with a device where the last run left off."""
    days = local_days(people.zone_rows(conn, device.person_id))
    live = LiveMinutes(device.id, days, read_live(), device.cadence_factor)
    left = live_devices.state(conn, device.id)
    if left is not None and not resume(live, left):
        live.tally.notes.add(STATE_UNREADABLE)
    return Listened(device, live)


def flush(engine: Engine, listened: Listened, now: datetime, *, last: bool = False) -> bool:
    """Write what a device told, and say whether its stored days changed.

    Raises `StorageError`; then nothing is written and all of it is still in memory. ``last``: the
    device is forgotten, so nothing waits for more.
    """
    live = listened.live
    if now < listened.device.paired_at:
        # This machine's clock is behind. It will be set, and the minutes will move with it.
        log.warning("clock_behind", device=live.live_device_id)
        return False
    if last:
        live.close()
    if not (live.last_ms or live.minutes or live.pasts or live.changes):
        return False
    with engine.begin() as conn:
        live.days = local_days(people.zone_rows(conn, listened.device.person_id))
        laid, changed = _write(conn, listened, ms_of(now) // MINUTE_MS, last=last)
        if changed:
            unjudged.mark(conn, listened.device.person_id, min(changed), max(changed))
        note_contact(conn, live, now)
        live_devices.leave(conn, live.live_device_id, state_of(settled(live, laid)))
    settle(live, laid)
    return bool(changed)


def _write(
    conn: Connection, listened: Listened, now_minute: int, *, last: bool
) -> tuple[Laid, set[date]]:
    device, live = listened.device, listened.live
    stream = device.person_id, device.device_id, Channel.LIVE
    stored, damaged = minutes.read_days(conn, *stream, utc_days(live))
    for day in damaged:  # there is no original to derive it from again
        log.warning("stored_day_damaged", device=device.id, utc_day=str(day))
    laid = lay(live, {day: each.columns for day, each in stored.items()}, now_minute, last=last)
    changed = set(minutes.write_blocks(conn, *stream, laid.blocks))
    if live.counts:
        changed |= _write_days(conn, device, live, laid.placed)
    return laid, changed


def _write_days(
    conn: Connection, device: LiveDevice, live: LiveMinutes, placed: Counter[date]
) -> set[date]:
    """Add what is new of each local date to the counter's own word on it."""
    changed: set[date] = set()
    for day in sorted(placed.keys() | live.changes.keys()):
        rows = device_days.read(conn, device.person_id, day, day)
        known = next((row for row in rows if row.device_id == device.device_id), None)
        row = _with(
            known or _empty(device.device_id, day, live.days),
            placed[day],
            live.changes.get(day, DayChange()),
        )
        mine = device.person_id, device.device_id
        changed.update(device_days.replace(conn, *mine, day, day, [row]))
    return changed


def _with(row: DeviceDay, placed: int, change: DayChange) -> DeviceDay:
    placed_steps = (row.placed_steps or 0) + placed
    unplaced_steps = change.unplaced_beside(row.total_steps or 0, row.unplaced_steps or 0)
    return replace(
        row,
        total_steps=placed_steps + unplaced_steps,
        placed_steps=placed_steps,
        unplaced_steps=unplaced_steps,
        complete=row.complete if change.complete is None else change.complete,
        resets=row.resets + change.resets,
    )


def _empty(device_id: int, day: date, days: LocalDays) -> DeviceDay:
    return DeviceDay(device_id, day, days.offset_min(day), 0, 0, 0, complete=False)


def note_contact(conn: Connection, live: LiveMinutes, now: datetime) -> None:
    """Note when a device was last heard, and its battery."""
    if live.last_ms is None:
        return
    percent, at_ms = live.battery or (None, None)
    live_devices.heard(
        conn,
        live.live_device_id,
        moment_of(live.last_ms),
        percent,
        None if at_ms is None else moment_of(at_ms),
        now=now,
    )
