"""What people say that no watch can see: diary, check-in, enrolment, scores. Values only, no I/O.

Nothing here is overwritten: a later row stands beside the earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from storage.records import Answer


class Region(StrEnum):
    BACK = "back"
    NECK = "neck"
    BOTH = "both"
    UNKNOWN = "unknown"


class Diagnosis(StrEnum):
    """A clinician's class, never ours. Unknown is not cleared."""

    NON_SPECIFIC = "non_specific"
    STENOSIS = "stenosis"
    HERNIATION = "herniation"
    LISTHESIS = "listhesis"
    INFLAMMATORY = "inflammatory"
    VERTEBRAL_FRACTURE = "vertebral_fracture"
    TUMOUR = "tumour"
    INSTABILITY = "instability"
    WHIPLASH = "whiplash"
    POST_OPERATIVE = "post_operative"
    UNKNOWN = "unknown"


class WorkLoad(StrEnum):
    """Load at work, which no watch sees."""

    SITTING = "sitting"
    MIXED = "mixed"
    HEAVY = "heavy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was established about the person by whom, from when on. Dated; never overwritten."""

    since: date
    recorded_by: str
    onset: date | None = None  # when the trouble began
    region: Region = Region.UNKNOWN
    diagnosis: Diagnosis = Diagnosis.UNKNOWN
    stability_threatened: Answer = Answer.UNKNOWN
    nerve_signs: Answer = Answer.UNKNOWN
    heart_or_lung_trouble: Answer = Answer.UNKNOWN  # the general screen before activity
    pregnancy: Answer = Answer.UNKNOWN
    fear_of_movement: Answer = Answer.UNKNOWN
    work_load: WorkLoad = WorkLoad.UNKNOWN
    surgery_on: date | None = None
    profile_signed: Answer = Answer.UNKNOWN  # the physio takes on this profile (stenosis, ...)
    fast_progression: Answer = Answer.UNKNOWN  # the physio allows the faster ramp
    beginner_since: date | None = None
    recorded_at: datetime | None = None


class DiaryKind(StrEnum):
    PAIN = "pain"  # value 0-10
    FUNCTION = "function"  # value 0-10, 10 = as well as ever
    SORENESS = "soreness"  # value 0-10
    FLARE_START = "flare_start"
    FLARE_END = "flare_end"
    SESSION = "session"
    NOTE = "note"


class SessionKind(StrEnum):
    """What a session the watch did not see was."""

    AEROBIC = "aerobic"
    STRENGTH = "strength"
    TRUNK = "trunk"
    MOBILITY = "mobility"
    BALANCE = "balance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One thing said about one moment."""

    kind: DiaryKind
    at: datetime
    value: int | None = None  # 0-10
    session: SessionKind | None = None
    minutes: int | None = None
    sets: int | None = None
    repetitions: int | None = None
    effort: int | None = None  # 0-10
    note: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Answers to the questions of `config/questions.toml`, by question id.

    While a check-in with an alert is not unlocked by a clinician, everything else is silent.
    """

    at: datetime
    answers: Mapping[str, Answer]
    unlocked_by: str = ""
    unlocked_at: datetime | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One filled-in instrument. Scores of different versions are never compared."""

    instrument: str  # id in config/instruments.toml: rmdq, psfs, nrs, odi, ndi, tsk, ...
    version: str
    language: str
    on: date
    items_answered: int | None
    total: float | None
    parts: Mapping[str, float] = field(default_factory=dict)  # items or subscales by name
    direction: str = ""  # as the instrument's data says: "high_is_worse" or "high_is_better"
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise the physio chose."""

    name: str
    sets: int | None = None
    repetitions: int | None = None
    hold_s: int | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step agreed beforehand: by this date this activity, whatever the pain of the day."""

    by: date
    activity: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything said about one person, oldest first."""

    diary: tuple[DiaryEntry, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    scores: tuple[Score, ...] = ()


NOTHING_TOLD = Told()
