"""One message to one address by SMTP: who writes to whom, then the message, then leave is taken."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable
from contextlib import suppress

from config.settings import Mail
from service.post.addresses import AddressError, Mailbox, mailbox, sender_mailbox
from service.post.answers import ADDRESS, LETTER, NO_ROOM, SENDER, broke, demand, words
from service.post.connecting import connect
from service.post.discretion import secrets_of
from service.post.last_byte import finish, send_all_but_the_dot
from service.post.outcome import Outcome
from service.post.stopping import StoppedError
from storage.sending import MessageState

#: How long the answer to the dot is awaited: servers look for viruses before they give it, and
#: giving up early makes a delivered letter uncertain. RFC 5321, 4.5.3.2.6.
LAST_WORD_S = 600.0


def post_mail(
    mail: Mail,
    message: bytes,
    *,
    sender: str,
    to: str,
    leaving: Callable[[], None],
    last_word_s: float = LAST_WORD_S,
) -> Outcome:
    """Send a message. ``leaving`` is called when all but the last byte is with the server.

    Whoever is killed before that has sent nothing. What goes wrong is in the outcome; only what
    ``leaving`` raises is raised, and then too nothing was sent.
    """
    try:
        people = _both(sender, to)
        smtp = connect(mail)
    except StoppedError as stopped:
        return stopped.outcome
    try:
        return deliver(
            smtp,
            message,
            sender=people[0],
            to=people[1],
            leaving=leaving,
            secrets=(to, sender_mailbox(sender).local, *secrets_of(mail)),
            last_word_s=last_word_s,
        )
    finally:
        smtp.close()


def deliver(
    smtp: smtplib.SMTP,
    message: bytes,
    *,
    sender: Mailbox,
    to: Mailbox,
    leaving: Callable[[], None],
    secrets: Iterable[str] = (),
    last_word_s: float = LAST_WORD_S,
) -> Outcome:
    """Send a message over an open session; the caller closes it."""
    hidden = tuple(secrets)
    try:
        _agree(smtp, message, sender, to, hidden)
    except StoppedError as stopped:
        _part(smtp)
        return stopped.outcome
    try:
        send_all_but_the_dot(smtp, message, hidden)
    except StoppedError as stopped:
        return stopped.outcome
    leaving()
    outcome = finish(smtp, hidden, last_word_s)
    if outcome.state is MessageState.SENT:
        _part(smtp)
    return outcome


def _both(sender: str, to: str) -> tuple[Mailbox, Mailbox]:
    try:
        one = sender_mailbox(sender)
    except AddressError as error:
        raise StoppedError(str(error), for_owner=True) from error
    try:
        return one, mailbox(to)
    except AddressError as error:
        said = f"The address it should go to is not one. {error}"
        raise StoppedError(said, for_owner=True, state=MessageState.REFUSED) from error


def _agree(
    smtp: smtplib.SMTP, message: bytes, sender: Mailbox, to: Mailbox, secrets: tuple[str, ...]
) -> None:
    """MAIL and RCPT: who writes to whom, and how much."""
    options = _options(smtp, message, sender, to)
    try:
        answer = smtp.mail(str(sender), options)
        demand(2, answer, LETTER if answer[0] == NO_ROOM else SENDER, secrets)
        answer = smtp.rcpt(str(to))
        if answer[0] == NO_ROOM:
            raise StoppedError(f"the mailbox is full: {words(answer, secrets)}")
        demand(2, answer, ADDRESS, secrets)
    except (OSError, smtplib.SMTPException) as error:
        raise broke(error, secrets) from None


def _options(smtp: smtplib.SMTP, message: bytes, sender: Mailbox, to: Mailbox) -> tuple[str, ...]:
    options = []
    if smtp.has_extn("size"):
        options.append(f"SIZE={len(message)}")
    if sender.international or to.international:
        if not smtp.has_extn("smtputf8"):
            raise StoppedError(
                "the mail server cannot write to addresses with letters like å, ø, é before the @",
                "Agree on another address: stegvis consent give",
                for_owner=True,
                state=MessageState.REFUSED,
            )
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return tuple(options)


def _part(smtp: smtplib.SMTP) -> None:
    """Take leave. Never inside DATA, where QUIT would be one more line of the letter."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
