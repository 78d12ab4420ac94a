"""Short texts to learn from: which statements they stand on, and when they may be shown.

Facts from ``lessons.toml``; the sentences themselves are in the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from config.facts import read_facts
from config.recommendations import Grade, Recommendation, read_recommendations

FILE = "lessons.toml"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Shown in its week of the programme, or after one of its rules or sports, if at all.

    ``cleared``: only with a recorded clearance. ``unflagged``: not near a pain or overload
    finding. ``profiles``: for these alone; nobody is left out when none is named.
    """

    id: str
    recommendations: tuple[str, ...]
    grade: Grade = ""  # the best the documents give for what is said
    cleared: bool = False
    unflagged: bool = False
    profiles: tuple[str, ...] = ()
    week: int | None = None  # 1 is the first
    after: tuple[str, ...] = ()  # rules
    sports: tuple[str, ...] = ()  # recorded in the week


@dataclass(frozen=True, slots=True)
class Lessons:
    checked_on: date
    lesson: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which lessons fit. Unknown is not cleared."""

    cleared: bool
    week: int | None
    profiles: Collection[str] = ()
    rules: Collection[str] = ()  # that found something in the week
    sports: Collection[str] = ()
    flagged: bool = False  # by pain or overload


@cache
def read_lessons() -> tuple[Lesson, ...]:
    """Read and check ``config/lessons.toml``. Raises `FactsError` naming every fault."""
    known = read_recommendations()
    return read_facts(FILE, Lessons, lambda all_of: faults(all_of.lesson, known)).lesson


def fitting(lessons: Iterable[Lesson], now: Circumstances) -> tuple[Lesson, ...]:
    """The lessons that may be shown; those a finding or a sport asks for come first."""
    allowed = [lesson for lesson in lessons if _allowed(lesson, now)]
    asked = [lesson for lesson in allowed if _asked_for(lesson, now)]
    due = [lesson for lesson in allowed if lesson.week is not None and lesson.week == now.week]
    return tuple(dict.fromkeys(asked + due))


def faults(lessons: Iterable[Lesson], known: Iterable[Recommendation]) -> Iterator[str]:
    """What a reader of types cannot see: statements, grades, and lessons that never come."""
    rows = {row.id: row for row in known}
    lessons = tuple(lessons)
    for id_, times in Counter(lesson.id for lesson in lessons).items():
        if times > 1:
            yield f"{id_}: is there {times} times"
    for lesson in lessons:
        yield from (f"{lesson.id}: {fault}" for fault in _lesson_faults(lesson, rows))


def _lesson_faults(lesson: Lesson, rows: dict[str, Recommendation]) -> Iterator[str]:
    if not lesson.recommendations:
        yield "recommendations: must name at least one"
    for id_ in lesson.recommendations:
        if id_ not in rows:
            yield f"recommendations: {id_} is not known"
        elif rows[id_].effect == "not used":
            yield f"recommendations: {id_} is deliberately not used"
    grades = {rows[id_].grade for id_ in lesson.recommendations if id_ in rows}
    if lesson.grade and lesson.grade not in grades:
        yield f"grade: no statement of it has {lesson.grade}"
    if lesson.week is None and not lesson.after and not lesson.sports:
        yield "week, after, sports: one of them must be there, or it is never shown"
    if lesson.week is not None and lesson.week < 1:
        yield "week: the first is 1"


def _allowed(lesson: Lesson, now: Circumstances) -> bool:
    if lesson.cleared and not now.cleared:
        return False
    if lesson.unflagged and now.flagged:
        return False
    return not lesson.profiles or not set(lesson.profiles).isdisjoint(now.profiles)


def _asked_for(lesson: Lesson, now: Circumstances) -> bool:
    found = not set(lesson.after).isdisjoint(now.rules)
    return found or not set(lesson.sports).isdisjoint(now.sports)
