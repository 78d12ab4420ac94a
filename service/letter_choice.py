"""Which letters were asked for on the command line: their values, readers and file names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from service.periods import week_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.settings import Settings
    from service.home import Home
    from service.letter_errand import Recipient
    from service.letters.compose import Letter
    from storage.records import Person
    from storage.sending import Consent


@dataclass(frozen=True, slots=True)
class Chosen:
    """One letter that was asked for."""

    recipient: Recipient
    values: Letter
    stem: str  # of its file names
    consent: Consent | None  # who agreed to get it by mail


@dataclass(frozen=True, slots=True)
class Choice:
    """All of them, whom they are about, and the settings that are true for this person."""

    person: Person
    settings: Settings
    letters: tuple[Chosen, ...]


def weekly_letters(home: Home, who: str | None, week_start: date | None, to: str) -> Choice:
    """The letters of a week, the last whole one if none is named."""
    from service.analysis import up_to_date
    from service.letter_errand import RECIPIENTS, last_whole_week, letter_values

    with up_to_date(home, who) as (connection, person):
        start = week_start or last_whole_week(home.today(person.timezone))
        return _choice(
            home,
            connection,
            person,
            tuple(
                Chosen(
                    recipient,
                    letter_values(home, connection, person, recipient, start),
                    f"{week_of(start)}-{recipient}",
                    _consent(connection, person, recipient),
                )
                for recipient in RECIPIENTS
                if to in (recipient, "both")
            ),
        )


def the_evaluation(home: Home, who: str | None) -> Choice:
    """Weeks 6 to 10 beside the start, for the physio. It is never sent by itself."""
    from service.analysis import up_to_date
    from service.letter_errand import evaluation_values

    with up_to_date(home, who) as (connection, person):
        compared = evaluation_values(home, connection, person)
        stem = f"evaluation-{compared.start.isoformat()}"
        letter = Chosen("physio", compared, stem, None)
        return _choice(home, connection, person, (letter,))


def _choice(
    home: Home, connection: Connection, person: Person, letters: tuple[Chosen, ...]
) -> Choice:
    """Where several people are followed, file names and addresses are told apart."""
    from service.letter_errand import name_part, settings_for
    from storage import people

    everybody = people.all_people(connection)
    part = name_part(person, everybody)
    named = tuple(replace(each, stem=part + each.stem) for each in letters)
    return Choice(person, settings_for(home.settings, everybody), named)


def _consent(connection: Connection, person: Person, recipient: Recipient) -> Consent | None:
    from storage import consents
    from storage.records import MessageKind

    kind = MessageKind(f"{recipient}_letter")
    agreed = consents.of(consents.active(connection), person.id, kind)
    return agreed[-1] if agreed else None
