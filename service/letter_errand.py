"""Write one week's letters as files: text, HTML, PDF, and mail where an address is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from config.errors import StegvisError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analyzer.letter_patient import PatientLetter
    from analyzer.letter_physio import PhysioLetter
    from config.settings import Settings
    from service.home import Home
    from service.letters.compose import Composed
    from storage.records import Person

Recipient = Literal["patient", "physio"]

#: Twelve weeks of picture, eight weeks of baseline behind the first of them.
HISTORY_WEEKS = 21


class OutError(StegvisError):
    """The letters cannot be written where they were asked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as files."""

    recipient: Recipient
    week: str
    verdict: str
    files: tuple[Path, ...]


def last_whole_week(today: date) -> date:
    """Give the Monday of the week before this one.

    >>> last_whole_week(date(2026, 3, 16)).isoformat()
    '2026-03-09'
    """
    return today - timedelta(days=today.weekday() + 7)


def letter_values(
    home: Home,
    connection: Connection,
    person: Person,
    recipient: Recipient,
    week_start: date,
) -> PatientLetter | PhysioLetter:
    """Gather what is stored and give the letter as values."""
    from analyzer.letter_patient import patient_letter
    from analyzer.letter_physio import physio_letter
    from config.help import country_of, read_help
    from config.letters import read_letters
    from config.limits import read_limits
    from service.analysis import unworn_in_week
    from storage import activities, days, findings, people, weeks

    first = week_start - timedelta(weeks=HISTORY_WEEKS)
    last = week_start + timedelta(days=6)
    known_days = days.read_days(connection, person.id, first, last)
    arrived = {day.date for day in known_days if day.complete}
    unworn = unworn_in_week(home, connection, person, week_start)
    known = (
        person,
        known_days,
        weeks.read_weeks(connection, person.id, first, last),
        findings.read_findings(connection, person.id, first, date.max),
        people.plans(connection, person.id),
    )
    patients = partial(
        patient_letter,
        *known,
        week_start=week_start,
        limits=read_limits(),
        letters=read_letters(),
        now=home.now(),
        unworn={day: spans for day, spans in unworn.items() if day in arrived},
        country=country_of(
            home.settings.letters.country, person.timezone, person.language, read_help()
        ),
    )
    if recipient == "patient":
        return patients()
    sessions = activities.read(connection, person.id, *_moments(week_start))
    return physio_letter(*known, activities=sessions, **patients.keywords)


def write_letter(
    values: PatientLetter | PhysioLetter,
    recipient: Recipient,
    language: str,
    settings: Settings,
    out: Path,
    stem: str,
) -> Written:
    """Compose a letter and write its files to ``out``: text, HTML, PDF and mail."""
    from service.letters.compose import compose
    from service.letters.html import standalone

    composed = compose(values, language=language, recipient=recipient)
    contents = {
        "txt": composed.text.encode(),
        "html": standalone(composed.html, composed.charts).encode(),
        "pdf": composed.pdf,
    }
    addresses = settings.letters
    to = addresses.patient if recipient == "patient" else addresses.physio
    contents["eml"] = _mail(composed, addresses.sender, to or "undisclosed", values, stem)
    year, week, _ = values.week_start.isocalendar()
    files = tuple(_put(out / f"{stem}.{kind}", data) for kind, data in contents.items())
    return Written(recipient, f"{year}-W{week:02}", values.verdict.value, files)


def _mail(
    composed: Composed, sender: str, to: str, values: PatientLetter | PhysioLetter, stem: str
) -> bytes:
    from service.letters.mail import as_email

    domain = sender.rpartition("@")[2] or "localhost"
    return as_email(
        composed,
        sender=sender,
        to=to,
        message_id=f"<{stem}.{values.written_at:%Y%m%d%H%M%S}@{domain}>",
        date=values.written_at,
    )


def _put(path: Path, data: bytes) -> Path:
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
