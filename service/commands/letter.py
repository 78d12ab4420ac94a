"""``stegvis letter``: the week in one page, for patient and physio, and the evaluation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import IsoWeek, as_json, whose

if TYPE_CHECKING:
    from analyzer.letter_evaluation import EvaluationLetter
    from analyzer.letter_patient import PatientLetter
    from analyzer.letter_physio import PhysioLetter
    from service.letter_errand import Recipient

    Values = EvaluationLetter | PatientLetter | PhysioLetter


@click.command("letter")
@click.option("--week", "week_start", type=IsoWeek(), help="As 2026-W11. [default: last week]")
@click.option(
    "--to",
    "to",
    type=click.Choice(["patient", "physio", "both"]),
    default="both",
    show_default=True,
    help="Whose letter.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("letters"),
    show_default=True,
    help="The folder for text, HTML, PDF and mail.",
)
@click.option(
    "--language", type=click.Choice(["en", "sv", "nb", "da"]), help="[default: the person's]"
)
@click.option(
    "--evaluation", is_flag=True, help="Instead: weeks 6 to 10 beside the start, for the physio."
)
@whose
@as_json
@click.pass_obj
def command(
    home: Home,
    /,
    week_start: date | None,
    to: str,
    out: Path,
    language: str | None,
    who: str | None,
    *,
    evaluation: bool,
    as_json: bool,
) -> None:
    """Write the weekly letter for patient and physio.

    Nothing is sent: the files are yours to read, print or pass on.

    Example: stegvis letter --week 2026-W11 --to patient --out letters
    """
    from service.analysis import up_to_date
    from service.letter_errand import (
        RECIPIENTS,
        evaluation_values,
        last_whole_week,
        letter_values,
        name_part,
        settings_for,
        write_letter,
    )
    from service.output import flat, show
    from storage import people

    if evaluation and (week_start is not None or to == "patient"):
        raise click.UsageError("The evaluation has no --week, and is written to the physio.")
    with up_to_date(home, who) as (connection, person):
        everybody = people.all_people(connection)
        part, settings = name_part(person, everybody), settings_for(home.settings, everybody)
        letters: dict[Recipient, tuple[Values, str]]
        if evaluation:
            compared = evaluation_values(home, connection, person)
            letters = {"physio": (compared, f"{part}evaluation-{compared.start.isoformat()}")}
        else:
            start = week_start or last_whole_week(home.today(person.timezone))
            year, week, _ = start.isocalendar()
            letters = {
                recipient: (
                    letter_values(home, connection, person, recipient, start),
                    f"{part}{year}-W{week:02}-{recipient}",
                )
                for recipient in RECIPIENTS
                if to in (recipient, "both")
            }
    written = [
        write_letter(values, recipient, language or person.language, settings, out, stem)
        for recipient, (values, stem) in letters.items()
    ]
    if as_json:
        show([flat(each) for each in written], as_json=True)
        return
    for each in written:
        said = each.verdict.replace("_", " ") or "evaluation"
        click.echo(f"{each.week} to the {each.recipient}: {said}")
        for path in each.files:
            click.echo(f"  {path}")
