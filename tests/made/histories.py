"""Made-up days and weeks, written short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from storage.records import Answer, Day, Person, Plan, Verdict, Week

MONDAY = date(2026, 3, 2)
PERSON = Person(1, "A. Person", "Europe/Oslo")
CLEARED = Plan(date(2000, 1, 1), "K. Lie", Answer.YES)

_DAY = Day(
    date=MONDAY,
    zone="Europe/Oslo",
    steps=6000,
    wear_min=900,
    hr_min_bpm=52,
    hr_mean_bpm=74.0,
    hr_max_bpm=131,
    rest_bpm=58,
    light_min=60,
    moderate_min=30,
    vigorous_min=0,
    met_h=1.5,
    met_h_high=3.0,
    still_min=500,
    strength_sessions=0,
    valid=True,
    awake_wear_min=800,
    complete=True,
)
_UNWORN = replace(
    _DAY,
    steps=None,
    wear_min=0,
    hr_min_bpm=None,
    hr_mean_bpm=None,
    hr_max_bpm=None,
    rest_bpm=None,
    light_min=None,
    moderate_min=None,
    vigorous_min=None,
    met_h=None,
    met_h_high=None,
    still_min=None,
    valid=False,
    awake_wear_min=0,
)


def day(on: date, steps: int | None = 6000, **given: object) -> Day:
    """A worn day with these steps; a third of its usual minutes scale with nothing."""
    return replace(_DAY, date=on, steps=steps, **given)  # type: ignore[arg-type]


def unworn(on: date, **given: object) -> Day:
    return replace(_UNWORN, date=on, **given)  # type: ignore[arg-type]


def days(steps: Iterable[int | None], first: date = MONDAY) -> list[Day]:
    """One day for each number of steps; None is a day not worn."""
    made = []
    for offset, each in enumerate(steps):
        on = first + timedelta(days=offset)
        made.append(unworn(on) if each is None else day(on, each))
    return made


def week(start: date, **given: object) -> Week:
    """A whole week: 12 MET-hours, 200 moderate and 20 vigorous minutes, 6,000 steps a day."""
    year, number, _ = start.isocalendar()
    made = Week(
        year=year,
        week=number,
        start=start,
        valid_days=7,
        steps_per_day=6000.0,
        light_min=420,
        moderate_min=200,
        vigorous_min=20,
        equivalent_min=240,
        met_h=12.0,
        met_h_high=22.0,
        met_h_estimated=None,
        strength_sessions=0,
        wear_h_per_day=15.0,
        complete=True,
    )
    return replace(made, **given)  # type: ignore[arg-type]


def weeks(given: Sequence[dict[str, object]], end: date = MONDAY) -> list[Week]:
    """One week after the other; the last ends the day before ``end``."""
    first = end - timedelta(weeks=len(given))
    return [week(first + timedelta(weeks=at), **each) for at, each in enumerate(given)]


def weeks_of(made: Sequence[Day]) -> list[Week]:
    """The ISO weeks of some days, summed over the valid ones."""
    by_start: dict[date, list[Day]] = {}
    for each in made:
        by_start.setdefault(each.date - timedelta(days=each.date.weekday()), []).append(each)
    return [_week_of(start, each) for start, each in sorted(by_start.items())]


def _week_of(start: date, made: Sequence[Day]) -> Week:
    valid = [each for each in made if each.valid]
    moderate, vigorous = _total(valid, "moderate_min"), _total(valid, "vigorous_min")
    met_h, steps = _total(valid, "met_h"), _total(valid, "steps")
    partly = met_h is not None and len(valid) < 7
    return week(
        start,
        valid_days=len(valid),
        steps_per_day=None if steps is None else steps / len(valid),
        light_min=_total(valid, "light_min"),
        moderate_min=moderate,
        vigorous_min=vigorous,
        equivalent_min=None if moderate is None or vigorous is None else moderate + 2 * vigorous,
        met_h=met_h,
        met_h_high=_total(valid, "met_h_high"),
        met_h_estimated=met_h / len(valid) * 7 if partly else None,
        strength_sessions=sum(each.strength_sessions for each in valid),
        complete=len(made) == 7 and all(each.complete for each in made),
    )


def _total(made: Sequence[Day], name: str) -> float | None:
    known = [getattr(each, name) for each in made if getattr(each, name) is not None]
    return sum(known) if known else None


def verdicts(made: Iterable[Day | Week]) -> list[str]:
    return [Verdict(each.verdict).value for each in made]
