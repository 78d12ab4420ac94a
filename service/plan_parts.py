"""From what a physio types to exercises and milestones, and back."""

from __future__ import annotations

import re
from datetime import date

from config.errors import StegvisError
from storage.told import Exercise, Milestone

_EXERCISE = re.compile(
    r"(?P<name>.*?[^\s\d].*?)"
    r"(?:\s+(?P<sets>\d+)\s*[x×]\s*(?:(?P<repetitions>\d+)(?:\s*[x×]\s*(?P<each_s>\d+)\s*s)?"
    r"|(?P<hold_s>\d+)\s*s))?"
    r"(?:\s+(?P<per_week>\d+)\s*/\s*week)?"
)


class PlanPartError(StegvisError):
    """An exercise or a milestone is written in a way nobody can read."""

    exit_code = 2


def exercise(text: str) -> Exercise:
    """Read one exercise.

    >>> exercise("bridge 3x10")
    Exercise(name='bridge', sets=3, repetitions=10, hold_s=None, per_week=None)
    >>> exercise("side plank 3x20s 4/week")
    Exercise(name='side plank', sets=3, repetitions=None, hold_s=20, per_week=4)
    >>> exercise("bird dog 2x8x5s")
    Exercise(name='bird dog', sets=2, repetitions=8, hold_s=5, per_week=None)
    """
    found = _EXERCISE.fullmatch(text.strip())
    if found is None:
        raise PlanPartError(
            f'{text!r} is not an exercise; write it as "bridge 3x10", "plank 3x20s" or '
            '"bird dog 2x8x5s 3/week".'
        )
    number = {name: None if given is None else int(given) for name, given in _numbers(found)}
    return Exercise(
        found["name"],
        number["sets"],
        number["repetitions"],
        number["hold_s"] if number["each_s"] is None else number["each_s"],
        number["per_week"],
    )


def exercise_words(part: Exercise) -> str:
    """Write one exercise so that `exercise` reads it again.

    >>> exercise_words(Exercise("bird dog", 2, 8, hold_s=5, per_week=3))
    'bird dog 2x8x5s 3/week'
    """
    dose = [
        *([] if part.sets is None else [str(part.sets)]),
        *([] if part.repetitions is None else [str(part.repetitions)]),
        *([] if part.hold_s is None else [f"{part.hold_s}s"]),
    ]
    often = "" if part.per_week is None else f"{part.per_week}/week"
    return " ".join(filter(None, (part.name, "x".join(dose), often)))


def milestone(text: str) -> Milestone:
    """Read one milestone.

    >>> milestone("2026-05-01 walk to the shop")
    Milestone(by=datetime.date(2026, 5, 1), activity='walk to the shop')
    """
    day, _, activity = text.strip().partition(" ")
    try:
        by = date.fromisoformat(day)
    except ValueError as error:
        raise PlanPartError(_no_milestone(text)) from error
    if not activity.strip():
        raise PlanPartError(_no_milestone(text))
    return Milestone(by, activity.strip())


def milestone_words(part: Milestone) -> str:
    return f"{part.by} {part.activity}"


def _numbers(found: re.Match[str]) -> list[tuple[str, str | None]]:
    return [(name, given) for name, given in found.groupdict().items() if name != "name"]


def _no_milestone(text: str) -> str:
    return f'{text!r} is not a milestone; write it as "2026-05-01 walk to the shop".'
