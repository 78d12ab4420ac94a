"""``stegvis init``: say whose days these are."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from service.home import Home

LANGUAGES = ("en", "sv", "nb", "da")


def system_zone() -> str:
    """Give this machine's IANA zone, or UTC where it names none.

    >>> "/" in system_zone() or system_zone() == "UTC"
    True
    """
    try:
        target = str(Path("/etc/localtime").resolve())
    except OSError:
        return "UTC"
    name = target.partition("zoneinfo/")[2]
    return name or "UTC"


def known_zone(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse a zone that does not exist, with an example of one that does."""
    if value is None:
        return None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"{value!r} is not a time zone; write it as Europe/Stockholm."
        raise click.BadParameter(message) from error
    return value


@click.command("init")
@click.option("--name", prompt="A short name", default="me", help="What you call the person.")
@click.option(
    "--timezone",
    prompt="Time zone",
    default=system_zone,
    callback=known_zone,
    help="IANA name, as Europe/Stockholm. [default: this machine's]",
)
@click.option(
    "--birth-year", type=click.IntRange(1900, 2100), help="For heart-rate bands; may be left out."
)
@click.option("--sex", type=click.Choice(["female", "male"]), help="May be left out.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    prompt="Language of letters",
    default="en",
    help="Language of the letters.",
)
@click.option("--max-hr-bpm", type=click.IntRange(100, 230), help="Measured highest heart rate.")
@click.option("--rest-hr-bpm", type=click.IntRange(30, 110), help="Measured resting heart rate.")
@click.option(
    "--yes",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, value: _take_defaults(ctx, value),
    help="Ask nothing; take the defaults.",
)
@click.pass_obj
def command(home: Home, /, name: str, sex: str | None, **facts: Any) -> None:
    """Say whose days these are. Asks, or takes options.

    Example: stegvis init --name kim --timezone Europe/Oslo --birth-year 1974 --language nb --yes
    """
    from storage import people
    from storage.records import Sex

    with home.engine.begin() as connection:
        if any(person.name == name for person in people.all_people(connection)):
            message = f"There is already a person called {name!r}; see: stegvis person show"
            raise click.UsageError(message)
        person = people.add_person(
            connection, name=name, sex=Sex(sex) if sex else None, now=home.now(), **facts
        )
    click.echo(f"{person.name}: days in {person.timezone}, kept in {home.data}")
    if person.birth_year is None and person.max_hr_bpm is None:
        click.echo(
            "Without a birth year, heart rate cannot be turned into intensity; add it with:"
            "\n  stegvis person set --birth-year YEAR"
        )
    click.echo("Next: stegvis import FOLDER")


def _take_defaults(context: click.Context, wanted: bool) -> None:
    if wanted:
        for parameter in context.command.params:
            if isinstance(parameter, click.Option):
                parameter.prompt = None
