"""The way of any message out of the house: claim it in the ledger, let it be posted, mark it.

At whatever moment this process dies, the ledger says what a later one may do: a claimed message
never left the house; one that was leaving may have arrived and waits for the owner's decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from secrets import token_hex
from typing import TYPE_CHECKING

from config.errors import StegvisError
from service.file_lock import took
from service.holding import must_not_hold
from service.watchfulness import MAIL_STUCK, NOT_EVERYWHERE
from storage.records import MessageKind
from storage.sending import MessageState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.home import Home
    from service.post.outcome import Outcome
    from storage.records import Person
    from storage.sending import Consent, Message

#: One process at a time sends: what another has in hand looks like what a crash left behind.
LOCK = "sending.lock"


class Ended(IntEnum):
    """How an errand ended, as its process says it."""

    DONE = 0  # sent, or decided that nothing is to be said, or somebody else did it
    LATER = 1  # not this time; the ledger says when again
    REFUSED = 3  # for good, or nobody can know; the owner has to look


class BusyError(StegvisError):
    """Another process is sending just now."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A message this process has in hand, whom it is about, and who agreed to get it."""

    home: Home
    message: Message
    person: Person
    agreed: tuple[Consent, ...]

    def local_now(self) -> datetime:
        """Now, as the clock of whom it is about shows it."""
        from analyzer.calendar import zone_of

        return self.home.now().astimezone(zone_of(self.person.timezone))

    def still_agreed(self) -> None:
        """Making a letter takes seconds; whoever says stop in these is heard (`StoppedError`)."""
        from storage.database import reading

        with reading(self.home.engine) as connection:
            _must_count(connection, self.agreed)

    def leaving(self, consent: Consent) -> None:
        """Mark that the next byte leaves the house for somebody, if they still agree to it."""
        from storage import messages
        from storage.connecting import durable

        with durable(self.home.engine) as connection:
            _must_count(connection, [consent])
            messages.posting(connection, self.message)


def _must_count(connection: Connection, agreed: Sequence[Consent]) -> None:
    from service.post.stopping import StoppedError
    from storage import consents

    active = consents.active(connection)
    if any(consent not in active for consent in agreed):
        raise StoppedError("what was agreed to changed before it was sent")


def send(
    home: Home, person_id: int, kind: MessageKind, period: str, post: Callable[[Claim], Outcome]
) -> Ended:
    """Send what is due of this kind and period, unless that was done."""
    from service import log

    with sending(home):
        must_not_hold(home.data)
        claim = _claim(home, person_id, kind, period)
        if claim is None:
            log.line("message_not_due", kind=kind, period=period)
            return Ended.DONE
        outcome = _posted(claim, post)
        _settle(claim, outcome)
    log.line("message", kind=kind, period=period, state=outcome.state, tries=claim.message.tries)
    return _ended(outcome.state)


@contextmanager
def sending(home: Home) -> Iterator[None]:
    """Be the only process that sends; the lock goes with the process, however it ends."""
    with (home.data / LOCK).open("w") as lock:
        if not took(lock):
            raise BusyError("Another process is sending just now. Try again in a minute.")
        yield


def _claim(home: Home, person_id: int, kind: MessageKind, period: str) -> Claim | None:
    from service.post.envelope import message_id
    from storage import consents, messages

    domain = home.settings.letters.sender.rpartition("@")[2] or "localhost"
    with home.engine.begin() as connection:
        messages.recover(connection, home.now())
        person = _person(connection, person_id)
        agreed = consents.of(consents.active(connection), person_id, kind)
        if not agreed:
            return None
        # The ledger keeps the first one, so chance may make it: nobody can guess whom it is about.
        name = message_id(kind, person.id, period, domain, token_hex())
        message = messages.claim(connection, person_id, kind, period, home.now(), name)
    return None if message is None else Claim(home, message, person, agreed)


def _person(connection: Connection, person_id: int) -> Person:
    from storage import people

    for person in people.all_people(connection):
        if person.id == person_id:
            return person
    raise StegvisError(f"Nobody with number {person_id} is followed here. See: stegvis person list")


def _posted(claim: Claim, post: Callable[[Claim], Outcome]) -> Outcome:
    from service.post.stopping import outcome_of

    try:
        return post(claim)
    except StegvisError as error:
        return outcome_of(error)


def _settle(claim: Claim, outcome: Outcome) -> None:
    from service.post.outcome import retry_at
    from storage import messages, notices
    from storage.connecting import durable

    home, now = claim.home, claim.home.now()
    again = None
    if outcome.state is MessageState.WAITING:
        # When that is at night, `service.due` waits for the morning.
        again = retry_at(claim.message.tries, now, for_owner=outcome.for_owner)
    said = outcome.sentence
    with durable(home.engine) as connection:
        messages.settle(connection, claim.message, outcome.state, now, said, again)
        # Each that is refused or uncertain is told of by itself: `service.watchfulness`.
        if outcome.for_owner and outcome.state is MessageState.WAITING:
            notices.begin(connection, MAIL_STUCK, "mail", said, now)
        elif claim.message.kind is MessageKind.NUDGE and outcome.state is MessageState.SENT:
            if outcome.for_owner:
                notices.begin(connection, NOT_EVERYWHERE, claim.person.name, said, now)
            else:
                notices.end(connection, NOT_EVERYWHERE, claim.person.name, now)


def _ended(state: MessageState) -> Ended:
    if state in {MessageState.SENT, MessageState.NOTHING}:
        return Ended.DONE
    return Ended.LATER if state is MessageState.WAITING else Ended.REFUSED
