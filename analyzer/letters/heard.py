"""What a letter may use beside days, weeks and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.told_series import Said, said_of
from config.instruments import Instruments
from config.lessons import Lesson
from config.limits import Limits
from config.profiles import Profiles
from config.questions import Questions
from storage.records import Activity, Day, Person
from storage.told import NOTHING_TOLD, Exercise, Milestone, Told


@dataclass(frozen=True, slots=True)
class Heard:
    """What a letter may use beside days, weeks and findings. By default nothing was heard."""

    told: Told = NOTHING_TOLD
    activities: Sequence[Activity] = ()
    exercises: tuple[Exercise, ...] = ()  # of the plan in force
    milestones: tuple[Milestone, ...] = ()
    questions: Questions | None = None
    instruments: Instruments | None = None
    profiles: Profiles | None = None
    lessons: tuple[Lesson, ...] = ()


NOTHING_HEARD = Heard()


def said_up_to(
    heard: Heard, days: Sequence[Day], person: Person, last: date, limits: Limits
) -> Said:
    """What was told and recorded up to a day; nothing later is looked at."""
    return said_of(heard.told, heard.activities, days, person, last, limits.variety)
