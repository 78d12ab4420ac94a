"""Gather what is stored for a letter, and give it as values; whose name its files begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analyzer.letters.evaluation import EvaluationLetter
    from analyzer.letters.heard import Heard
    from analyzer.letters.known import KnownWeek
    from analyzer.letters.patient import PatientLetter
    from analyzer.letters.physio import PhysioLetter
    from config.settings import Settings
    from service.home import Home
    from storage.records import Person, Plan

Recipient = Literal["patient", "physio"]
RECIPIENTS: tuple[Recipient, ...] = ("patient", "physio")

#: Twelve weeks of picture, eight weeks of baseline behind the first of them.
HISTORY_WEEKS = 21


def last_whole_week(today: date) -> date:
    """Give the Monday of the week before this one.

    >>> last_whole_week(date(2026, 3, 16)).isoformat()
    '2026-03-09'
    """
    return today - timedelta(days=today.weekday() + 7)


def name_part(person: Person, everybody: Sequence[Person]) -> str:
    """Begin file names with the person where there are several: nobody gets another's letter.

    >>> from storage.records import Person
    >>> kim, bo = Person(1, "Kim A", "UTC"), Person(2, "bo", "UTC")
    >>> name_part(kim, [kim]), name_part(kim, [kim, bo])
    ('', 'kim-a-1-')
    """
    if len(everybody) == 1:
        return ""
    letters = re.sub(r"\W+", "-", person.name.lower()).strip("-")
    return f"{letters}-{person.id}-"


def settings_for(settings: Settings, everybody: Sequence[Person]) -> Settings:
    """The one patient's address in the settings is nobody's where several people are followed."""
    if len(everybody) == 1:
        return settings
    return replace(settings, letters=replace(settings.letters, patient=""))


def letter_values(
    home: Home,
    connection: Connection,
    person: Person,
    recipient: Recipient,
    week_start: date,
) -> PatientLetter | PhysioLetter:
    """Gather what is stored and give the letter as values."""
    from analyzer.letters.by_its_end import by_its_end
    from analyzer.letters.patient import patient_letter
    from analyzer.letters.physio import physio_letter

    known = by_its_end(_known_week(home, connection, person, week_start))
    return patient_letter(known) if recipient == "patient" else physio_letter(known)


def _known_week(home: Home, connection: Connection, person: Person, week_start: date) -> KnownWeek:
    from analyzer.in_force import plan_on
    from analyzer.letters.known import KnownWeek
    from config.letters import read_letters
    from config.limits import read_limits
    from service.analysis.summarising import unworn_in_week
    from storage import days, findings, weeks
    from storage.plans import read_plans

    first = week_start - timedelta(weeks=HISTORY_WEEKS)
    last = week_start + timedelta(days=6)
    known_days = days.read_days(connection, person.id, first, last)
    arrived = {day.date for day in known_days if day.complete}
    unworn = unworn_in_week(home, connection, person, week_start)
    plans = read_plans(connection, person.id)
    return KnownWeek(
        person=person,
        days=known_days,
        weeks=weeks.read_weeks(connection, person.id, first, last),
        findings=findings.read_findings(connection, person.id, first, date.max),
        plans=plans,
        week_start=week_start,
        limits=read_limits(),
        letters=read_letters(),
        now=home.now(),
        unworn={day: spans for day, spans in unworn.items() if day in arrived},
        country=_country(home, person),
        heard=_heard(connection, person, plan_on(plans, week_start), *_moments(week_start)),
    )


def evaluation_values(home: Home, connection: Connection, person: Person) -> EvaluationLetter:
    """Gather what is stored around the start and weeks 6 to 10, and give the letter as values."""
    from analyzer.in_force import plan_on
    from analyzer.letters.evaluation import evaluated_from, evaluation_letter
    from config.letters import read_letters
    from config.limits import read_limits
    from storage import days, weeks
    from storage.plans import read_plans

    limits = read_limits()
    now = home.now()
    plans = read_plans(connection, person.id)
    # The start decides which recorded sessions are read, and only what was told knows the start.
    start = evaluated_from(plans, _heard(connection, person, None, now, now))
    first = start - timedelta(days=limits.evaluation.before_days + 7)
    last = start + timedelta(days=limits.evaluation.to_day)
    began, ended = _moments(first)[0], _moments(last)[1]
    return evaluation_letter(
        person,
        days.read_days(connection, person.id, first, last),
        weeks.read_weeks(connection, person.id, first, last),
        plans,
        heard=_heard(connection, person, plan_on(plans, last), began, ended),
        limits=limits,
        letters=read_letters(),
        now=now,
        country=_country(home, person),
    )


def _heard(
    connection: Connection, person: Person, plan: Plan | None, first: datetime, last: datetime
) -> Heard:
    """Everything told, the plan's parts, and the sessions recorded between two moments."""
    from analyzer.letters.heard import Heard
    from config.instruments import read_instruments
    from config.lessons import read_lessons
    from config.profiles import read_profiles
    from config.questions import read_questions
    from storage import activities, plans
    from storage.told_reading import everything_told

    return Heard(
        told=everything_told(connection, person.id),
        activities=activities.read(connection, person.id, first, last),
        exercises=() if plan is None else plans.exercises_of(connection, person.id, plan),
        milestones=() if plan is None else plans.milestones_of(connection, person.id, plan),
        questions=read_questions(),
        instruments=read_instruments(),
        profiles=read_profiles(),
        lessons=read_lessons(),
    )


def _country(home: Home, person: Person) -> str:
    from config.help import country_of, read_help

    return country_of(home.settings.letters.country, person.timezone, person.language, read_help())


def _moments(week_start: date) -> tuple[datetime, datetime]:
    from datetime import UTC, time

    start = datetime.combine(week_start, time(), UTC)
    return start - timedelta(days=1), start + timedelta(days=8)
