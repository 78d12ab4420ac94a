"""A person's time zones as stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.calendar import zone_rows
from storage import people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.records import Person, ZoneRow


def zones_of(connection: Connection, person: Person) -> tuple[ZoneRow, ...]:
    """Give the zones the person's days follow, the one they stated before the first of them."""
    return zone_rows(person, people.zone_rows(connection, person.id))
