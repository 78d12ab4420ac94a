"""A nudge to every address a person agreed to: mail by our own hand, all else through apprise.

At most once: what an address did not take is not tried there again, because of a phone service
that hung up nobody can say whether it has rung. An address with a scheme may hold a secret; nothing
here repeats more of it than the scheme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from service.post.addresses import AddressError, mailbox
from service.post.outcome import Outcome
from storage.records import MessageKind
from storage.sending import MessageState

if TYPE_CHECKING:
    from config.settings import Settings

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://.", re.IGNORECASE)


def valid_address(kind: MessageKind, address: str) -> None:
    """Raise `AddressError`, with what to do, for what this kind of message cannot be sent to."""
    if "://" not in address:
        mailbox(address)
    elif kind is not MessageKind.NUDGE:
        raise AddressError("A letter goes by mail. Give a mail address: name@example.org")
    else:
        from service.post.by_apprise import check

        check(address)


def scheme_of(address: str) -> str:
    """What may be shown of an address: ``ntfy``, or ``mail``.

    >>> scheme_of("ntfy://secret@ntfy.example.org/topic"), scheme_of("kim@example.org")
    ('ntfy', 'mail')
    """
    found = _URL.match(address)
    return found.group(1).lower() if found else "mail"


def post_nudge(
    text: str,
    addresses: Sequence[str],
    *,
    title: str,
    settings: Settings,
    message_id: str,
    now: datetime,
    language: str,
    leaving: Callable[[], None],
) -> Outcome:
    """Send one sentence to every address. ``leaving`` is called once, before the first may get it.

    Mail goes first: it alone can say that it certainly did not arrive.
    """
    departure = _Once(leaving)
    outcomes = []
    for address in sorted(addresses, key=lambda each: scheme_of(each) != "mail"):
        if scheme_of(address) == "mail":
            outcome = _by_mail(
                text, address, title, settings, message_id, now, language, departure.leave
            )
        else:
            from service.post.by_apprise import notify

            departure.leave()
            outcome = notify(address, title, text)
        outcomes.append((scheme_of(address), outcome))
    return gathered(outcomes)


def gathered(outcomes: Sequence[tuple[str, Outcome]]) -> Outcome:
    """One outcome of several: the one that says most about what somebody may have got.

    A nudge waits for another try only where every address is certain to have got nothing.
    """
    if not outcomes:
        return Outcome(MessageState.REFUSED, "there is no address", "stegvis consent give")
    states = {outcome.state for _, outcome in outcomes}
    state = next(
        each
        for each in (
            MessageState.SENT,
            MessageState.UNCERTAIN,
            MessageState.REFUSED,
            MessageState.WAITING,
        )
        if each in states
    )
    first = next(outcome for _, outcome in outcomes if outcome.state is state)
    amiss = [outcome for _, outcome in outcomes if outcome.for_owner]
    return Outcome(
        state,
        "; ".join(f"{scheme}: {outcome.said}" for scheme, outcome in outcomes),
        amiss[0].advice if amiss else first.advice,
        bool(amiss),
    )


class _Once:
    """Several may leave; the ledger is told of the first."""

    def __init__(self, leaving: Callable[[], None]) -> None:
        self._leaving: Callable[[], None] | None = leaving

    def leave(self) -> None:
        leaving, self._leaving = self._leaving, None
        if leaving is not None:
            leaving()


def _by_mail(
    text: str,
    to: str,
    title: str,
    settings: Settings,
    message_id: str,
    now: datetime,
    language: str,
    leaving: Callable[[], None],
) -> Outcome:
    from service.post.envelope import plain_message
    from service.post.smtp import post_mail
    from service.post.way_out import list_unsubscribe

    message = plain_message(
        title,
        text,
        sender=settings.letters.sender,
        to=to,
        message_id=message_id,
        date=now,
        language=language,
        unsubscribe=list_unsubscribe(settings, message_id),
    )
    return post_mail(settings.mail, message, sender=settings.letters.sender, to=to, leaving=leaving)
