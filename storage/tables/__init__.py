"""Every table, its keys and what belongs to what. `migrations` must lead to exactly this."""

from __future__ import annotations

from storage.tables.judged import days, decisions, findings, verdict_changes, weeks
from storage.tables.made_of import metadata
from storage.tables.readings import (
    activities,
    device_days,
    devices,
    files,
    live_devices,
    minutes,
    unjudged,
)
from storage.tables.sending import consents, messages, notices
from storage.tables.told import check_ins, diary, nudge_wishes, scores
from storage.tables.whose import enrolments, people, plan_exercises, plan_milestones, plans, zones

__all__ = [
    "activities",
    "check_ins",
    "consents",
    "days",
    "decisions",
    "device_days",
    "devices",
    "diary",
    "enrolments",
    "files",
    "findings",
    "live_devices",
    "messages",
    "metadata",
    "minutes",
    "notices",
    "nudge_wishes",
    "people",
    "plan_exercises",
    "plan_milestones",
    "plans",
    "scores",
    "unjudged",
    "verdict_changes",
    "weeks",
    "zones",
]
