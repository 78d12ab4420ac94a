"""One message to one address by SMTP, in steps, so that what became of it is nearly always known.

The message is sent without its last line, a dot. Up to there a server can have taken nothing: every
fault means `WAITING`. Before the dot we look whether the server is still there and silent. Only
what happens between the dot and the answer to it cannot be known: `UNCERTAIN`.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterable
from contextlib import suppress

from config.settings import Mail
from service.post.addresses import AddressError, Mailbox, mailbox, sender_mailbox
from service.post.answers import ADDRESS, EARLY, LETTER, NO_ROOM, SENDER, broke, demand, words
from service.post.connecting import connect
from service.post.discretion import secrets_of
from service.post.outcome import Outcome
from service.post.stopping import StoppedError
from storage.sending import MessageState

#: How long the answer to the dot is awaited: servers look for viruses before they give it, and
#: giving up early makes a delivered letter uncertain. RFC 5321, 4.5.3.2.6.
LAST_WORD_S = 600.0

#: Before the dot, so that a connection that broke during the letter can show it.
_BREATH_S = 0.3

_NONE = -1


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
        _send_all_but_the_dot(smtp, message, hidden)
    except StoppedError as stopped:
        return stopped.outcome
    leaving()
    return _finish(smtp, hidden, last_word_s)


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


def _send_all_but_the_dot(smtp: smtplib.SMTP, message: bytes, secrets: tuple[str, ...]) -> None:
    try:
        demand(3, smtp.docmd("data"), LETTER, secrets)
        smtp.send(_on_the_wire(message))
    except (OSError, smtplib.SMTPException) as error:
        raise broke(error, secrets) from None
    early = _spoken_early(smtp)
    if early == b"":
        raise StoppedError(f"{EARLY}: the server hung up during the letter")
    if early is not None:
        # No answer was asked for, so none is right.
        code = int(early[:3]) if early[:3].isdigit() else 421
        demand(_NONE, (code, early[4:]), LETTER, secrets)


def _finish(smtp: smtplib.SMTP, secrets: tuple[str, ...], last_word_s: float) -> Outcome:
    """The dot and the answer to it: what cannot be known is decided here and nowhere else."""
    assert smtp.sock is not None, "the session is open"
    try:
        smtp.sock.sendall(b".\r\n")
    except ConnectionError:
        # The system did not take it: the dot never left this computer.
        return Outcome(MessageState.WAITING, f"{EARLY}: the line broke before the last byte")
    except OSError:
        return _uncertain("the line broke at the last byte")
    try:
        smtp.sock.settimeout(last_word_s)
        answer = smtp.getreply()
    except (OSError, smtplib.SMTPException):
        return _uncertain("all was sent, and the server did not answer")
    if answer[0] // 100 not in (2, 4, 5):
        return _uncertain("all was sent, and the server's answer makes no sense")
    try:
        demand(2, answer, LETTER, secrets)
    except StoppedError as stopped:
        return stopped.outcome
    _part(smtp)
    return Outcome(MessageState.SENT, words(answer, secrets))


def _part(smtp: smtplib.SMTP) -> None:
    """Take leave. Never inside DATA, where QUIT would be one more line of the letter."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()


def _uncertain(said: str) -> Outcome:
    return Outcome(
        MessageState.UNCERTAIN,
        said,
        "It may have arrived: ask. It is not sent again by itself.",
        for_owner=True,
    )


def _on_the_wire(message: bytes) -> bytes:
    """CRLF everywhere, a second dot before lines that begin with one, an end to the last line."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _spoken_early(smtp: smtplib.SMTP) -> bytes | None:
    """What the server said in the middle of the letter; empty: it left; None: nothing, as it ought.

    A server that hangs up during DATA has taken nothing, as long as it has not seen the dot. Words
    that came in one piece with its "go on" were read with it, and lie in smtplib's buffer: taken
    for the answer to the dot, they would make a delivered letter one that is sent again.
    """
    assert smtp.sock is not None, "the session is open"
    assert smtp.file is not None, "an answer was just read"
    usual = smtp.sock.gettimeout()
    smtp.sock.settimeout(_BREATH_S)
    try:
        return bytes(smtp.file.peek(1000))
    except TimeoutError:
        smtp.file = None  # it reads no more after a timeout; smtplib opens another
        return None
    except OSError:
        return b""
    finally:
        smtp.sock.settimeout(usual)
