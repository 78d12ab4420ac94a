"""A file as it came: how its import ended, and what it says beside its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.records.devices import DeviceKey


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
