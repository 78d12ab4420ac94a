"""The values of the service's work: what is known, what is to be done, which hours are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from storage.records import MessageKind, Person, ZoneRow
from storage.sending import Consent, Message

#: So many letters slept through are marked as missed; older ones are nobody's question any more.
WEEKS_BACK = 8

#: Everything that is needed of the ledger was claimed in this time: the weeks looked back at, and
#: some for a clock that was wrong.
LEDGER_BACK = timedelta(weeks=WEEKS_BACK + 1)


class Do(StrEnum):
    """The pieces of work there are, in the order they are done: what a letter is about comes first.

    The values are the words of the log.
    """

    INBOX = "inbox"
    MISSED = "missed"
    LETTER = "letter"
    NUDGE = "nudge"
    WATCH = "watch"
    BACKUP = "backup"


class Trust(StrEnum):
    """How far the machine's clock is believed."""

    SURE = "sure"  # set from the network, and said so
    LIKELY = "likely"  # nothing speaks against it
    NOT_YET = "not_yet"  # just started; it may still be put right


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of work and since when it is due."""

    do: Do
    since: datetime
    person_id: int | None = None
    kind: MessageKind | None = None
    period: str = ""
    why: str = ""  # of something missed

    @property
    def key(self) -> str:
        """What it is, whoever asks when: ``letter/1/physio_letter/2026-W46``."""
        parts = (self.do, self.person_id, self.kind, self.period)
        return "/".join(str(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings and limits say about time."""

    letters_on: int  # 0 is Monday
    backup_at: time
    quiet_from: time
    quiet_to: time
    machine: tzinfo  # the zone of the computer itself


@dataclass(frozen=True, slots=True)
class Books:
    """What is known at one moment, read in one piece."""

    people: Sequence[Person] = ()
    zones: Mapping[int, Sequence[ZoneRow]] = field(default_factory=lambda: MappingProxyType({}))
    consents: Sequence[Consent] = ()  # those that count now
    messages: Sequence[Message] = ()  # claimed in the last `LEDGER_BACK`
    done_at: Mapping[Do, datetime] = field(default_factory=lambda: MappingProxyType({}))
    inbox_waiting: bool = False
    hold: str = ""  # why its owner has to let sending go on; empty: they have not
