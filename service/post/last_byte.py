"""The message itself, once both sides agreed on it: all but its last byte, and then that one.

The message is sent without its last line, a dot. Up to there a server can have taken nothing: every
fault means `WAITING`. Before the dot we look whether the server is still there and silent. Only
what happens between the dot and the answer to it cannot be known: `UNCERTAIN`.
"""

from __future__ import annotations

import re
import smtplib

from service.post.answers import EARLY, LETTER, broke, demand, words
from service.post.outcome import Outcome
from service.post.stopping import StoppedError
from storage.sending import MessageState

#: Before the dot, so that a connection that broke during the letter can show it.
_BREATH_S = 0.3

_NONE = -1


def send_all_but_the_dot(smtp: smtplib.SMTP, message: bytes, secrets: tuple[str, ...]) -> None:
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


def finish(smtp: smtplib.SMTP, secrets: tuple[str, ...], last_word_s: float) -> Outcome:
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
    return Outcome(MessageState.SENT, words(answer, secrets))


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


def _uncertain(said: str) -> Outcome:
    return Outcome(
        MessageState.UNCERTAIN,
        said,
        "It may have arrived: ask. It is not sent again by itself.",
        for_owner=True,
    )
