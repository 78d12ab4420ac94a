"""Write one week's letters as files: text, HTML, PDF, and mail where an address is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from config.errors import StegvisError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analyzer.letters.evaluation import EvaluationLetter
    from analyzer.letters.heard import Heard
    from analyzer.letters.known import KnownWeek
    from analyzer.letters.patient import PatientLetter
    from analyzer.letters.physio import PhysioLetter
    from config.settings import Settings
    from service.home import Home
    from service.letters.compose import Composed
    from storage.records import Person, Plan

Recipient = Literal["patient", "physio"]
RECIPIENTS: tuple[Recipient, ...] = ("patient", "physio")

#: Twelve weeks of picture, eight weeks of baseline behind the first of them.
HISTORY_WEEKS = 21


class OutError(StegvisError):
    """The letters cannot be written where they were asked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as files."""

    recipient: Recipient
    week: str
    verdict: str  # empty: an evaluation gives none
    files: tuple[Path, ...]


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
    from analyzer.letters.patient import patient_letter
    from analyzer.letters.physio import physio_letter

    known = _known_week(home, connection, person, week_start)
    return patient_letter(known) if recipient == "patient" else physio_letter(known)


def _known_week(home: Home, connection: Connection, person: Person, week_start: date) -> KnownWeek:
    from analyzer.in_force import plan_on
    from analyzer.letters.known import KnownWeek
    from config.letters import read_letters
    from config.limits import read_limits
    from service.analysis.summarising import unworn_in_week
    from storage import days, findings, people, weeks

    first = week_start - timedelta(weeks=HISTORY_WEEKS)
    last = week_start + timedelta(days=6)
    known_days = days.read_days(connection, person.id, first, last)
    arrived = {day.date for day in known_days if day.complete}
    unworn = unworn_in_week(home, connection, person, week_start)
    plans = people.plans(connection, person.id)
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
    from storage import days, people, weeks

    limits = read_limits()
    now = home.now()
    plans = people.plans(connection, person.id)
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
    from storage import activities, plan_parts
    from storage.told_reading import everything_told

    return Heard(
        told=everything_told(connection, person.id),
        activities=activities.read(connection, person.id, first, last),
        exercises=() if plan is None else plan_parts.exercises_of(connection, person.id, plan),
        milestones=() if plan is None else plan_parts.milestones_of(connection, person.id, plan),
        questions=read_questions(),
        instruments=read_instruments(),
        profiles=read_profiles(),
        lessons=read_lessons(),
    )


def _country(home: Home, person: Person) -> str:
    from config.help import country_of, read_help

    return country_of(home.settings.letters.country, person.timezone, person.language, read_help())


def write_letter(
    values: PatientLetter | PhysioLetter | EvaluationLetter,
    recipient: Recipient,
    language: str,
    settings: Settings,
    out: Path,
    stem: str,
) -> Written:
    """Compose a letter and write its files to ``out``: text, HTML, PDF and mail."""
    from service.letters.compose import compose
    from service.letters.html import standalone

    composed = compose(
        values, language=language, recipient=recipient, page_url=settings.letters.page_url
    )
    contents = {
        "txt": composed.text.encode(),
        "html": standalone(composed.html, composed.charts).encode(),
        "pdf": composed.pdf,
    }
    addresses = settings.letters
    to = addresses.patient if recipient == "patient" else addresses.physio
    contents["eml"] = _mail(
        composed, addresses.sender, to or "undisclosed", values.written_at, stem
    )
    year, week, _ = values.week_start.isocalendar()
    verdict = getattr(values, "verdict", "")
    files = tuple(put(out / f"{stem}.{kind}", data) for kind, data in contents.items())
    return Written(recipient, f"{year}-W{week:02}", str(verdict), files)


def _mail(composed: Composed, sender: str, to: str, written_at: datetime, stem: str) -> bytes:
    from service.letters.mail import as_email

    domain = sender.rpartition("@")[2] or "localhost"
    return as_email(
        composed,
        sender=sender,
        to=to,
        message_id=f"<{stem}.{written_at:%Y%m%d%H%M%S}@{domain}>",
        date=written_at,
    )


def put(path: Path, data: bytes) -> Path:
    """Write one file that nobody else may read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}. Choose another folder with --out."
        raise OutError(message) from error
    return path


def _moments(week_start: date) -> tuple[datetime, datetime]:
    from datetime import UTC, time

    start = datetime.combine(week_start, time(), UTC)
    return start - timedelta(days=1), start + timedelta(days=8)
