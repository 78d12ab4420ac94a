"""What arrived: devices, originals, minutes, what a watch says of its days, sessions."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Texts, UtcDateTime, Word
from storage.records import Channel, FileStatus
from storage.tables.made_of import known, metadata, of_device, of_person

devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    # Unknown parts are equal to each other here, as they are not in a unique key of nulls.
    Column("key", String, nullable=False, unique=True),
    Column("manufacturer", BigInteger),
    Column("product", BigInteger),
    Column("serial", BigInteger),
    known("label", String),
)

files = Table(
    "files",
    metadata,
    of_person(key=True),
    Column("sha256", String, primary_key=True),
    known("name", String),
    known("size", BigInteger),
    known("status", Word(FileStatus)),
    Column("kind", String),
    of_device(nullable=True),
    Column("created", UtcDateTime),
    Column("first", UtcDateTime),
    Column("last", UtcDateTime),
    known("body_sha256", String),
    known("body_size", BigInteger),
    known("decoder_version", Integer),
    known("problems", Texts),
    Column("superseded_by", String),
    known("derived", Boolean),
    ForeignKeyConstraint(["person_id", "superseded_by"], ["files.person_id", "files.sha256"]),
    Index(None, "person_id", "device_id", "first"),
    Index(None, "person_id", "created"),
)

minutes = Table(
    "minutes",
    metadata,
    of_person(key=True),
    of_device(key=True),
    Column("channel", Word(Channel), primary_key=True),
    Column("utc_day", Date, primary_key=True),
    Column("steps", Integer),
    known("hr_minutes", Integer),
    Column("hr_mean_bpm", Float),
    known("block", LargeBinary),
)

unjudged = Table(
    "unjudged",
    metadata,
    of_person(key=True),
    known("first", Date),
    known("last", Date),
)

device_days = Table(
    "device_days",
    metadata,
    of_person(key=True),
    of_device(key=True),
    Column("date", Date, primary_key=True),
    known("utc_offset_min", Integer),
    Column("total_steps", Integer),
    Column("placed_steps", Integer),
    Column("unplaced_steps", Integer),
    known("complete", Boolean),
    known("resets", Integer),
    Column("rest_hr_bpm", Integer),
    Column("watch_moderate_min", Integer),
    Column("watch_vigorous_min", Integer),
)

activities = Table(
    "activities",
    metadata,
    of_person(key=True),
    Column("sha256", String, primary_key=True),
    Column("number", Integer, primary_key=True),  # its place among the sessions of the original
    of_device(nullable=True),
    known("start", UtcDateTime),
    known("end", UtcDateTime),
    known("sport", String),
    known("sub_sport", String),
    Column("duration_s", Float),
    Column("elapsed_s", Float),
    Column("distance_m", Float),
    Column("hr_mean_bpm", Float),
    Column("hr_max_bpm", Integer),
    known("hr_samples", Integer),
    Column("steps", Integer),
    Column("utc_offset_min", Integer),
    known("source", String),
    known("rescued", Boolean),
    ForeignKeyConstraint(
        ["person_id", "sha256"], ["files.person_id", "files.sha256"], ondelete="CASCADE"
    ),
    Index(None, "person_id", "start"),
)

live_devices = Table(
    "live_devices",
    metadata,
    Column("id", Integer, primary_key=True),
    of_person(),
    of_device(),
    known("kind", String),
    known("name", String),
    known("address", String),
    known("adapter", String),
    known("cadence_factor", Float),
    known("paired_at", UtcDateTime),
    Column("forgotten_at", UtcDateTime),
    Column("last_contact_at", UtcDateTime),
    Column("battery_percent", Integer),
    Column("battery_at", UtcDateTime),
    Column("trouble", String),
    Column("trouble_at", UtcDateTime),
    Column("maker", String),
    Column("model", String),
    Column("firmware", String),
    Column("worn_at", String),
    Column("state", Text),  # what listening needs to go on after a restart
    UniqueConstraint("person_id", "address", "paired_at"),
)
