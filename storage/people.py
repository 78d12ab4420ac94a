"""Whose days these are: people, and the zones their days follow."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, delete, select, update

from storage import tables
from storage.errors import PersonUnclearError
from storage.records import Answer, Basis, Person, Sex, ZoneRow
from storage.rows import columns_of, insert, insert_new, maker_of, put, row_of

#: The zone a person states first holds for all days before.
ALWAYS: Final = date.min

_FIXED_OFFSET: Final = re.compile(r"UTC[+-]\d{2}:\d{2}")


def add_person(
    conn: Connection,
    *,
    name: str,
    timezone: str,
    now: datetime,
    birth_year: int | None = None,
    sex: Sex | None = None,
    language: str = "en",
    max_hr_bpm: int | None = None,
    rest_hr_bpm: int | None = None,
    beta_blocker: Answer = Answer.UNKNOWN,
    pacemaker: Answer = Answer.UNKNOWN,
    atrial_fibrillation: Answer = Answer.UNKNOWN,
    awake_from: str = "06:00",
    awake_to: str = "23:00",
) -> Person:
    """Add somebody whose days are followed, in the zone they state, from always."""
    given = Person(
        0, name, timezone, birth_year, sex, language, max_hr_bpm, rest_hr_bpm,
        beta_blocker, pacemaker, atrial_fibrillation, awake_from, awake_to,
    )  # fmt: skip
    row = _checked(row_of(given, created_at=now, updated_at=now))
    del row["id"]
    if not insert_new(conn, tables.people, row):
        raise PersonUnclearError(f"There is already somebody called {name!r}. Choose another name.")
    person = person_named(conn, name)
    set_stated_zone(conn, person.id, ALWAYS, timezone)
    return person


def person_named(conn: Connection, name: str | None) -> Person:
    """Find a person; without a name, the only one there is."""
    everybody = all_people(conn)
    if not everybody:
        raise PersonUnclearError("Nobody is followed here yet. Start with `stegvis init`.")
    known = ", ".join(person.name for person in everybody)
    if name is None:
        if len(everybody) > 1:
            raise PersonUnclearError(
                f"Several people are followed here ({known}). Say who is meant with --person NAME."
            )
        return everybody[0]
    for person in everybody:
        if person.name == name:
            return person
    raise PersonUnclearError(f"Nobody called {name!r} is followed here. Known: {known}.")


def all_people(conn: Connection) -> tuple[Person, ...]:
    """List everybody, in the order they were added."""
    make = maker_of(Person)
    rows = conn.execute(select(*columns_of(tables.people, Person)).order_by(tables.people.c.id))
    return tuple(make(row) for row in rows)


def followed_since(conn: Connection) -> dict[int, datetime]:
    """Give when each person was added here."""
    rows = conn.execute(select(tables.people.c.id, tables.people.c.created_at))
    return {row.id: row.created_at for row in rows}


def update_person(
    conn: Connection,
    person_id: int,
    *,
    now: datetime,
    since: date | None = None,
    **changes: Any,
) -> Person:
    """Change what is known about a person.

    A new ``timezone`` holds from ``since``; without it, the zone stated first is replaced as if it
    had never been another, which is refused where zones from several dates are stated.
    """
    known = {field.name for field in dataclasses.fields(Person)} - {"id"}
    if not known >= changes.keys():
        raise TypeError(f"a person has no {', '.join(sorted(changes.keys() - known))}")
    zone = changes.pop("timezone", None)
    if changes:
        named = changes.get("name")
        if named is not None and any(
            person.name == named and person.id != person_id for person in all_people(conn)
        ):
            raise PersonUnclearError(f"There is already somebody called {named!r}.")
        _change(conn, person_id, _checked(changes), now)
    if zone is not None:
        if since is None:
            since = _only_stated(conn, person_id)
        set_stated_zone(conn, person_id, since, zone)
        latest = _stated(conn, person_id)[-1].zone
        _change(conn, person_id, {"timezone": latest}, now)
    return _person(conn, person_id)


def zone_rows(conn: Connection, person_id: int) -> tuple[ZoneRow, ...]:
    """List the zones a person's days follow, stated and observed, by date."""
    zones = tables.zones
    rows = conn.execute(
        select(*columns_of(zones, ZoneRow))
        .where(zones.c.person_id == person_id)
        .order_by(zones.c.since, zones.c.basis.desc())  # what was stated comes first
    )
    return tuple(map(maker_of(ZoneRow), rows))


def set_stated_zone(conn: Connection, person_id: int, since: date, zone: str) -> None:
    """Let a person's days follow a zone from a date on."""
    _must_be_zone(zone)
    row = row_of(ZoneRow(since, zone, Basis.STATED), person_id=person_id)
    put(conn, tables.zones, [row])


def replace_observed_zones(conn: Connection, person_id: int, rows: Iterable[ZoneRow]) -> bool:
    """Let these be all zones that watches showed; True if that is news."""
    wanted = sorted(rows, key=lambda row: row.since)
    for row in wanted:
        _must_be_zone(row.zone)
        if row.basis is not Basis.OBSERVED:
            raise ValueError(f"{row} was not observed")
    if wanted == [row for row in zone_rows(conn, person_id) if row.basis is Basis.OBSERVED]:
        return False
    zones = tables.zones
    conn.execute(
        delete(zones).where(zones.c.person_id == person_id, zones.c.basis == Basis.OBSERVED)
    )
    insert(conn, zones, [row_of(row, person_id=person_id) for row in wanted])
    return True


def _person(conn: Connection, person_id: int) -> Person:
    for person in all_people(conn):
        if person.id == person_id:
            return person
    raise PersonUnclearError(f"Nobody with the number {person_id} is followed here.")


def _change(conn: Connection, person_id: int, changes: dict[str, Any], now: datetime) -> None:
    people = tables.people
    conn.execute(update(people).where(people.c.id == person_id).values(**changes, updated_at=now))


def _stated(conn: Connection, person_id: int) -> list[ZoneRow]:
    return [row for row in zone_rows(conn, person_id) if row.basis is Basis.STATED]


def _only_stated(conn: Connection, person_id: int) -> date:
    stated = _stated(conn, person_id)
    if len(stated) > 1:
        dates = ", ".join(str(row.since) for row in stated[1:])
        raise PersonUnclearError(
            f"The time zone changed before ({dates}). Say from which date the new one holds."
        )
    return stated[0].since if stated else ALWAYS


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if not str(values.get("name", "-")).strip():
        raise PersonUnclearError("A person needs a name; any word will do.")
    if not str(values.get("name", "")).isprintable():
        raise PersonUnclearError(
            "A name is one line of letters that can be shown. Choose another, as --name kim."
        )
    if "timezone" in values:
        _must_be_zone(values["timezone"])
    return values


def _must_be_zone(zone: str) -> None:
    if _FIXED_OFFSET.fullmatch(zone):
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PersonUnclearError(
            f"{zone!r} is not a time zone. Use a name such as Europe/Stockholm."
        ) from error
