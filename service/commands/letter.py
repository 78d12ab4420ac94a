"""``stegvis letter``: the week in one page, for the patient and for the physio."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from service.home import Home
from service.options import IsoWeek, as_json, whose


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
    as_json: bool,
) -> None:
    """Write the weekly letter for patient and physio.

    Nothing is sent: the files are yours to read, print or pass on.

    Example: stegvis letter --week 2026-W11 --to patient --out letters
    """
    from service.analysis import up_to_date
    from service.letter_errand import last_whole_week, letter_values, write_letter
    from service.output import flat, show

    written = []
    with up_to_date(home, who) as (connection, person):
        start = week_start or last_whole_week(home.today(person.timezone))
        year, week, _ = start.isocalendar()
        for recipient in ("patient", "physio"):
            if to in (recipient, "both"):
                values = letter_values(home, connection, person, recipient, start)
                stem = f"{year}-W{week:02}-{recipient}"
                written.append(
                    write_letter(
                        values, recipient, language or person.language, home.settings, out, stem
                    )
                )
    if as_json:
        show([flat(each) for each in written], as_json=True)
        return
    for each in written:
        click.echo(f"{each.week} to the {each.recipient}: {each.verdict.replace('_', ' ')}")
        for path in each.files:
            click.echo(f"  {path}")
