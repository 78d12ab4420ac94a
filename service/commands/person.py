"""``stegvis person``: what is known about whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from service.commands.init import LANGUAGES, known_zone
from service.commands.init import command as add
from service.home import Home
from service.options import as_json, whose

if TYPE_CHECKING:
    from storage.records import Person

ANSWER = click.Choice(["yes", "no", "unknown"])


@click.group("person")
def command() -> None:
    """Show or change what is known about the person.

    Example: stegvis person set --birth-year 1974 --beta-blocker no
    """


command.add_command(add, "add")


@command.command("list")
@as_json
@click.pass_obj
def list_(home: Home, /, *, as_json: bool) -> None:
    """List everybody.

    Example: stegvis person list
    """
    from service.output import flat, show
    from storage import people

    with home.engine.begin() as connection:
        rows = [flat(person) for person in people.all_people(connection)]
    show(rows, as_json=as_json, columns=("name", "timezone", "birth_year", "language"))


@command.command("show")
@whose
@as_json
@click.pass_obj
def show_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show one person, with the time zones the days followed.

    Example: stegvis person show
    """
    from service.output import flat, show
    from storage import people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        zones = people.zone_rows(connection, person.id)
    row = flat(person)
    row["zones"] = [f"{zone.since} {zone.zone} ({zone.basis})" for zone in zones]
    if as_json:
        show([row], as_json=True)
        return
    for key, value in row.items():
        lines = value if isinstance(value, list) else [value]
        for name, line in zip([key, *[""] * len(lines)], lines, strict=False):
            click.echo(f"{name:22}{'-' if line is None else line}")


@command.command("set")
@whose
@click.option("--timezone", callback=known_zone, help="IANA name, as Europe/Stockholm.")
@click.option("--birth-year", type=click.IntRange(1900, 2100), help="For heart-rate bands.")
@click.option("--sex", type=click.Choice(["female", "male"]))
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the letters.")
@click.option("--max-hr-bpm", type=click.IntRange(100, 230), help="Measured, not computed.")
@click.option("--rest-hr-bpm", type=click.IntRange(30, 110), help="Measured, not computed.")
@click.option("--beta-blocker", type=ANSWER, help="If yes, heart rate is not used for intensity.")
@click.option("--pacemaker", type=ANSWER, help="If yes, heart rate is not used for intensity.")
@click.option("--atrial-fibrillation", type=ANSWER, help="If yes, heart rate is not used.")
@click.option("--awake-from", help="Usual waking time, as 06:00.")
@click.option("--awake-to", help="Usual bedtime, as 23:00.")
@click.pass_obj
def set_(home: Home, /, who: str | None, **given: Any) -> None:
    """Change what is known. All days are judged again, and changed verdicts are recorded.

    Example: stegvis person set --birth-year 1974 --beta-blocker no
    """
    from service.analysis import bring_up_to_date
    from storage import files, people, unjudged

    changes = _checked({key: value for key, value in given.items() if value is not None})
    with home.engine.begin() as connection:
        before = people.person_named(connection, who)
        person = people.update_person(connection, before.id, now=home.now(), **changes)
        unjudged.mark(connection, person.id, *unjudged.ALL)
        if person.timezone != before.timezone:
            files.derive_again(connection, person.id)
    if person.timezone != before.timezone:
        _place_again(home, person)
    with home.engine.begin() as connection:
        bring_up_to_date(home, connection, person)
    click.echo(f"{person.name}: " + ", ".join(f"{key} {value}" for key, value in changes.items()))


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """Turn words into the values of a `Person`, or say how they are written."""
    from datetime import time

    from storage.records import Answer, Sex

    if not given:
        message = "Say what to change, as --birth-year 1974."
        raise click.UsageError(message)
    values = dict(given)
    for key in given.keys() & {"awake_from", "awake_to"}:
        try:
            values[key] = time.fromisoformat(given[key]).strftime("%H:%M")
        except ValueError as error:
            message = f"{given[key]!r} is not a time of day; write it as 06:30."
            raise click.BadParameter(message) from error
    for key in given.keys() & {"beta_blocker", "pacemaker", "atrial_fibrillation"}:
        values[key] = Answer(given[key])
    if "sex" in given:
        values["sex"] = Sex(given["sex"])
    return values


def _place_again(home: Home, person: Person) -> None:
    """Derive all minutes from the originals: where clocks change, a zone moves the watch's days."""
    from collector.importing import import_paths

    import_paths([], engine=home.engine, archive=home.archive, person=person, now=home.now())
