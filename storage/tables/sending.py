"""What leaves the house: consents, the ledger of messages, notices."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.columns import UtcDateTime, Word
from storage.records import MessageKind
from storage.sending import MessageState, Privacy
from storage.tables.made_of import known, metadata, of_person

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("kind", Word(MessageKind)),
    known("address", String),
    known("language", String),
    known("privacy", Word(Privacy)),
    known("at", String),
    known("given_by", String),
    known("given_at", UtcDateTime),
    known("seal", String),
    Column("revoked_at", UtcDateTime),
    Index(None, "person_id", "kind"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("kind", Word(MessageKind)),
    known("period", String),
    known("state", Word(MessageState)),
    known("claimed_at", UtcDateTime),
    known("tries", Integer),
    known("message_id", String),
    Column("next_try_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    known("said", Text),
    UniqueConstraint("person_id", "kind", "period"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    known("code", String),
    known("about", String),
    known("said", Text),
    known("since", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("over_at", UtcDateTime),
    Index(None, "code", "about"),
)
