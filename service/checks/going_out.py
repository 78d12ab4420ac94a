"""What goes out: the last letters and nudges, what comes next, and what waits for the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from service.checks.check import Check, broken, look, well
from service.checks.speaking import CLOCK_WAS_WRONG, ago, is_to_come, many
from service.home import Home

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sending import Message

#: What only the owner can decide is asked about for so long; `stegvis messages` has all of it.
_LOOKED_BACK: Final = timedelta(weeks=4)


def letters(home: Home) -> Iterator[Check]:
    """Say what was sent last and what comes next; and what keeps anything from being sent."""
    from service.clock import believed, machine_zone
    from service.known import look as look_at
    from storage.records import MessageKind
    from storage.sending import MessageState

    now = home.now()
    found = look_at(home, home.engine, now, believed(home.settings))
    if not found.books.consents:
        yield well("letters", "nobody agreed to be written to (stegvis consent give)")
        return
    by_mail = [each for each in found.books.consents if "://" not in each.address]
    if by_mail and not home.settings.mail.host:
        advice = "Name the mail server in stegvis.toml: mail.host and mail.owner."
        yield look("letters", "agreed to, and mail.host is empty: nothing is sent", advice)
    sent = [each for each in found.books.messages if each.state is MessageState.SENT]
    for kinds, name in (
        ({MessageKind.PATIENT_LETTER, MessageKind.PHYSIO_LETTER}, "last letter"),
        ({MessageKind.NUDGE}, "last nudge"),
    ):
        last = max((_done(each) for each in sent if each.kind in kinds), default=None)
        yield _last(name, last, now)
    if found.next is not None:
        what = str(found.next.kind or found.next.do).replace("_", " ")
        when = found.next.since.astimezone(machine_zone(home.environment))
        yield well("next", f"{what}, {'now' if when <= now else f'{when:%A %Y-%m-%d %H:%M}'}")


def _last(name: str, sent: datetime | None, now: datetime) -> Check:
    if sent is None:
        return well(name, "none yet")
    if is_to_come(sent, now):
        return look(name, f"sent {ago(sent, now)}", CLOCK_WAS_WRONG)
    return well(name, f"sent {ago(sent, now)}")


def _done(message: Message) -> datetime:
    return message.done_at or message.claimed_at


def messages(home: Home) -> Iterator[Check]:
    """Show each message that waits for a better moment, and those that wait for a person."""
    from service.clock import machine_zone
    from service.commands.messages import ADVICE
    from storage import messages as table
    from storage.database import reading
    from storage.sending import MessageState

    now, here = home.now(), machine_zone(home.environment)
    with reading(home.engine) as connection:
        recent = table.read(connection, now - _LOOKED_BACK)
    for each in recent:
        name = f"{each.kind.replace('_', ' ')} {each.period}"
        if each.state is MessageState.WAITING:
            at = each.next_try_at
            again = f", again at {at.astimezone(here):%H:%M}" if at else ""
            found = f"{name} waits after {many(each.tries, 'attempt')}{again}"
            yield look("message", found, each.said)
        elif each.state in {MessageState.REFUSED, MessageState.UNCERTAIN}:
            advice = ADVICE[each.state].replace("ID", str(each.id))
            yield look("message", f"{name} is {each.state}: {each.said}", _sentence(advice))


def notices(home: Home) -> Iterator[Check]:
    """Show what other parts want the owner to know; what is looked at here says it itself."""
    from service.watchfulness import CODES
    from storage import notices as table
    from storage.database import reading

    with reading(home.engine) as connection:
        so = table.open_notices(connection)
    return (
        look("notice", f"since {each.since:%Y-%m-%d}", each.said)
        for each in so
        if each.code not in CODES
    )


def login(home: Home) -> Iterator[Check]:
    """Reach the mail server and log in, as a letter would, and send nothing."""
    from service.post.connecting import StoppedError, connect

    mail = home.settings.mail
    if not mail.host:
        yield look("mail", "no server is named", "Set mail.host in stegvis.toml.")
        return
    steps: list[str] = []
    try:
        connect(mail, steps.append).close()
    except StoppedError as stopped:
        yield broken("mail", stopped.outcome.said, stopped.outcome.advice)
    else:
        yield well("mail", "; ".join(steps))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
