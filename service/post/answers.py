"""A mail server's answers: go on, or stop and say why."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from service.post.discretion import discreet
from service.post.stopping import StoppedError
from storage.sending import MessageState

#: By the book for good, and yet a full mailbox may have room tomorrow.
NO_ROOM = 552

EARLY = "nothing was delivered"


@dataclass(frozen=True, slots=True)
class Step:
    """What a server can refuse, what its 5xx means there, and what to do then."""

    what: str
    for_good: MessageState
    advice: str


SENDER = Step(
    "the sender",
    MessageState.WAITING,
    "The server does not let this login write as letters.sender. Set it to the login's own "
    "address; if the server asks for a login, set mail.user.",
)
ADDRESS = Step(
    "the address",
    MessageState.REFUSED,
    "Ask for the right address and record it: stegvis consent give",
)
LETTER = Step(
    "the letter",
    MessageState.REFUSED,
    "Ask whoever runs the mail server why; the letter can be read at home: stegvis letter",
)


def demand(hundreds: int, answer: tuple[int, bytes], step: Step, secrets: tuple[str, ...]) -> None:
    """Go on only after the answer that was asked for; a 5xx is for good where the step says so."""
    kind = answer[0] // 100
    if kind == hundreds:
        return
    said = words(answer, secrets)
    if kind == 5:
        why = f"{step.what} was refused: {said}"
        raise StoppedError(why, step.advice, for_owner=True, state=step.for_good)
    raise StoppedError(f"{step.what} was not taken yet: {said}")


def words(answer: tuple[int, bytes], secrets: tuple[str, ...]) -> str:
    """An answer as it may be kept."""
    return f"{answer[0]} {discreet(answer[1], secrets)}"


def broke(error: Exception, secrets: tuple[str, ...]) -> StoppedError:
    """What became of a letter whose line broke before its end."""
    # smtplib says "disconnected" of a server that kept silent too, and keeps the cause beside it.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return StoppedError(f"{EARLY}: the server kept silent")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return StoppedError(f"{EARLY}: the line broke")
    return StoppedError(f"{EARLY}: {discreet(str(error), secrets)}")
