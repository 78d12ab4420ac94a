"""What was made of it: days, weeks, findings, decisions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, String, Table, UniqueConstraint

from storage.columns import NumbersText, Texts, UtcDateTime, Word
from storage.records import Period, Severity, Verdict
from storage.tables.made_of import known, metadata, of_person

days = Table(
    "days",
    metadata,
    of_person(key=True),
    Column("date", Date, primary_key=True),
    known("zone", String),
    Column("steps", Integer),
    known("wear_min", Integer),
    Column("hr_min_bpm", Integer),
    Column("hr_mean_bpm", Float),
    Column("hr_max_bpm", Integer),
    Column("rest_bpm", Integer),
    Column("light_min", Integer),
    Column("moderate_min", Integer),
    Column("vigorous_min", Integer),
    Column("met_h", Float),
    Column("met_h_high", Float),
    Column("still_min", Integer),
    known("strength_sessions", Integer),
    known("valid", Boolean),
    known("verdict", Word(Verdict)),
    known("why_code", String),
    known("why_numbers", NumbersText),
    known("length_min", Integer),
    known("awake_wear_min", Integer),
    Column("placed_steps", Integer),
    Column("unplaced_steps", Integer),
    known("estimated_min", Integer),
    known("complete", Boolean),
)

weeks = Table(
    "weeks",
    metadata,
    of_person(key=True),
    Column("year", Integer, primary_key=True),
    Column("week", Integer, primary_key=True),
    known("start", Date),
    known("valid_days", Integer),
    Column("steps_per_day", Float),
    Column("light_min", Integer),
    Column("moderate_min", Integer),
    Column("vigorous_min", Integer),
    Column("equivalent_min", Integer),
    Column("met_h", Float),
    Column("met_h_high", Float),
    Column("met_h_estimated", Float),
    known("strength_sessions", Integer),
    Column("wear_h_per_day", Float),
    known("verdict", Word(Verdict)),
    known("why_code", String),
    known("why_numbers", NumbersText),
    Column("usual_met_h", Float),
    known("complete", Boolean),
    UniqueConstraint("person_id", "start"),
)

verdict_changes = Table(
    "verdict_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("period", Word(Period)),
    known("start", Date),
    known("old", Word(Verdict)),
    known("new", Word(Verdict)),
    known("why_code", String),
    known("why_numbers", NumbersText),
    known("at", UtcDateTime),
    Index(None, "person_id", "start"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("rule", String),
    known("severity", Word(Severity)),
    known("first", Date),
    known("last", Date),
    known("numbers", NumbersText),
    Column("valid_days", Integer),
    known("to_patient", Boolean),
    known("to_physio", Boolean),
    UniqueConstraint("person_id", "last", "first", "rule"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("date", Date),
    known("why_code", String),
    known("why_numbers", NumbersText),
    known("decided_at", UtcDateTime),
    known("considered", Texts),
    Column("nudge_date", Date),
    Column("nudge_code", String),
    Column("nudge_numbers", NumbersText),
    Column("nudge_because", String),
    Column("nudge_asks_for_more", Boolean),
    UniqueConstraint("person_id", "date", "decided_at"),
)

#: Deciding may happen often in a day; saying something, once.
_one_nudge_a_day = Index(
    "ix_decisions_one_nudge_a_day",
    decisions.c.person_id,
    decisions.c.date,
    unique=True,
    sqlite_where=decisions.c.nudge_code.is_not(None),
    postgresql_where=decisions.c.nudge_code.is_not(None),
)
