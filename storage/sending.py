"""What leaves the house and for whom: consents, the ledger of messages, notices. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records import MessageKind


class Privacy(StrEnum):
    """How much of a message may be read on its way."""

    FULL = "full"  # text, HTML and PDF
    SEALED = "sealed"  # an encrypted PDF and a sentence without health words
    NOTICE = "notice"  # a sentence without health words; the letter waits at home


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody agreed to be written to: what, where, how openly. Never overwritten.

    The newest consent of a person and kind counts until it is revoked; of nudges the newest for
    each address. One that a newer one replaced does not come back when that is revoked.
    """

    id: int
    person_id: int
    kind: MessageKind
    address: str  # a mail address; for nudges also an apprise URL, which may hold a secret
    language: str
    privacy: Privacy
    at: str  # "07:30": from when on the person's own clock
    given_by: str
    given_at: datetime
    seal: str = ""  # the password of sealed PDFs
    revoked_at: datetime | None = None


class MessageState(StrEnum):
    """Where a message is. Only `CLAIMED` and `POSTING` can be found after a crash."""

    CLAIMED = "claimed"  # somebody is making it; nothing has left the house
    POSTING = "posting"  # it is leaving; found after a crash, its delivery cannot be known
    SENT = "sent"  # the server or channel has taken it
    WAITING = "waiting"  # refused for now; `next_try_at` says when again
    REFUSED = "refused"  # refused for good
    UNCERTAIN = "uncertain"  # it may have arrived; only the owner may send it again
    NOTHING = "nothing"  # decided that nothing is to be said
    MISSED = "missed"  # its time passed before it could be sent


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the ledger; unique by person, kind and period."""

    id: int
    person_id: int
    kind: MessageKind
    period: str  # "2026-W11" for letters, "2026-03-09" for nudges
    state: MessageState
    claimed_at: datetime
    tries: int = 1
    message_id: str = ""  # the same in every try
    next_try_at: datetime | None = None
    asked_at: datetime | None = None  # when the owner last asked for it again
    done_at: datetime | None = None
    said: str = ""  # the server's last words, without addresses; or why nothing was sent


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the owner of this installation should know, told once while it lasts."""

    code: str  # "silent", "mail_refused", "uncertain", "backup_failed", ...
    about: str  # whom or what: a person's name, a device, a message's number
    said: str  # the whole sentence
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None
