"""Made-up days and weeks, written short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from analyzer.weeks import summarise
from storage.records import Answer, Day, Person, Plan, Verdict, Week
from storage.told import Diagnosis, Enrolment, Region

MONDAY = date(2026, 3, 2)
PERSON = Person(1, "A. Person", "Europe/Oslo")
CLEARED = Plan(date(2000, 1, 1), "K. Lie", Answer.YES)

#: Everything asked, all of it well.
ENROLLED = Enrolment(
    since=date(2026, 1, 5),
    recorded_by="K. Lie",
    onset=date(2025, 1, 1),
    region=Region.BACK,
    diagnosis=Diagnosis.NON_SPECIFIC,
    stability_threatened=Answer.NO,
    nerve_signs=Answer.NO,
    heart_or_lung_trouble=Answer.NO,
    pregnancy=Answer.NO,
    fear_of_movement=Answer.NO,
)

VALID_DAYS_NEEDED = 4

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
    """A worn day with these steps and 90 moving minutes."""
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
    """The ISO weeks of some days."""
    return list(summarise(made, VALID_DAYS_NEEDED))


def verdicts(made: Iterable[Day | Week]) -> list[str]:
    return [Verdict(each.verdict).value for each in made]
