"""The catalogue of originals: what was imported, what became of it, what is still to derive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from storage.devices import device_ids
from storage.records import DeviceKey, FileRow, FileStatus
from storage.rows import chunks, insert, row_of
from storage.tables import devices
from storage.tables import files as table

#: What all forms of a recording have in common, long or short: device, kind and beginning.
Recording = tuple[DeviceKey | None, str | None, datetime | None]

#: These hold readings.
_READABLE = (FileStatus.WHOLE, FileStatus.RESCUED)


def known(conn: Connection, person_id: int, sha256s: Collection[str]) -> set[str]:
    """Tell which of these are in the catalogue already."""
    found: set[str] = set()
    for some in chunks(sha256s):
        query = select(table.c.sha256).where(
            table.c.person_id == person_id, table.c.sha256.in_(some)
        )
        found.update(conn.execute(query).scalars())
    return found


def add_files(conn: Connection, person_id: int, rows: Collection[FileRow]) -> set[str]:
    """Catalogue originals, still to be derived from; give those that were not there already."""
    there = known(conn, person_id, [each.sha256 for each in rows])
    new = {each.sha256: each for each in rows if each.sha256 not in there}
    ids = device_ids(conn, [each.device for each in new.values() if each.device is not None])
    values = [row_of(each, person_id=person_id, derived=False) for each in new.values()]
    for each in values:
        each["device_id"] = ids.get(each.pop("device"))
    insert(conn, table, values)
    return set(new)


def same_recordings(
    conn: Connection, person_id: int, wanted: Collection[Recording]
) -> Mapping[Recording, list[FileRow]]:
    """List by recording what these could be longer or shorter forms of."""
    moments = {created for *_, created in wanted}
    found: dict[Recording, list[FileRow]] = defaultdict(list)
    mine = [
        table.c.person_id == person_id,
        table.c.superseded_by.is_(None),
        table.c.status.in_(_READABLE),
    ]
    begun = [table.c.created.in_(some) for some in chunks(moments - {None})]
    if None in moments:
        begun.append(table.c.created.is_(None))
    for condition in begun:
        for row in _rows(conn, *mine, condition):
            found[row.device, row.kind, row.created].append(row)
    return {each: found.get(each, []) for each in wanted}


def supersede(conn: Connection, person_id: int, shorter_sha: str, longer_sha: str) -> None:
    """Let the longer form of a recording stand for the shorter, and derive both days again.

    Whatever the shorter stood for, the longer stands for too, so that the order of import does
    not show. Saying it twice changes nothing.
    """
    mine = table.c.person_id == person_id
    changed = conn.execute(
        update(table)
        .where(mine, (table.c.sha256 == shorter_sha) | (table.c.superseded_by == shorter_sha))
        .where(table.c.superseded_by.is_distinct_from(longer_sha))
        .values(superseded_by=longer_sha, derived=False)
    )
    if changed.rowcount:
        conn.execute(update(table).where(mine, table.c.sha256 == longer_sha).values(derived=False))


def touching(
    conn: Connection,
    person_id: int,
    device: DeviceKey | None,
    first: datetime,
    last: datetime,
) -> tuple[FileRow, ...]:
    """List the originals to derive a stretch of time from; without a device, of all devices."""
    conditions = [
        table.c.person_id == person_id,
        table.c.superseded_by.is_(None),
        table.c.status.in_(_READABLE),
        table.c.first <= last,
        table.c.last >= first,
    ]
    if device is not None:
        conditions.append(devices.c.key == str(device))
    return _rows(conn, *conditions)


def underived(conn: Connection, person_id: int) -> tuple[FileRow, ...]:
    """List the originals whose days are not derived yet, superseded ones among them."""
    return _rows(
        conn,
        table.c.person_id == person_id,
        table.c.derived.is_(False),
        table.c.status.in_(_READABLE),
    )


def mark_derived(conn: Connection, person_id: int, sha256s: Collection[str]) -> None:
    """Note that everything these touch is derived."""
    for some in chunks(sha256s):
        conn.execute(
            update(table)
            .where(table.c.person_id == person_id, table.c.sha256.in_(some))
            .values(derived=True)
        )


def owners(conn: Connection, device: DeviceKey) -> set[int]:
    """Tell whose files a device wrote, by person."""
    query = (
        select(table.c.person_id).distinct().join_from(table, devices)
        .where(devices.c.key == str(device))
    )  # fmt: skip
    return set(conn.execute(query).scalars())


def derive_again(conn: Connection, person_id: int) -> None:
    """Note that nothing is derived, as after a change of zone: the next import derives it all."""
    conn.execute(update(table).where(table.c.person_id == person_id).values(derived=False))


def all_files(conn: Connection, person_id: int) -> tuple[FileRow, ...]:
    """List the whole catalogue."""
    return _rows(conn, table.c.person_id == person_id)


def _rows(conn: Connection, *conditions: ColumnElement[bool]) -> tuple[FileRow, ...]:
    query = (
        select(table, devices.c.key, devices.c.manufacturer, devices.c.product, devices.c.serial)
        .select_from(table.outerjoin(devices))
        .where(*conditions)
        .order_by(table.c.first.is_(None), table.c.first, table.c.sha256)
    )
    return tuple(map(_file_row, conn.execute(query)))


def _file_row(row: Row[Any]) -> FileRow:
    device = None if row.key is None else DeviceKey(row.manufacturer, row.product, row.serial)
    return FileRow(
        sha256=row.sha256,
        name=row.name,
        size=row.size,
        status=row.status,
        kind=row.kind,
        device=device,
        created=row.created,
        first=row.first,
        last=row.last,
        body_sha256=row.body_sha256,
        body_size=row.body_size,
        decoder_version=row.decoder_version,
        problems=row.problems,
        superseded_by=row.superseded_by,
    )
