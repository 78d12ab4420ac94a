"""``stegvis enrol``: what a clinician established about the person. Dated; none is overwritten."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import click

from service.home import Home
from service.options import LocalDate, as_json, whose

ANSWER = click.Choice(["yes", "no", "unknown"])
REGIONS = ("back", "neck", "both", "unknown")
DIAGNOSES = (
    "non_specific",
    "stenosis",
    "herniation",
    "listhesis",
    "inflammatory",
    "vertebral_fracture",
    "tumour",
    "instability",
    "whiplash",
    "post_operative",
    "unknown",
)
WORK = ("sitting", "mixed", "heavy", "unknown")


@click.group("enrol")
def command() -> None:
    """Show or set what was established about the person at the start, and by whom.

    Example: stegvis enrol set --by KN --onset 2025-09-01 --region back --diagnosis non_specific
    """


@command.command("set")
@whose
@click.option("--by", "recorded_by", required=True, help="Who established it: initials will do.")
@click.option("--since", type=LocalDate(), help="From this day. [default: today]")
@click.option("--onset", type=LocalDate(), help="When the trouble began.")
@click.option("--region", type=click.Choice(REGIONS), help="Where it is.")
@click.option("--diagnosis", type=click.Choice(DIAGNOSES), help="The clinician's class.")
@click.option("--stability-threatened", type=ANSWER, help="Of the spine, at everyday load.")
@click.option("--nerve-signs", type=ANSWER, help="Pain, numbness or weakness from a nerve root.")
@click.option("--heart-or-lung-trouble", type=ANSWER, help="The general screen before activity.")
@click.option("--pregnancy", type=ANSWER)
@click.option("--fear-of-movement", type=ANSWER, help="Found by talk or questionnaire.")
@click.option("--work-load", type=click.Choice(WORK), help="Load at work, which no watch sees.")
@click.option("--surgery-on", type=LocalDate(), help="Day of surgery on back or neck.")
@click.option("--profile-signed", type=ANSWER, help="The physio takes on what the class asks.")
@click.option("--fast-progression", type=ANSWER, help="The physio allows the faster growth.")
@click.option("--beginner-since", type=LocalDate(), help="New to exercise from this day.")
@click.pass_obj
def set_(
    home: Home, /, who: str | None, recorded_by: str, since: date | None, **given: Any
) -> None:
    """Add a dated row. What is not given stays as it was established before.

    Example: stegvis enrol set --by KN --stability-threatened no --nerve-signs no
    """
    from dataclasses import replace

    from storage import enrolments, people
    from storage.told import Enrolment

    changes = _as_values({key: value for key, value in given.items() if value is not None})
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        today = home.today(person.timezone)
        _refuse_future(changes, today)
        history = enrolments.enrolments(connection, person.id)
        start = since or today
        before = history[-1] if history else Enrolment(start, recorded_by)
        row = replace(before, since=start, recorded_by=recorded_by, recorded_at=None, **changes)
        enrolments.add_enrolment(connection, person.id, row, home.now())
    click.echo(f"Established from {row.since} by {row.recorded_by}.")


@command.command("show")
@whose
@as_json
@click.pass_obj
def show_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show all rows, oldest first; the last one is in force.

    Example: stegvis enrol show --json
    """
    from service.output import flat, show
    from storage import enrolments, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        rows = [flat(row) for row in enrolments.enrolments(connection, person.id)]
    if as_json or not rows:
        show(rows, as_json=as_json)
        return
    for number, row in enumerate(rows):
        if number:
            click.echo()
        for key, value in row.items():
            click.echo(f"{key:24}{'-' if value is None else value}")


def _as_values(given: dict[str, Any]) -> dict[str, Any]:
    """Turn words into the values of an `Enrolment`."""
    from storage.records import Answer
    from storage.told import Diagnosis, Region, WorkLoad

    kinds: dict[str, type[StrEnum]] = {
        "region": Region,
        "diagnosis": Diagnosis,
        "work_load": WorkLoad,
    }
    return {
        key: value if isinstance(value, date) else kinds.get(key, Answer)(value)
        for key, value in given.items()
    }


def _refuse_future(changes: dict[str, Any], today: date) -> None:
    for key in ("onset", "surgery_on"):
        if key in changes and changes[key] > today:
            message = f"{key.replace('_', ' ')}: {changes[key]} is still to come."
            raise click.UsageError(message)
