"""What can be known at once, for the moment when nothing may stand in the way of a phone number.

Never makes, migrates or waits for a database; whatever cannot be read is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from storage.connecting import address_of, make_engine, reading
from storage.errors import StorageError
from storage.tables import enrolments, people
from storage.told import Region

#: Longer than this nobody waits for whom to call.
_WAIT_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Glance:
    """Whom we speak to; all unknown where nothing can be read."""

    timezone: str | None = None
    language: str | None = None
    region: Region = Region.UNKNOWN


def glance(url: str, name: str | None) -> Glance:
    """Look up a person by name, or the only one there is."""
    try:
        address = address_of(url)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
            return Glance()
        engine = make_engine(address, wait_s=_WAIT_S)
        try:
            with reading(engine) as conn:
                return _seen(conn, name)
        finally:
            engine.dispose()
    except (StorageError, SQLAlchemyError):
        return Glance()


def _seen(conn: Connection, name: str | None) -> Glance:
    query = select(people.c.id, people.c.timezone, people.c.language)
    if name is not None:
        query = query.where(people.c.name == name)
    found = conn.execute(query.limit(2)).all()
    if len(found) != 1:
        return Glance()
    person_id, timezone, language = found[0]
    try:
        return Glance(timezone, language, _region(conn, person_id))
    except SQLAlchemyError:  # a database that was made before enrolments were kept
        return Glance(timezone, language)


def _region(conn: Connection, person_id: int) -> Region:
    table = enrolments
    newest = (
        select(table.c.region)
        .where(table.c.person_id == person_id)
        .order_by(table.c.since.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    )
    region: Region | None = conn.execute(newest.limit(1)).scalar_one_or_none()
    return region or Region.UNKNOWN
