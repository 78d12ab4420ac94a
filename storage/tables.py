"""Every table, its keys and what belongs to what. `migrations` must lead to exactly this."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import AnswersText, NumbersText, Texts, UtcDateTime, Word
from storage.records import (
    Answer,
    Basis,
    Channel,
    FileStatus,
    MessageKind,
    Period,
    Severity,
    Sex,
    Verdict,
    WishKind,
)
from storage.sending import MessageState, Privacy
from storage.told import Diagnosis, DiaryKind, Region, SessionKind, WorkLoad

#: Named constraints, because SQLite can only change a table later by their names.
metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _known(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _person(*, key: bool = False) -> Column[Any]:
    """Whose row it is. Erasing a person takes everything of theirs along."""
    owner = ForeignKey("people.id", ondelete="CASCADE")
    return Column("person_id", Integer, owner, primary_key=key, nullable=False)


def _plan() -> Column[Any]:
    """Whose part it is: a plan goes, and its parts go with it."""
    owner = ForeignKey("plans.id", ondelete="CASCADE")
    return Column("plan_id", Integer, owner, primary_key=True, nullable=False)


def _device(*, key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(
        "device_id", Integer, ForeignKey("devices.id"), primary_key=key, nullable=nullable
    )


people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    _known("timezone", String),
    Column("birth_year", Integer),
    Column("sex", Word(Sex)),
    _known("language", String),
    Column("max_hr_bpm", Integer),
    Column("rest_hr_bpm", Integer),
    _known("beta_blocker", Word(Answer)),
    _known("pacemaker", Word(Answer)),
    _known("atrial_fibrillation", Word(Answer)),
    _known("awake_from", String),
    _known("awake_to", String),
    _known("created_at", UtcDateTime),
    _known("updated_at", UtcDateTime),
)

zones = Table(
    "zones",
    metadata,
    _person(key=True),
    Column("basis", Word(Basis), primary_key=True),
    Column("since", Date, primary_key=True),
    _known("zone", String),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("since", Date),
    _known("signed_by", String),
    _known("cleared", Word(Answer)),
    Column("floor_met_h", Float),
    Column("ceiling_met_h", Float),
    Column("ceiling_steps", Integer),
    Column("progression_percent", Float),
    Column("sessions_per_week", Integer),
    Column("pain_tolerance", Integer),
    _known("note", Text),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "since"),
)

plan_exercises = Table(
    "plan_exercises",
    metadata,
    _plan(),
    Column("number", Integer, primary_key=True),  # its place in the plan
    _known("name", String),
    Column("sets", Integer),
    Column("repetitions", Integer),
    Column("hold_s", Integer),
    Column("per_week", Integer),
)

plan_milestones = Table(
    "plan_milestones",
    metadata,
    _plan(),
    Column("number", Integer, primary_key=True),
    _known("by", Date),
    _known("activity", Text),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("since", Date),
    _known("recorded_by", String),
    Column("onset", Date),
    _known("region", Word(Region)),
    _known("diagnosis", Word(Diagnosis)),
    _known("stability_threatened", Word(Answer)),
    _known("nerve_signs", Word(Answer)),
    _known("heart_or_lung_trouble", Word(Answer)),
    _known("pregnancy", Word(Answer)),
    _known("fear_of_movement", Word(Answer)),
    _known("work_load", Word(WorkLoad)),
    Column("surgery_on", Date),
    _known("profile_signed", Word(Answer)),
    _known("fast_progression", Word(Answer)),
    Column("beginner_since", Date),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "since"),
)

diary = Table(
    "diary",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("kind", Word(DiaryKind)),
    _known("at", UtcDateTime),
    Column("value", Integer),
    Column("session", Word(SessionKind)),
    Column("minutes", Integer),
    Column("sets", Integer),
    Column("repetitions", Integer),
    Column("effort", Integer),
    _known("note", Text),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "at"),
)

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("at", UtcDateTime),
    _known("answers", AnswersText),
    _known("unlocked_by", String),  # empty: nobody yet
    Column("unlocked_at", UtcDateTime),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "at"),
)

scores = Table(
    "scores",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("instrument", String),
    _known("version", String),
    _known("language", String),
    _known("on", Date),
    Column("items_answered", Integer),
    Column("total", Float),
    _known("parts", NumbersText),
    _known("direction", String),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "instrument", "on"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    # Unknown parts are equal to each other here, as they are not in a unique key of nulls.
    Column("key", String, nullable=False, unique=True),
    Column("manufacturer", BigInteger),
    Column("product", BigInteger),
    Column("serial", BigInteger),
    _known("label", String),
)

files = Table(
    "files",
    metadata,
    _person(key=True),
    Column("sha256", String, primary_key=True),
    _known("name", String),
    _known("size", BigInteger),
    _known("status", Word(FileStatus)),
    Column("kind", String),
    _device(nullable=True),
    Column("created", UtcDateTime),
    Column("first", UtcDateTime),
    Column("last", UtcDateTime),
    _known("body_sha256", String),
    _known("body_size", BigInteger),
    _known("decoder_version", Integer),
    _known("problems", Texts),
    Column("superseded_by", String),
    _known("derived", Boolean),
    ForeignKeyConstraint(["person_id", "superseded_by"], ["files.person_id", "files.sha256"]),
    Index(None, "person_id", "device_id", "first"),
    Index(None, "person_id", "created"),
)

minutes = Table(
    "minutes",
    metadata,
    _person(key=True),
    _device(key=True),
    Column("channel", Word(Channel), primary_key=True),
    Column("utc_day", Date, primary_key=True),
    Column("steps", Integer),
    _known("hr_minutes", Integer),
    Column("hr_mean_bpm", Float),
    _known("block", LargeBinary),
)

unjudged = Table(
    "unjudged",
    metadata,
    _person(key=True),
    _known("first", Date),
    _known("last", Date),
)

device_days = Table(
    "device_days",
    metadata,
    _person(key=True),
    _device(key=True),
    Column("date", Date, primary_key=True),
    _known("utc_offset_min", Integer),
    Column("total_steps", Integer),
    Column("placed_steps", Integer),
    Column("unplaced_steps", Integer),
    _known("complete", Boolean),
    _known("resets", Integer),
    Column("rest_hr_bpm", Integer),
    Column("watch_moderate_min", Integer),
    Column("watch_vigorous_min", Integer),
)

activities = Table(
    "activities",
    metadata,
    _person(key=True),
    Column("sha256", String, primary_key=True),
    Column("number", Integer, primary_key=True),  # its place among the sessions of the original
    _device(nullable=True),
    _known("start", UtcDateTime),
    _known("end", UtcDateTime),
    _known("sport", String),
    _known("sub_sport", String),
    Column("duration_s", Float),
    Column("elapsed_s", Float),
    Column("distance_m", Float),
    Column("hr_mean_bpm", Float),
    Column("hr_max_bpm", Integer),
    _known("hr_samples", Integer),
    Column("steps", Integer),
    Column("utc_offset_min", Integer),
    _known("source", String),
    _known("rescued", Boolean),
    ForeignKeyConstraint(
        ["person_id", "sha256"], ["files.person_id", "files.sha256"], ondelete="CASCADE"
    ),
    Index(None, "person_id", "start"),
)

days = Table(
    "days",
    metadata,
    _person(key=True),
    Column("date", Date, primary_key=True),
    _known("zone", String),
    Column("steps", Integer),
    _known("wear_min", Integer),
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
    _known("strength_sessions", Integer),
    _known("valid", Boolean),
    _known("verdict", Word(Verdict)),
    _known("why_code", String),
    _known("why_numbers", NumbersText),
    _known("length_min", Integer),
    _known("awake_wear_min", Integer),
    Column("placed_steps", Integer),
    Column("unplaced_steps", Integer),
    _known("estimated_min", Integer),
    _known("complete", Boolean),
)

weeks = Table(
    "weeks",
    metadata,
    _person(key=True),
    Column("year", Integer, primary_key=True),
    Column("week", Integer, primary_key=True),
    _known("start", Date),
    _known("valid_days", Integer),
    Column("steps_per_day", Float),
    Column("light_min", Integer),
    Column("moderate_min", Integer),
    Column("vigorous_min", Integer),
    Column("equivalent_min", Integer),
    Column("met_h", Float),
    Column("met_h_high", Float),
    Column("met_h_estimated", Float),
    _known("strength_sessions", Integer),
    Column("wear_h_per_day", Float),
    _known("verdict", Word(Verdict)),
    _known("why_code", String),
    _known("why_numbers", NumbersText),
    Column("usual_met_h", Float),
    _known("complete", Boolean),
    UniqueConstraint("person_id", "start"),
)

verdict_changes = Table(
    "verdict_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("period", Word(Period)),
    _known("start", Date),
    _known("old", Word(Verdict)),
    _known("new", Word(Verdict)),
    _known("why_code", String),
    _known("why_numbers", NumbersText),
    _known("at", UtcDateTime),
    Index(None, "person_id", "start"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("rule", String),
    _known("severity", Word(Severity)),
    _known("first", Date),
    _known("last", Date),
    _known("numbers", NumbersText),
    Column("valid_days", Integer),
    _known("to_patient", Boolean),
    _known("to_physio", Boolean),
    UniqueConstraint("person_id", "last", "first", "rule"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("date", Date),
    _known("why_code", String),
    _known("why_numbers", NumbersText),
    _known("decided_at", UtcDateTime),
    _known("considered", Texts),
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

nudge_wishes = Table(
    "nudge_wishes",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("kind", Word(WishKind)),
    _known("until", UtcDateTime),
    _known("recorded_at", UtcDateTime),
    Index(None, "person_id", "recorded_at"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("kind", Word(MessageKind)),
    _known("address", String),
    _known("language", String),
    _known("privacy", Word(Privacy)),
    _known("at", String),
    _known("given_by", String),
    _known("given_at", UtcDateTime),
    _known("seal", String),
    Column("revoked_at", UtcDateTime),
    Index(None, "person_id", "kind"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _known("kind", Word(MessageKind)),
    _known("period", String),
    _known("state", Word(MessageState)),
    _known("claimed_at", UtcDateTime),
    _known("tries", Integer),
    _known("message_id", String),
    Column("next_try_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    _known("said", Text),
    UniqueConstraint("person_id", "kind", "period"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    _known("code", String),
    _known("about", String),
    _known("said", Text),
    _known("since", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("over_at", UtcDateTime),
    Index(None, "code", "about"),
)

live_devices = Table(
    "live_devices",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    _device(),
    _known("kind", String),
    _known("name", String),
    _known("address", String),
    _known("adapter", String),
    _known("cadence_factor", Float),
    _known("paired_at", UtcDateTime),
    Column("forgotten_at", UtcDateTime),
    Column("last_contact_at", UtcDateTime),
    Column("battery_percent", Integer),
    Column("battery_at", UtcDateTime),
    UniqueConstraint("person_id", "address", "paired_at"),
)
