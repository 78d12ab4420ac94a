"""Whose days these are, what the physio agreed with them, what was established."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table, Text

from storage.columns import UtcDateTime, Word
from storage.records import Answer, Basis, Sex
from storage.tables.made_of import known, metadata, of_person, of_plan
from storage.told import Diagnosis, Region, WorkLoad

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    known("timezone", String),
    Column("birth_year", Integer),
    Column("sex", Word(Sex)),
    known("language", String),
    Column("max_hr_bpm", Integer),
    Column("rest_hr_bpm", Integer),
    known("beta_blocker", Word(Answer)),
    known("pacemaker", Word(Answer)),
    known("atrial_fibrillation", Word(Answer)),
    known("awake_from", String),
    known("awake_to", String),
    known("created_at", UtcDateTime),
    known("updated_at", UtcDateTime),
)

zones = Table(
    "zones",
    metadata,
    of_person(key=True),
    Column("basis", Word(Basis), primary_key=True),
    Column("since", Date, primary_key=True),
    known("zone", String),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("since", Date),
    known("signed_by", String),
    known("cleared", Word(Answer)),
    Column("floor_met_h", Float),
    Column("ceiling_met_h", Float),
    Column("ceiling_steps", Integer),
    Column("progression_percent", Float),
    Column("sessions_per_week", Integer),
    Column("pain_tolerance", Integer),
    known("note", Text),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "since"),
)

plan_exercises = Table(
    "plan_exercises",
    metadata,
    of_plan(),
    Column("number", Integer, primary_key=True),  # its place in the plan
    known("name", String),
    Column("sets", Integer),
    Column("repetitions", Integer),
    Column("hold_s", Integer),
    Column("per_week", Integer),
)

plan_milestones = Table(
    "plan_milestones",
    metadata,
    of_plan(),
    Column("number", Integer, primary_key=True),
    known("by", Date),
    known("activity", Text),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    known("since", Date),
    known("recorded_by", String),
    Column("onset", Date),
    known("region", Word(Region)),
    known("diagnosis", Word(Diagnosis)),
    known("stability_threatened", Word(Answer)),
    known("nerve_signs", Word(Answer)),
    known("heart_or_lung_trouble", Word(Answer)),
    known("pregnancy", Word(Answer)),
    known("fear_of_movement", Word(Answer)),
    known("work_load", Word(WorkLoad)),
    Column("surgery_on", Date),
    known("profile_signed", Word(Answer)),
    known("fast_progression", Word(Answer)),
    Column("beginner_since", Date),
    known("recorded_at", UtcDateTime),
    Index(None, "person_id", "since"),
)
