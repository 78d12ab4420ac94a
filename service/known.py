"""What is known at a moment, and what is due of it: one look, which changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from analyzer.calendar import ZoneError, zone_of
from service import attempts, log
from service.attempts import Attempts
from service.backup.noted import noted
from service.clock import machine_zone
from service.due import due, held, next_due
from service.errands import LEDGER_BACK, Books, Do, Errand, Rules, Trust
from service.holding import holds
from service.hours import clock
from storage.records import Person, ZoneRow
from storage.sending import Consent

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from service.home import Home

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Found:
    """What a look shows."""

    now: datetime
    books: Books
    rules: Rules
    due: tuple[Errand, ...]  # failed ones too, while it is too early to try them again
    held: str  # why nothing may be said; empty where it may
    attempts: Attempts

    @property
    def ready(self) -> tuple[Errand, ...]:
        return tuple(each for each in self.due if self.attempts.may_try(each, self.now))

    @property
    def next(self) -> Errand | None:
        return next_due(self.now, self.books, self.rules)


def look(
    home: Home, engine: Engine, now: datetime, trust: Trust, *, inbox_waiting: bool = False
) -> Found:
    """Read what is known and decide what is due; changes nothing."""
    tried, made = attempts.read(home.data), noted(home.data, now)
    done_at = tried.done_at if made is None else {**tried.done_at, Do.BACKUP: made}
    books = read_books(engine, now, done_at, inbox_waiting=inbox_waiting)
    books = replace(books, hold=holds(home.data) or "")
    rules = rules_of(home.settings, machine_zone(home.environment))
    now_due = due(now, books, rules, trust)
    return Found(now, books, rules, now_due, held(now, books, trust), tried)


def read_books(
    engine: Engine, now: datetime, done_at: Mapping[Do, datetime], *, inbox_waiting: bool = False
) -> Books:
    """Read everything `due` wants to know, as of one moment."""
    from storage import consents, messages, people
    from storage.database import reading

    with reading(engine) as connection:
        everybody = people.all_people(connection)
        zones = {each.id: people.zone_rows(connection, each.id) for each in everybody}
        return Books(
            people=[each for each in everybody if _has_a_clock(each, zones[each.id])],
            zones=zones,
            consents=[each for each in consents.active(connection) if _has_an_hour(each)],
            messages=messages.read(connection, now - LEDGER_BACK),
            done_at=done_at,
            inbox_waiting=inbox_waiting and bool(everybody),  # of nobody nothing is read
        )


def _has_a_clock(person: Person, zones: Sequence[ZoneRow]) -> bool:
    """Whether their zones are known here; if not, the others get their letters all the same."""
    try:
        for name in (person.timezone, *(row.zone for row in zones)):
            zone_of(name)
    except ZoneError as error:
        _say_once("zone_unknown", person.id, str(error))
        return False
    return True


def _has_an_hour(consent: Consent) -> bool:
    try:
        clock(consent.at)
    except ValueError as error:
        _say_once("hour_unreadable", consent.person_id, str(error))
        return False
    return True


@lru_cache(maxsize=256)
def _say_once(event: str, person: int, said: str) -> None:
    log.warning(event, person=person, said=said)


def rules_of(settings: Settings, machine: tzinfo) -> Rules:
    """Give the settings about time as what they mean."""
    schedule = settings.schedule
    letters_on = WEEKDAYS.index(schedule.letters_on)
    return Rules(letters_on, clock(schedule.backup_at), *_quiet_hours(), machine)


@lru_cache(maxsize=1)
def _quiet_hours() -> tuple[time, time]:
    from config.limits import read_limits

    nudge = read_limits().nudge
    return nudge.quiet_from, nudge.quiet_to
