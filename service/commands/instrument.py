"""``stegvis instrument``: questionnaires about pain and function, with their versions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import LocalDate, as_json, whose

if TYPE_CHECKING:
    from analyzer.instruments.answers import Scored
    from config.instruments import Instrument, Version

LANGUAGES = ("en", "sv", "nb", "da")


@click.group("instrument")
def command() -> None:
    """Fill in questionnaires, see what changed, and what is due.

    Example: stegvis instrument add rmdq --answers 1,3,7
    """


@command.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """List the questionnaires, their forms, and whether their text may be given away.

    Example: stegvis instrument list
    """
    from config.instruments import read_instruments
    from service.instrument_rows import fact_rows
    from service.output import show

    columns = ("instrument", "version", "about", "items", "direction", "text_in")
    show(fact_rows(read_instruments()), as_json=as_json, columns=columns)


@command.command("form")
@click.argument("name")
@click.option("--version", "version_id", help="Which form. [default: the usual one]")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def form(name: str, version_id: str | None, language: str) -> None:
    """Print a form to fill in, where its text may be given away.

    Example: stegvis instrument form rmdq
    """
    from config.instruments import read_instruments, read_items
    from service.instrument_input import usual_version
    from service.letters.phrases_instruments import INSTRUMENTS
    from service.letters.words import say
    from storage.records import Reason

    instrument = read_instruments().named(name)
    version = usual_version(instrument, version_id, language)
    question = f"instrument.question.{instrument.id}.{version.id}"
    items = read_items(instrument.id, version.id, language)
    if items is not None:
        click.echo(f"{instrument.name}. {items.instruction}\n")
        for number, item in enumerate(items.items, 1):
            click.echo(f"{number:>3}  {item}")
        click.echo(f"\n{items.citation}")
    elif question in INSTRUMENTS:
        click.echo(say(Reason(question), language))
    else:
        click.echo(f"{instrument.name} {version.id} in {language}: no text here. Enter results.")
        click.echo(instrument.licence)
        raise click.exceptions.Exit(1)


@command.command("add")
@click.argument("name")
@whose
@click.option("--answers", help="RMDQ: ticked statements, as 1,3,7. Others: in order, - for none.")
@click.option("--total", type=float, help="The total, where somebody else counted.")
@click.option(
    "--item",
    "items",
    multiple=True,
    metavar="NAME=NUMBER",
    help="An activity (PSFS), a subscale (FABQ, STarT Back), vas (EQ-5D); can be repeated.",
)
@click.option("--version", "version_id", help="Which form. [default: the usual one]")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="The form's. [default: the person's]"
)
@click.option("--on", type=LocalDate(), help="Filled in on this day. [default: today]")
@click.pass_obj
def add(
    home: Home,
    /,
    name: str,
    who: str | None,
    answers: str | None,
    total: float | None,
    items: tuple[str, ...],
    version_id: str | None,
    language: str | None,
    on: date | None,
) -> None:
    """Add a filled-in form, by its answers or its total.

    Example: stegvis instrument add psfs --item "walking to the shop=3"
    """
    from analyzer.instruments.scoring import as_score
    from config.instruments import read_instruments
    from service.instrument_input import named_numbers, scored_from, usual_version
    from service.instrument_rows import result_row
    from storage import people, scores

    facts = read_instruments()
    instrument = facts.named(name)
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        today = home.today(person.timezone)
        if on is not None and on > today:
            raise click.UsageError(f"{on} has not come yet.")
        in_language = language or person.language
        version = usual_version(instrument, version_id, in_language)
        scored = scored_from(instrument, version, answers, total, named_numbers(items))
        score = scores.add_score(
            connection,
            person.id,
            as_score(instrument, version, in_language, on or today, scored),
            home.now(),
        )
        kept = scores.scores(connection, person.id)
    row = result_row(score, kept, facts, person.language)
    click.echo(_line(instrument, version, scored, row["band"]))
    for said in (row["says"], row["not_compared"]):
        if said:
            click.echo(said)


@command.command("show")
@whose
@as_json
@click.pass_obj
def show_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show all results, and the change since the first of the same form.

    Both the absolute and the relative yardstick are given, and it is said where they disagree.
    Results of different forms, languages or directions are not compared.

    Example: stegvis instrument show --json
    """
    from config.instruments import read_instruments
    from service.instrument_rows import result_rows
    from service.output import show
    from storage import people, scores

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        kept = scores.scores(connection, person.id)
    rows = result_rows(kept, read_instruments(), person.language)
    show(
        rows,
        as_json=as_json,
        columns=("on", "instrument", "version", "language", "total", "band", "better_by"),
    )
    if not as_json:
        for row in rows:
            for said in (row["says"], row["not_compared"]):
                if said:
                    click.echo(f"{row['on']}  {said}")


@command.command("due")
@whose
@click.option("--start", type=LocalDate(), help="Count from here. [default: enrolment or plan]")
@as_json
@click.pass_obj
def due(home: Home, /, who: str | None, start: date | None, *, as_json: bool) -> None:
    """Show which forms wait: at the start, in weeks 6 to 10, then every three months.

    Example: stegvis instrument due
    """
    from config.instruments import read_instruments
    from service.instrument_rows import due_rows
    from service.output import show
    from storage import enrolments, people, scores
    from storage.plans import read_plans

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        kept = scores.scores(connection, person.id)
        enrolled = enrolments.enrolments(connection, person.id)
        plans = read_plans(connection, person.id)
    known = [row.since for row in enrolled] or [row.since for row in plans]
    known = known or [score.on for score in kept]
    if start is None and not known:
        raise click.UsageError("No start is known. Name it: stegvis instrument due --start DATE")
    today = home.today(person.timezone)
    rows = due_rows(start or min(known), kept, enrolled, today, read_instruments(), person.language)
    if as_json:
        show(rows, as_json=True)
        return
    waiting = [row["says"] for row in rows if row["says"]]
    for line in waiting or ["Nothing is due."]:
        click.echo(line)


def _line(instrument: Instrument, version: Version, scored: Scored, band: object) -> str:
    parts = ", ".join(f"{name} {value:g}" for name, value in scored.parts.items())
    if scored.total is None:
        return f"{instrument.name} {version.id}: {parts}"
    inside = f" ({band})" if band else ""
    return f"{instrument.name} {version.id}: {scored.total:.4g} of {version.high:g}{inside}"
