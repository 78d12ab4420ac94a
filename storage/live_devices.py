"""Straps and watches that are listened to: paired, forgotten, last heard, where they left off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, insert, select, update

from storage import tables
from storage.errors import StorageError
from storage.records import LiveDevice
from storage.rows import as_text, columns_of, insert_new, maker_of
from storage.tables import live_devices as table

#: Any adapter; a cadence counts steps.
_UNCHOSEN = {"adapter": "", "cadence_factor": 1.0}


class LiveDeviceError(StorageError):
    """It cannot be listened to that device, or it cannot be told which one is meant."""


def pair(
    conn: Connection,
    person_id: int,
    *,
    kind: str,
    name: str,
    address: str,
    now: datetime,
    adapter: str | None = None,
    cadence_factor: float | None = None,
    label: str | None = None,
) -> LiveDevice:
    """Listen to a device from now on. One that is paired already takes the new name.

    What was chosen for it before stays where nothing is given. A device that was forgotten and is
    paired again goes on where it was.
    """
    chosen = {"adapter": adapter, "cadence_factor": cadence_factor}
    given: dict[str, Any] = {"kind": kind, "name": as_text(name)}
    given |= {name: value for name, value in chosen.items() if value is not None}
    address = address.upper()
    same = (table.c.person_id == person_id, table.c.address == address)
    for known in _read(conn, table.c.address == address, table.c.forgotten_at.is_(None)):
        if known.person_id != person_id:
            raise LiveDeviceError(
                f"{known.name} is paired for somebody else here. Forget it there first:"
                f" stegvis ble forget {known.name!r} --person NAME."
            )
        conn.execute(update(table).where(table.c.id == known.id).values(**given))
        return _one(conn, known.id)
    before = _read(conn, *same, table.c.kind == kind)
    if before:  # what it left off stays its own: a counter that goes on is not counted again
        again = {**given, "paired_at": now, "forgotten_at": None}
        conn.execute(update(table).where(table.c.id == before[-1].id).values(**again))
        return _one(conn, before[-1].id)
    row = {
        **_UNCHOSEN,
        **given,
        "person_id": person_id,
        "device_id": _device_id(conn, kind, address, label or name or kind),
        "address": address,
        "paired_at": now,
    }
    added = conn.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
    return _one(conn, int(added))


def move(conn: Connection, live_device_id: int, address: str) -> None:
    """Note the address a device is met at now; never one at which another one is listened to."""
    address = address.upper()
    here = table.alias()
    taken = select(here.c.id).where(here.c.address == address, here.c.forgotten_at.is_(None))
    this = (table.c.id == live_device_id, table.c.forgotten_at.is_(None), ~taken.exists())
    conn.execute(update(table).where(*this).values(address=address))


def describe(
    conn: Connection,
    live_device_id: int,
    *,
    maker: str | None = None,
    model: str | None = None,
    firmware: str | None = None,
    worn_at: str | None = None,
) -> None:
    """Note what a device says of itself; what it does not say stays as it was."""
    said = {"maker": maker, "model": model, "firmware": firmware, "worn_at": worn_at}
    told = {name: as_text(text) for name, text in said.items() if text is not None}
    if told:
        conn.execute(update(table).where(table.c.id == live_device_id).values(**told))


def forget(conn: Connection, live_device_id: int, now: datetime) -> None:
    """Listen no more. What it told stays."""
    this = (table.c.id == live_device_id, table.c.forgotten_at.is_(None))
    conn.execute(update(table).where(*this).values(forgotten_at=now))


def paired(conn: Connection, person_id: int | None = None) -> tuple[LiveDevice, ...]:
    """List what is listened to, oldest pairing first; everybody's without ``person_id``."""
    mine = () if person_id is None else (table.c.person_id == person_id,)
    return _read(conn, table.c.forgotten_at.is_(None), *mine)


def device_numbers(conn: Connection) -> frozenset[int]:
    """Give the numbers in `devices` of all that was ever listened to."""
    return frozenset(conn.execute(select(table.c.device_id)).scalars())


def places(conn: Connection, person_id: int) -> dict[int, str]:
    """Say where devices are worn, by their number in `devices`, as far as they told."""
    query = select(table.c.device_id, table.c.worn_at).order_by(table.c.id)
    mine = query.where(table.c.person_id == person_id, table.c.worn_at.is_not(None))
    return {row.device_id: row.worn_at for row in conn.execute(mine)}


def device_named(conn: Connection, person_id: int, name: str) -> LiveDevice:
    """Find a paired device by its name, a clear beginning of it, or its address, in any case."""
    mine = paired(conn, person_id)
    wanted = name.strip().casefold()
    exact = [each for each in mine if wanted in {each.name.casefold(), each.address.casefold()}]
    begun = [each for each in mine if wanted and each.name.casefold().startswith(wanted)]
    found = exact or begun
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(f"{each.name} ({each.address})" for each in found)
        raise LiveDeviceError(f"Several devices are called {name!r}. Say which: {which}.")
    known = ", ".join(each.name or each.address for each in mine) or "none"
    raise LiveDeviceError(f"No device called {name!r} is paired. Paired: {known}.")


def heard(
    conn: Connection,
    live_device_id: int,
    at: datetime,
    battery_percent: int | None = None,
    battery_at: datetime | None = None,
    *,
    now: datetime,
) -> None:
    """Note the last contact, and the battery where it told it.

    Nothing goes back in time, but from a moment that has not come yet: the clock was ahead then.
    """
    this, contact_at = table.c.id == live_device_id, min(at, now)
    older = _older(table.c.last_contact_at, contact_at, now)
    conn.execute(update(table).where(this, older).values(last_contact_at=contact_at))
    if battery_percent is not None:
        told_at = min(battery_at or at, now)
        given = {"battery_percent": battery_percent, "battery_at": told_at}
        older = _older(table.c.battery_at, told_at, now)
        conn.execute(update(table).where(this, older).values(**given))


def trouble(
    conn: Connection, live_device_id: int, reason: str | None = None, at: datetime | None = None
) -> None:
    """Note what keeps a device from being heard; nothing does where no reason is given."""
    this = table.c.id == live_device_id
    conn.execute(update(table).where(this).values(trouble=reason, trouble_at=at))


def state(conn: Connection, live_device_id: int) -> str | None:
    """Read what `leave` kept."""
    query = select(table.c.state).where(table.c.id == live_device_id)
    found: Any = conn.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def leave(conn: Connection, live_device_id: int, text: str) -> None:
    """Keep what listening needs to go on, in the transaction that writes the minutes."""
    conn.execute(update(table).where(table.c.id == live_device_id).values(state=text))


def _older(known: Column[Any], than: datetime, now: datetime) -> ColumnElement[bool]:
    return known.is_(None) | (known < than) | (known > now)


def _device_id(conn: Connection, kind: str, address: str, label: str) -> int:
    """Find or add the device its minutes belong to: the same one at every pairing."""
    key = f"live-{kind}-{address}"
    row = {"key": key, "manufacturer": None, "product": None, "serial": None}
    insert_new(conn, tables.devices, {**row, "label": as_text(label)})
    query = select(tables.devices.c.id).where(tables.devices.c.key == key)
    return int(conn.execute(query).scalar_one())


def _one(conn: Connection, live_device_id: int) -> LiveDevice:
    return _read(conn, table.c.id == live_device_id)[0]


def _read(conn: Connection, *conditions: Any) -> tuple[LiveDevice, ...]:
    query = select(*columns_of(table, LiveDevice)).where(*conditions).order_by(table.c.id)
    return tuple(map(maker_of(LiveDevice), conn.execute(query)))
