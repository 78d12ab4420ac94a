"""Facts in, notices out: what the owner of an installation should know just now. Pure.

Nothing here is a word on anybody's health: who is silent and what is stuck, never what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.attempts import Failure
from service.holding import ADVICE, Hold
from storage.records import LiveDevice, MessageKind
from storage.sending import Message, MessageState, Notice

#: Nothing leaves the house before the owner has put something right. It begins in
#: `service.claiming` and lasts while a message waits, whatever got out by another way.
MAIL_STUCK: Final = "mail_stuck"

#: A nudge reached some of its addresses and, for a reason only the owner can mend, not others.
#: Begins and ends in `service.claiming`; where no more nudges are sent, here.
NOT_EVERYWHERE: Final = "not_everywhere"

#: The codes that are judged here; other notices belong to whoever began them.
CODES: Final = frozenset(
    {
        *("silent", "message", "sending", "disk", "folder", "backup"),
        *("device", "battery", "clock", "held"),
        MAIL_STUCK,
    }
)

_ENDED_HERE: Final = CODES | {NOT_EVERYWHERE}

#: The waits between so many tries add up to some eight hours of daylight.
_ALL_DAY_TRIES: Final = 8

#: One daily copy may be missed for a night switched off, not three.
STALE: Final = timedelta(days=3)

#: Refusals older than this were told long ago; `stegvis messages` has them.
_NEWS: Final = timedelta(days=7)

#: Less room than this and an import of years, or a backup beside the data, may not fit.
LITTLE_ROOM_MB: Final = 500

#: A folder is asked again every ten minutes; a share may be away for the time of one backup.
_HANGS_TRIES: Final = 3

#: Below this a battery may not last until somebody looks again.
LOW_PERCENT: Final = 16

#: What was low is well again only from here on, or a number that wavers would be news each time.
_WELL_MB: Final = 600
_WELL_PERCENT: Final = 25


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known at one moment."""

    now: datetime
    silent_days: int
    heard: Sequence[tuple[str, datetime | None, datetime]]  # name, last data, followed since
    devices: Sequence[LiveDevice]
    messages: Sequence[Message]
    free_mb: int
    followed_since: datetime | None  # None: nobody is
    last_backup: datetime | None
    backup_failed: str  # what stood in its way last; empty: nothing
    looking_failed: Failure | None  # what keeps the service from looking into folders
    held: str  # why nothing is sent: the clock is not believed, or a restore lost the record
    open: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the owner should know: what a `Notice` is made of."""

    code: str
    about: str
    said: str


def so_now(facts: Facts) -> tuple[Told, ...]:
    """Everything that is so now and worth a notice."""
    return (
        *_silence(facts),
        *_messages(facts),
        *_begun_elsewhere(facts),
        *_machine(facts),
        *_backup(facts),
        *_devices(facts),
    )


def over(facts: Facts, so: Sequence[Told]) -> tuple[Notice, ...]:
    """The open notices of ours that are not so any more."""
    still = {(each.code, each.about) for each in so}
    return tuple(
        each
        for each in facts.open
        if each.code in _ENDED_HERE and (each.code, each.about) not in still
    )


def _silence(facts: Facts) -> Iterator[Told]:
    for name, last, since in facts.heard:
        if facts.now - (last or since) > timedelta(days=facts.silent_days):
            ended = f"since {last:%Y-%m-%d}" if last else "yet"
            advice = "Is the watch charged, worn, and connected now and then?"
            yield Told("silent", name, f"Nothing has arrived for {name} {ended}. {advice}")


def _messages(facts: Facts) -> Iterator[Told]:
    for each in facts.messages:
        name = f"Message {each.id} ({each.kind.replace('_', ' ')}, {each.period})"
        if each.state is MessageState.WAITING and each.tries >= _ALL_DAY_TRIES:
            advice = "stegvis doctor --mail tries it and says why."
            yield Told("sending", str(each.id), f"{name} could not be sent all day. {advice}")
        elif facts.now - (each.done_at or each.claimed_at) > _NEWS:
            continue
        elif each.state is MessageState.REFUSED:
            yield Told("message", str(each.id), f"{name} was refused. See: stegvis messages")
        elif each.state is MessageState.UNCERTAIN:
            said = f"{name} may or may not have arrived. Ask, then: stegvis messages"
            yield Told("message", str(each.id), said)


def _begun_elsewhere(facts: Facts) -> Iterator[Told]:
    """What sending began lasts while the ledger bears it out: nobody may be left to send to."""
    waits = any(each.state is MessageState.WAITING for each in facts.messages)
    nudged = any(
        each.kind is MessageKind.NUDGE and facts.now - each.claimed_at <= _NEWS
        for each in facts.messages
    )
    lasts = {MAIL_STUCK: waits, NOT_EVERYWHERE: nudged}
    for each in facts.open:
        if lasts.get(each.code):
            yield Told(each.code, each.about, each.said)


def _machine(facts: Facts) -> Iterator[Told]:
    enough = _WELL_MB if _is_open(facts, "disk", "data") else LITTLE_ROOM_MB
    if facts.free_mb < enough:
        said = f"The disk is almost full: {facts.free_mb} MB are free. Make room."
        yield Told("disk", "data", said)
    if facts.held in set(Hold):
        yield Told("held", "sending", ADVICE[Hold(facts.held)])
    elif facts.held:
        said = "The clock of this computer is not believed, so nothing is sent: stegvis doctor"
        yield Told("clock", "clock", said)
    if facts.looking_failed is not None and facts.looking_failed.times >= _HANGS_TRIES:
        yield Told("folder", "inbox", facts.looking_failed.said)


def _backup(facts: Facts) -> Iterator[Told]:
    since = facts.last_backup or facts.followed_since
    if since is None or facts.now - since <= STALE:
        return
    ended = f"since {facts.last_backup:%Y-%m-%d}" if facts.last_backup else "yet"
    why = f" ({facts.backup_failed.rstrip('.')})" if facts.backup_failed else ""
    yield Told("backup", "backup", f"No backup has been made {ended}{why}. See: stegvis backup")


def _devices(facts: Facts) -> Iterator[Told]:
    for each in facts.devices:
        about, last = str(each.id), each.last_contact_at or each.paired_at
        if facts.now - last > timedelta(days=facts.silent_days):
            said = f"The device {each.name} was last heard on {last:%Y-%m-%d}."
            yield Told("device", about, f"{said} If it is not used any more: stegvis ble forget")
        enough = _WELL_PERCENT if _is_open(facts, "battery", about) else LOW_PERCENT
        if each.battery_percent is not None and each.battery_percent < enough:
            said = f"The battery of {each.name} is at {each.battery_percent} %."
            yield Told("battery", about, f"{said} Charge or change it.")


def _is_open(facts: Facts, code: str, about: str) -> bool:
    return any((each.code, each.about) == (code, about) for each in facts.open)
