"""The devices readings come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from storage.records import Device, DeviceKey
from storage.rows import insert_new
from storage.tables import devices as table

#: FIT's number for the maker; the only one whose products are shown by number.
GARMIN: Final = 1


def device_id(conn: Connection, key: DeviceKey, *, label: str | None = None) -> int:
    """Find a device, or add it. Two programs adding the same one get the same number."""
    find = select(table.c.id).where(table.c.key == str(key))
    found = conn.execute(find).scalar_one_or_none()
    if found is None:
        row = {
            "key": str(key),
            "manufacturer": key.manufacturer,
            "product": key.product,
            "serial": key.serial,
            "label": label or label_of(key),
        }
        insert_new(conn, table, row)
        found = conn.execute(find).scalar_one()
    return int(found)


def device_ids(conn: Connection, keys: Iterable[DeviceKey]) -> dict[DeviceKey | None, int]:
    """Find several devices, or add them."""
    return {key: device_id(conn, key) for key in sorted(set(keys), key=str)}


def devices(conn: Connection) -> dict[int, Device]:
    """List all devices by their number."""
    columns = (table.c.id, table.c.label, table.c.manufacturer, table.c.product, table.c.serial)
    rows = conn.execute(select(*columns).order_by(table.c.id))
    return {row.id: Device(row.id, DeviceKey(*row[2:]), row.label) for row in rows}


def label_of(key: DeviceKey) -> str:
    """Name a device for a person, without its serial number.

    >>> label_of(DeviceKey(1, 2503, 3_900_000_000)), label_of(DeviceKey(None, None, None))
    ('Garmin 2503', 'unknown device')
    """
    if key.manufacturer is None:
        return "unknown device"
    maker = "Garmin" if key.manufacturer == GARMIN else f"maker {key.manufacturer}"
    return maker if key.product is None else f"{maker} {key.product}"
