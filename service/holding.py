"""Sending that is held after a restore: a file, because a database that is put back forgets.

A restore that is under way holds it, and one that could not take along what was sent since the
copy was made goes on holding it: then only the owner knows who still agrees.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.errors import StegvisError
from storage.on_disk import sync

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.errands import Errand
    from service.home import Home
    from storage.sending import Consent

FILE: Final = "sending.held"

_LOST: Final = "a copy was put back that does not know whether it was sent"


class Hold(StrEnum):
    """Why nothing is sent."""

    UNFINISHED = "restore_unfinished"  # it was stopped; what is on record is whole
    LOST = "record_lost"  # nobody knows what was sent since the copy was made


class HeldError(StegvisError):
    """Nothing is sent before the owner says so."""

    exit_code = 1

    def __init__(self, why: Hold) -> None:
        super().__init__(f"Nothing was sent. {ADVICE[why]}")


#: What is so and what to do, for whoever looks after this installation.
ADVICE: Final = {
    Hold.UNFINISHED: (
        "A restore was stopped before its end. Run the same stegvis restore again; or leave things"
        " as they are: stegvis messages resume"
    ),
    Hold.LOST: (
        "A backup was put back, and it is not known what was sent since it was made, nor who took"
        " a consent back. Say who still agrees: stegvis messages resume"
    ),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody who is written to once sending goes on."""

    name: str
    consent: Consent


def hold(data: Path, why: Hold) -> None:
    """Let nothing be sent from here on, also after a fall of the current."""
    fresh = data / f".{FILE}.new"
    fresh.write_text(f"{why}\n", encoding="ascii")
    sync(fresh)
    os.replace(fresh, data / FILE)  # noqa: PTH105 - the one call that is atomic by its name
    sync(data)


def holds(data: Path) -> Hold | None:
    """Why nothing is sent; a file that says nothing we know says the worst."""
    try:
        said = (data / FILE).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return Hold(said) if said in list(Hold) else Hold.LOST


def must_not_hold(data: Path) -> None:
    """Refuse to send while it is held."""
    if why := holds(data):
        raise HeldError(why)


def release(data: Path) -> None:
    """Let sending go on."""
    (data / FILE).unlink(missing_ok=True)


def agreed(home: Home) -> list[Agreed]:
    """Who is written to once sending goes on."""
    from storage import consents, people
    from storage.database import reading

    with reading(home.engine) as connection:
        names = {each.id: each.name for each in people.all_people(connection)}
        return [Agreed(names[each.person_id], each) for each in consents.active(connection)]


def resume(home: Home) -> int:
    """Take the owner's word for the clock and for who agrees; give how many are left to them.

    What is due now may have been sent before: it is kept as uncertain and not sent by itself.
    """
    from service.claiming import sending
    from storage import clock_ahead, lasting

    now, left = home.now(), 0
    with sending(home):
        with home.engine.begin() as connection:
            clock_ahead.believe(connection, now)
            if holds(home.data) is Hold.LOST:
                left = lasting.doubt(connection, now, _LOST)
        if holds(home.data) is Hold.LOST:
            due = _due_at_any_hour(home, now)
            with home.engine.begin() as connection:
                left += sum(_leave_to_owner(connection, each, now) for each in due)
        release(home.data)
    return left


def _due_at_any_hour(home: Home, now: datetime) -> list[Errand]:
    """What nobody has on record and would be said now, if it were not night."""
    from service.clock import machine_zone
    from service.due import upcoming
    from service.known import read_books, rules_of

    rules = rules_of(home.settings, machine_zone(home.environment))
    awake = replace(rules, quiet_from=time(23, 59, 59), quiet_to=time())
    planned = upcoming(now, read_books(home.engine, now, {}), awake)
    return [each for each in planned if each.kind is not None and each.since <= now]


def _leave_to_owner(connection: Connection, errand: Errand, now: datetime) -> bool:
    """Put it on record; True where the owner has to decide, and it is not long past."""
    from service.errands import Do
    from storage import messages
    from storage.sending import MessageState

    assert errand.person_id is not None
    assert errand.kind is not None
    if errand.do is Do.MISSED:
        messages.miss(connection, errand.person_id, errand.kind, errand.period, now, _LOST)
        return False
    claimed = messages.claim(connection, errand.person_id, errand.kind, errand.period, now, "")
    if claimed is not None:
        messages.settle(connection, claimed, MessageState.UNCERTAIN, now, _LOST)
    return claimed is not None
