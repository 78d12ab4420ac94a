"""What people say: diary, answers to questions of safety, questionnaires, wishes."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table, Text

from storage.columns import AnswersText, NumbersText, UtcDateTime, Word
from storage.records import WishKind
from storage.tables.made_of import known, metadata, of_person
from storage.told import DiaryKind, SessionKind

diary = Table(
    "diary",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("kind", Word(DiaryKind)),
    known("at", UtcDateTime),
    Column("value", Integer),
    Column("session", Word(SessionKind)),
    Column("minutes", Integer),
    Column("sets", Integer),
    Column("repetitions", Integer),
    Column("effort", Integer),
    known("note", Text),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "at"),
)

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("at", UtcDateTime),
    known("answers", AnswersText),
    known("unlocked_by", String),  # empty: nobody yet
    Column("unlocked_at", UtcDateTime),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "at"),
)

scores = Table(
    "scores",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("instrument", String),
    known("version", String),
    known("language", String),
    known("on", Date),
    Column("items_answered", Integer),
    Column("total", Float),
    known("parts", NumbersText),
    known("direction", String),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "instrument", "on"),
)

nudge_wishes = Table(
    "nudge_wishes",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("kind", Word(WishKind)),
    known("until", UtcDateTime),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "recorded_at"),
)
