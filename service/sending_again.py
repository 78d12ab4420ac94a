"""A message its owner wants sent once more: whether that can be, and what became of it."""

from __future__ import annotations

import shlex
from datetime import date, datetime
from typing import TYPE_CHECKING

from config.errors import StegvisError
from service.claiming import BusyError
from service.sending import RECIPIENT, send_letter, send_nudge
from storage.records import MessageKind
from storage.sending import MessageState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.home import Home
    from storage.records import Person
    from storage.sending import Message

_WHY_NOT = {
    MessageState.CLAIMED: "is being made just now. Look again in a minute: stegvis messages",
    MessageState.POSTING: "is being sent just now. Look again in a minute: stegvis messages",
    MessageState.SENT: "was sent, and nobody gets it twice. To read it: stegvis letter --week WEEK",
    MessageState.NOTHING: "was not needed: nothing was to be said that day.",
}


def send_again(home: Home, number: int) -> Message:
    """Send a message once more, or note that its owner wants that; give what became of it."""
    from storage import messages
    from storage.database import reading

    with reading(home.engine) as connection:
        message = messages.numbered(connection, number)
        _must_be_possible(connection, message, home.now())
    with home.engine.begin() as connection:
        messages.ask(connection, number, home.now())
    try:
        _send(home, message)
    except BusyError as error:
        raise BusyError(
            f"Another process is sending just now. It is noted that message {number} is wanted: "
            "the service sends it next. Where no service runs, ask again in a minute."
        ) from error
    with reading(home.engine) as connection:
        return messages.numbered(connection, number)


def _send(home: Home, message: Message) -> None:
    if message.kind is MessageKind.NUDGE:
        send_nudge(home, message.person_id, date.fromisoformat(message.period))
    else:
        send_letter(home, message.person_id, message.kind, message.period)


def _must_be_possible(connection: Connection, message: Message, now: datetime) -> None:
    """What stands in the way is said before anything is changed."""
    from storage import consents, messages, people

    (person,) = [each for each in people.all_people(connection) if each.id == message.person_id]
    if message.kind is MessageKind.NUDGE and message.period != _today(connection, person, now):
        raise StegvisError("A nudge is about its day, which is over. Nothing was sent.")
    if message.state not in messages.RESENDABLE:
        why = _WHY_NOT[message.state].replace("WEEK", message.period)
        raise StegvisError(f"Message {message.id} {why}")
    if not consents.of(consents.active(connection), person.id, message.kind):
        to = RECIPIENT.get(message.kind, "nudge")
        raise StegvisError(
            f"Nobody agrees to get message {message.id} any more: the consent was taken back. "
            f"Nothing was sent. If they agree again: stegvis consent give --to {to} --person "
            f"{shlex.quote(person.name)} --address ADDRESS --by WHO, and then: "
            f"stegvis messages again {message.id}"
        )


def _today(connection: Connection, person: Person, now: datetime) -> str:
    """The date where they are: on a journey that is where their watch is."""
    from analyzer.calendar import local_date, zone_rows
    from storage import people

    rows = zone_rows(person, people.zone_rows(connection, person.id))
    return local_date(rows, now).isoformat()
