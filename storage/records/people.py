"""A person, their time zones, and the plan agreed with their physio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Answer(StrEnum):
    """An answer to a question of safety: not knowing is an answer, and never a yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose days are followed. Health answers default to unknown."""

    id: int
    name: str
    timezone: str  # IANA name the person stated; history in ZoneRow
    birth_year: int | None = None
    sex: Sex | None = None
    language: str = "en"
    max_hr_bpm: int | None = None  # measured, not computed
    rest_hr_bpm: int | None = None  # measured, not computed
    beta_blocker: Answer = Answer.UNKNOWN
    pacemaker: Answer = Answer.UNKNOWN
    atrial_fibrillation: Answer = Answer.UNKNOWN
    awake_from: str = "06:00"  # local; awake wear is counted between these
    awake_to: str = "23:00"


class Basis(StrEnum):
    """Where a time zone row comes from."""

    STATED = "stated"  # the person said so
    OBSERVED = "observed"  # the watch showed another local time


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """From this local date the person's days follow this zone, until the next row."""

    since: date
    zone: str  # IANA name, or a fixed offset written "UTC+07:00"
    basis: Basis


@dataclass(frozen=True, slots=True)
class Plan:
    """What the physio agreed with the person. Dated and never overwritten."""

    since: date
    signed_by: str
    cleared: Answer = Answer.UNKNOWN
    floor_met_h: float | None = None  # MET-hours a week at 3 MET or more
    ceiling_met_h: float | None = None
    ceiling_steps: int | None = None  # steps a day
    progression_percent: float | None = None
    sessions_per_week: int | None = None
    pain_tolerance: int | None = None  # 0-10 during movement, agreed with the person
    note: str = ""
    recorded_at: datetime | None = None
