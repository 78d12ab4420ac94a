"""A nudge to every address a person agreed to: mail by our own hand, all else through apprise.

At most once: what an address did not take is not tried there again, because of a phone service
that hung up nobody can say whether it has rung. An address with a scheme may hold a secret; nothing
here repeats more of it than the scheme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from config.errors import StegvisError
from service.post.addresses import AddressError, mailbox
from service.post.outcome import Outcome
from service.post.stopping import outcome_of
from storage.records import MessageKind
from storage.sending import MessageState

if TYPE_CHECKING:
    from config.settings import Settings
    from storage.sending import Consent

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
    text_in: Callable[[str], str],
    agreed: Sequence[Consent],
    *,
    title: str,
    settings: Settings,
    message_id: str,
    now: datetime,
    leaving: Callable[[Consent], None],
) -> Outcome:
    """Send one sentence to everybody who agreed, in their language: ``text_in("sv")``.

    ``leaving`` is called with each before they may get it. Mail goes first: it alone can say that
    it certainly did not arrive. What stops one, be it ``leaving``, does not stop the others.
    """
    # Before anything leaves: words that are missing must not stop it half way.
    words = {consent.language: text_in(consent.language) for consent in agreed}
    outcomes = []
    for consent in sorted(agreed, key=lambda each: scheme_of(each.address) != "mail"):
        nudge = _Nudge(words[consent.language], title, settings, message_id, now)
        send = _by_mail if scheme_of(consent.address) == "mail" else _by_phone_service
        try:
            outcome = send(nudge, consent, partial(leaving, consent))
        except StegvisError as error:
            # Nothing more than this one may be said: the others may have got it by now.
            outcome = outcome_of(error)
        outcomes.append((scheme_of(consent.address), outcome))
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


@dataclass(frozen=True, slots=True)
class _Nudge:
    """What is sent, as one reader gets it."""

    text: str
    title: str
    settings: Settings
    message_id: str
    now: datetime


def _by_phone_service(nudge: _Nudge, consent: Consent, leaving: Callable[[], None]) -> Outcome:
    from service.post.by_apprise import notify

    leaving()
    return notify(consent.address, nudge.title, nudge.text)


def _by_mail(nudge: _Nudge, consent: Consent, leaving: Callable[[], None]) -> Outcome:
    from service.post.envelope import plain_message
    from service.post.smtp import post_mail
    from service.post.way_out import list_unsubscribe

    sender, to = nudge.settings.letters.sender, consent.address
    message = plain_message(
        nudge.title,
        nudge.text,
        sender=sender,
        to=to,
        message_id=nudge.message_id,
        date=nudge.now,
        language=consent.language,
        unsubscribe=list_unsubscribe(nudge.settings, nudge.message_id),
    )
    return post_mail(nudge.settings.mail, message, sender=sender, to=to, leaving=leaving)
