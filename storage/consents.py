"""Who agreed to be written to. Rows are added and revoked, never changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage.records import MessageKind
from storage.rows import columns_of, maker_of, row_of
from storage.sending import Consent
from storage.tables import consents as table


def give(conn: Connection, consent: Consent) -> Consent:
    """Keep a consent; its ``id`` is given here."""
    row = row_of(consent)
    del row["id"]
    new = conn.execute(table.insert().values(row).returning(*columns_of(table, Consent))).one()
    return maker_of(Consent)(new)


def revoke(
    conn: Connection,
    person_id: int,
    kind: MessageKind,
    now: datetime,
    address: str | None = None,
) -> int:
    """End what was agreed to, for one address or for all; give how many consents ended."""
    ended = (
        update(table)
        .where(table.c.person_id == person_id, table.c.kind == kind, table.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if address is not None:
        ended = ended.where(table.c.address == address)
    return conn.execute(ended).rowcount


def history(conn: Connection, person_id: int) -> tuple[Consent, ...]:
    """List everything that was ever agreed to, oldest first, also what was revoked."""
    return _read(conn, table.c.person_id == person_id)


def active(conn: Connection) -> tuple[Consent, ...]:
    """List what counts now, of everybody, in the order it was given.

    Of a person's letters of one kind the newest consent counts, of nudges the newest for each
    address, until it is taken back. One that was replaced never comes back by itself: nobody is
    written to at an address they left.
    """
    newest: dict[tuple[int, MessageKind, str], Consent] = {}
    for each in _read(conn):
        where = each.address if each.kind is MessageKind.NUDGE else ""
        newest[each.person_id, each.kind, where] = each
    counting = [each for each in newest.values() if each.revoked_at is None]
    return tuple(sorted(counting, key=lambda each: each.id))


def of(consents: Sequence[Consent], person_id: int, kind: MessageKind) -> tuple[Consent, ...]:
    """Those of one person and kind."""
    return tuple(each for each in consents if each.person_id == person_id and each.kind is kind)


def _read(conn: Connection, *where: Any) -> tuple[Consent, ...]:
    rows = conn.execute(select(*columns_of(table, Consent)).where(*where).order_by(table.c.id))
    return tuple(map(maker_of(Consent), rows))
