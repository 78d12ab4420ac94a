"""The frozen values all rooms speak in. Standard library only; no I/O, no rules.

``None`` means unknown and nothing else. A moment is an aware UTC datetime; a date is a person's
local date unless the name says ``utc_day``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

#: The named numbers a reason or finding rests on.
Numbers = Mapping[str, int | float | str]


def _nothing() -> Numbers:
    return MappingProxyType({})


class Verdict(StrEnum):
    """What a day or week was, held against the person's own band."""

    TOO_LITTLE = "too_little"
    IN_BAND = "in_band"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """An answer to a question of safety: not knowing is an answer, and never a yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Channel(StrEnum):
    """The way a minute came: a device can describe the same minute through several."""

    MONITORING = "monitoring"  # all-day file of a watch: the authority for its steps
    ACTIVITY = "activity"  # a recorded session of the same watch: finer heart rate, no steps added
    LIVE = "live"  # Bluetooth, as it happens


class Basis(StrEnum):
    """Where a time zone row comes from."""

    STATED = "stated"  # the person said so
    OBSERVED = "observed"  # the watch showed another local time


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a stable code and the numbers it rests on.

    >>> str(Reason("few_valid_days", {"valid_days": 3, "needed": 4}))
    'few_valid_days (valid_days=3, needed=4)'
    """

    code: str
    numbers: Numbers = field(default_factory=_nothing)

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value}" for key, value in self.numbers.items())
        return f"{self.code} ({inside})" if inside else self.code


# --- people ------------------------------------------------------------------------------------


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


# --- devices, files, readings ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What tells one device from another. ``serial`` is None where the file gives none."""

    manufacturer: int | None
    product: int | None
    serial: int | None

    def __str__(self) -> str:
        parts = (self.manufacturer, self.product, self.serial)
        return "-".join("?" if part is None else str(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Device:
    id: int
    key: DeviceKey
    label: str  # "Garmin 2503": what a person is shown; never the serial number


class FileStatus(StrEnum):
    """How an imported file ended."""

    WHOLE = "whole"  # decoded from end to end
    RESCUED = "rescued"  # damaged; what precedes the damage is kept
    REFUSED = "refused"  # nothing could be read
    FOREIGN = "foreign"  # sound, but holds nothing for us (a workout, a course, settings)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One original, known by the SHA-256 of its bytes.

    ``body_sha256`` covers the data records without header and checksum: a file that grew starts
    with the body of its shorter self, and ``superseded_by`` then names the longer one.
    """

    sha256: str
    name: str
    size: int
    status: FileStatus
    kind: str | None  # file_id.type as a word: "monitoring_b", "activity", ...
    device: DeviceKey | None
    created: datetime | None  # file_id.time_created
    first: datetime | None  # first and last moment of the readings
    last: datetime | None
    body_sha256: str
    body_size: int
    decoder_version: int
    problems: tuple[str, ...] = ()
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceDay:
    """A watch's own local day: its step total, what could be placed on minutes, what could not.

    ``placed_steps + unplaced_steps == total_steps``. ``complete`` is true when the day is covered
    from its first to its last minute. Intensity minutes are the watch's own words, kept to explain.
    """

    device_id: int
    date: date
    utc_offset_min: int  # in force when this day began
    total_steps: int | None
    placed_steps: int | None
    unplaced_steps: int | None
    complete: bool
    resets: int = 0
    rest_hr_bpm: int | None = None
    watch_moderate_min: int | None = None
    watch_vigorous_min: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One recorded session. Heart rate is from its samples where there are any."""

    device_id: int | None
    start: datetime
    end: datetime
    sport: str  # the FIT profile's word, or its number as text where unknown
    sub_sport: str
    duration_s: float | None  # timer time: pauses excluded
    elapsed_s: float | None
    distance_m: float | None
    hr_mean_bpm: float | None
    hr_max_bpm: int | None
    hr_samples: int
    steps: int | None  # strides doubled, foot sports only; already in the day's total
    utc_offset_min: int | None
    sha256: str  # of the original
    source: str  # the original's file name
    rescued: bool = False  # no closing summary: rebuilt from the records


@dataclass(frozen=True, slots=True)
class LiveDevice:
    """A device that is listened to over the air, and what was last heard from it."""

    id: int
    person_id: int
    device_id: int  # its minutes' device
    kind: str  # which module of `collector.sources.ble.kinds` understands it
    name: str  # as it calls itself
    address: str  # "AA:BB:CC:DD:EE:FF"; some devices take a new one now and then
    adapter: str  # "hci0"; empty: the first there is
    cadence_factor: float  # steps for each count of its cadence: 1, or 2 where it counts strides
    paired_at: datetime
    forgotten_at: datetime | None = None
    last_contact_at: datetime | None = None
    battery_percent: int | None = None
    battery_at: datetime | None = None


# --- minutes -----------------------------------------------------------------------------------

MINUTES = 1440  # a UTC day has no daylight saving

STEPS_UNKNOWN = 0xFFFF
SPEED_UNKNOWN = 0xFFFF
HR_UNKNOWN = 0
CODE_UNKNOWN = 0xFF

#: Column name -> (array typecode, unknown value). Bytes are little-endian.
MINUTE_COLUMNS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "steps": ("H", STEPS_UNKNOWN),
        "hr_mean_bpm": ("B", HR_UNKNOWN),
        "hr_max_bpm": ("B", HR_UNKNOWN),
        "activity_type": ("B", CODE_UNKNOWN),  # FIT activity_type: 1 running, 6 walking, ...
        "device_band": ("B", CODE_UNKNOWN),  # the device's own word: 2 moderate, 3 vigorous
        "resolution_min": ("B", 0),  # minutes the step count was spread over; 0 = no step count
        "speed_cm_s": ("H", SPEED_UNKNOWN),  # only inside recorded sessions
        "flags": ("B", 0),
    }
)

FLAG_RESET = 1  # the step counter fell here
FLAG_DERIVED = 2  # steps from cadence, not from a counter


@dataclass(frozen=True, slots=True)
class MinuteBlock:
    """1,440 minutes of one UTC day, one stream. A column that is absent is unknown throughout.

    Values are raw little-endian bytes per column (`MINUTE_COLUMNS`), so that the standard library
    can write them and numpy can read them without a copy.
    """

    utc_day: date
    columns: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class MinuteStream:
    """All blocks of one device and channel, in order of day."""

    device_id: int
    channel: Channel
    blocks: tuple[MinuteBlock, ...]


# --- days, weeks, findings ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    """A person's local day. Field order is the order of ``stegvis days --json``."""

    date: date
    zone: str
    steps: int | None
    wear_min: int
    hr_min_bpm: int | None
    hr_mean_bpm: float | None
    hr_max_bpm: int | None
    rest_bpm: int | None
    light_min: int | None
    moderate_min: int | None
    vigorous_min: int | None
    met_h: float | None  # at 3 MET or more, each band's lower bound
    met_h_high: float | None  # the same minutes at each band's upper bound
    still_min: int | None
    strength_sessions: int
    valid: bool
    verdict: Verdict = Verdict.UNKNOWN
    why: Reason = Reason("not_judged")
    length_min: int = 1440
    awake_wear_min: int = 0
    placed_steps: int | None = None
    unplaced_steps: int | None = None
    estimated_min: int = 0  # active minutes whose band rests on less than heart rate or cadence
    complete: bool = False  # the day lies wholly before the last moment received


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week of a person's days. Sums are over the days that were measured."""

    year: int
    week: int
    start: date  # Monday
    valid_days: int  # that have wholly arrived
    steps_per_day: float | None  # mean over valid days
    light_min: int | None
    moderate_min: int | None
    vigorous_min: int | None
    equivalent_min: int | None  # moderate + 2 x vigorous
    met_h: float | None
    met_h_high: float | None
    met_h_estimated: float | None  # scaled to seven days from the valid ones; None when all are
    strength_sessions: int
    wear_h_per_day: float | None
    verdict: Verdict = Verdict.UNKNOWN
    why: Reason = Reason("not_judged")
    usual_met_h: float | None = None  # own baseline the verdict was held against
    complete: bool = False


class Period(StrEnum):
    """What a verdict is about."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that was given, what it became, and the reason for the new one."""

    period: Period
    start: date
    old: Verdict
    new: Verdict
    why: Reason
    at: datetime


class Severity(StrEnum):
    """How a finding may be used, in the order of the nudge's priority."""

    ALERT = "alert"
    GATE = "gate"
    PAIN = "pain"
    OVERLOAD = "overload"
    INACTIVITY = "inactivity"
    PRAISE = "praise"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one period, with the numbers it rests on."""

    rule: str
    severity: Severity
    first: date
    last: date
    numbers: Numbers = field(default_factory=_nothing)
    valid_days: int | None = None  # data quality: how many valid days the rule saw
    to_patient: bool = False
    to_physio: bool = True


class WishKind(StrEnum):
    """What a person can ask of the nudges."""

    PAUSE = "pause"  # until a date
    SNOOZE = "snooze"  # for some hours


@dataclass(frozen=True, slots=True)
class Wish:
    """No nudges until a moment. The newest of its kind counts; one that is over ends nothing."""

    kind: WishKind
    until: datetime
    recorded_at: datetime


class MessageKind(StrEnum):
    NUDGE = "nudge"
    PATIENT_LETTER = "patient_letter"
    PHYSIO_LETTER = "physio_letter"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing, one reason, one way out. ``code`` names the sentence in the catalogue."""

    date: date  # the local day it would be read
    code: str
    numbers: Numbers
    because: str  # id of the rule
    asks_for_more: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a nudge, sent or not, and why."""

    date: date
    nudge: Nudge | None
    why: Reason
    decided_at: datetime
    considered: tuple[str, ...] = field(default=())  # rules that were in play
