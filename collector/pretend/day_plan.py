"""What a day of the story is made of: its frame, what is done on purpose, when the watch is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from collector.pretend.features import Feature


class Kind(StrEnum):
    """The frame of a day."""

    OFFICE = "office"  # commute by bus, desk
    DESK = "desk"  # works at home
    FREE = "free"
    STILL = "still"
    AWAY = "away"
    OUT = "out"
    BACK = "back"


class Sport(StrEnum):
    """What can be done on purpose."""

    WALK = "walk"
    HIKE = "hike"
    RUN = "run"
    RIDE = "ride"
    STRENGTH = "strength"
    MOBILITY = "mobility"


@dataclass(frozen=True, slots=True)
class Outing:
    """Something done on purpose, begun at this time of the clock."""

    sport: Sport
    clock_min: int
    brisk_min: int
    hard_min: int = 0
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Absence:
    """The watch off the wrist between two times of the clock; ``dark`` when it is off as well."""

    from_min: int
    to_min: int
    dark: bool = False


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is meant to happen on a day. The evening's times are read at the place arrived at."""

    date: date
    week: int
    kind: Kind
    wake_min: int
    bed_min: int
    rest_bpm: int
    pain: int  # 0-10, worst of the day
    outings: tuple[Outing, ...] = ()
    absences: tuple[Absence, ...] = ()
    features: frozenset[Feature] = frozenset()
