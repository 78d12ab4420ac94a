"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    for create in (
        _devices,
        _people,
        _days,
        _decisions,
        _device_days,
        _files,
        _findings,
        _minutes,
        _plans,
        _unjudged,
        _verdict_changes,
        _weeks,
        _zones,
        _activities,
    ):
        create()


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("manufacturer", sa.BigInteger(), nullable=True),
        sa.Column("product", sa.BigInteger(), nullable=True),
        sa.Column("serial", sa.BigInteger(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("key", name=op.f("uq_devices_key")),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("max_hr_bpm", sa.Integer(), nullable=True),
        sa.Column("rest_hr_bpm", sa.Integer(), nullable=True),
        sa.Column("beta_blocker", sa.String(), nullable=False),
        sa.Column("pacemaker", sa.String(), nullable=False),
        sa.Column("atrial_fibrillation", sa.String(), nullable=False),
        sa.Column("awake_from", sa.String(), nullable=False),
        sa.Column("awake_to", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )


def _days() -> None:
    op.create_table(
        "days",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("wear_min", sa.Integer(), nullable=False),
        sa.Column("hr_min_bpm", sa.Integer(), nullable=True),
        sa.Column("hr_mean_bpm", sa.Float(), nullable=True),
        sa.Column("hr_max_bpm", sa.Integer(), nullable=True),
        sa.Column("rest_bpm", sa.Integer(), nullable=True),
        sa.Column("light_min", sa.Integer(), nullable=True),
        sa.Column("moderate_min", sa.Integer(), nullable=True),
        sa.Column("vigorous_min", sa.Integer(), nullable=True),
        sa.Column("met_h", sa.Float(), nullable=True),
        sa.Column("met_h_high", sa.Float(), nullable=True),
        sa.Column("still_min", sa.Integer(), nullable=True),
        sa.Column("strength_sessions", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("why_code", sa.String(), nullable=False),
        sa.Column("why_numbers", sa.Text(), nullable=False),
        sa.Column("length_min", sa.Integer(), nullable=False),
        sa.Column("awake_wear_min", sa.Integer(), nullable=False),
        sa.Column("placed_steps", sa.Integer(), nullable=True),
        sa.Column("unplaced_steps", sa.Integer(), nullable=True),
        sa.Column("estimated_min", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_days_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "date", name=op.f("pk_days")),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("why_code", sa.String(), nullable=False),
        sa.Column("why_numbers", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("considered", sa.Text(), nullable=False),
        sa.Column("nudge_date", sa.Date(), nullable=True),
        sa.Column("nudge_code", sa.String(), nullable=True),
        sa.Column("nudge_numbers", sa.Text(), nullable=True),
        sa.Column("nudge_because", sa.String(), nullable=True),
        sa.Column("nudge_asks_for_more", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_decisions_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "person_id", "date", "decided_at", name=op.f("uq_decisions_person_id_date_decided_at")
        ),
    )
    op.create_index(
        "ix_decisions_one_nudge_a_day",
        "decisions",
        ["person_id", "date"],
        unique=True,
        sqlite_where=sa.text("nudge_code IS NOT NULL"),
        postgresql_where=sa.text("nudge_code IS NOT NULL"),
    )


def _device_days() -> None:
    op.create_table(
        "device_days",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.Column("total_steps", sa.Integer(), nullable=True),
        sa.Column("placed_steps", sa.Integer(), nullable=True),
        sa.Column("unplaced_steps", sa.Integer(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("resets", sa.Integer(), nullable=False),
        sa.Column("rest_hr_bpm", sa.Integer(), nullable=True),
        sa.Column("watch_moderate_min", sa.Integer(), nullable=True),
        sa.Column("watch_vigorous_min", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_device_days_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_device_days_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "device_id", "date", name=op.f("pk_device_days")),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("body_size", sa.BigInteger(), nullable=False),
        sa.Column("decoder_version", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_files_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "superseded_by"],
            ["files.person_id", "files.sha256"],
            name=op.f("fk_files_person_id_files"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_files_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "sha256", name=op.f("pk_files")),
    )
    op.create_index(
        op.f("ix_files_person_id_created"), "files", ["person_id", "created"], unique=False
    )
    op.create_index(
        op.f("ix_files_person_id_device_id_first"),
        "files",
        ["person_id", "device_id", "first"],
        unique=False,
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("to_patient", sa.Boolean(), nullable=False),
        sa.Column("to_physio", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_findings_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint(
            "person_id", "last", "first", "rule", name=op.f("uq_findings_person_id_last_first_rule")
        ),
    )


def _minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("utc_day", sa.Date(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("hr_minutes", sa.Integer(), nullable=False),
        sa.Column("hr_mean_bpm", sa.Float(), nullable=True),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_minutes_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_minutes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "device_id", "channel", "utc_day", name=op.f("pk_minutes")
        ),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("cleared", sa.String(), nullable=False),
        sa.Column("floor_met_h", sa.Float(), nullable=True),
        sa.Column("ceiling_met_h", sa.Float(), nullable=True),
        sa.Column("ceiling_steps", sa.Integer(), nullable=True),
        sa.Column("progression_percent", sa.Float(), nullable=True),
        sa.Column("sessions_per_week", sa.Integer(), nullable=True),
        sa.Column("pain_tolerance", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_plans_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_person_id_since"), "plans", ["person_id", "since"], unique=False)


def _unjudged() -> None:
    op.create_table(
        "unjudged",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_unjudged_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_unjudged")),
    )


def _verdict_changes() -> None:
    op.create_table(
        "verdict_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("why_code", sa.String(), nullable=False),
        sa.Column("why_numbers", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_verdict_changes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_changes")),
    )
    op.create_index(
        op.f("ix_verdict_changes_person_id_start"),
        "verdict_changes",
        ["person_id", "start"],
        unique=False,
    )


def _weeks() -> None:
    op.create_table(
        "weeks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=False),
        sa.Column("steps_per_day", sa.Float(), nullable=True),
        sa.Column("light_min", sa.Integer(), nullable=True),
        sa.Column("moderate_min", sa.Integer(), nullable=True),
        sa.Column("vigorous_min", sa.Integer(), nullable=True),
        sa.Column("equivalent_min", sa.Integer(), nullable=True),
        sa.Column("met_h", sa.Float(), nullable=True),
        sa.Column("met_h_high", sa.Float(), nullable=True),
        sa.Column("met_h_estimated", sa.Float(), nullable=True),
        sa.Column("strength_sessions", sa.Integer(), nullable=False),
        sa.Column("wear_h_per_day", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("why_code", sa.String(), nullable=False),
        sa.Column("why_numbers", sa.Text(), nullable=False),
        sa.Column("usual_met_h", sa.Float(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_weeks_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "year", "week", name=op.f("pk_weeks")),
        sa.UniqueConstraint("person_id", "start", name=op.f("uq_weeks_person_id_start")),
    )


def _zones() -> None:
    op.create_table(
        "zones",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_zones_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "basis", "since", name=op.f("pk_zones")),
    )


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sport", sa.String(), nullable=False),
        sa.Column("sub_sport", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("elapsed_s", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("hr_mean_bpm", sa.Float(), nullable=True),
        sa.Column("hr_max_bpm", sa.Integer(), nullable=True),
        sa.Column("hr_samples", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("utc_offset_min", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rescued", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_activities_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "sha256"],
            ["files.person_id", "files.sha256"],
            name=op.f("fk_activities_person_id_files"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_activities_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "sha256", "number", name=op.f("pk_activities")),
    )
    op.create_index(
        op.f("ix_activities_person_id_start"), "activities", ["person_id", "start"], unique=False
    )
