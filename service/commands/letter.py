"""``stegvis letter``: the week in one page, for patient and physio, and the evaluation."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import IsoWeek, as_json, whose

if TYPE_CHECKING:
    from service.letter_choice import Choice
    from service.letter_preview import Preview

#: Where letters are written when nobody says where.
OUT = Path("letters")


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
    help="The folder for text, HTML, PDF and mail. [default: letters]",
)
@click.option(
    "--language", type=click.Choice(["en", "sv", "nb", "da"]), help="[default: the person's]"
)
@click.option(
    "--evaluation", is_flag=True, help="Instead: weeks 6 to 10 beside the start, for the physio."
)
@click.option(
    "--preview",
    "as_mail",
    is_flag=True,
    help="Show what each reader would get by mail, how openly, and what is missing before it is "
    "sent; with --out also as files.",
)
@whose
@as_json
@click.pass_obj
def command(
    home: Home,
    /,
    week_start: date | None,
    to: str,
    out: Path | None,
    language: str | None,
    who: str | None,
    *,
    evaluation: bool,
    as_mail: bool,
    as_json: bool,
) -> None:
    """Write the weekly letter for patient and physio.

    Nothing is sent: the files are yours to read, print or pass on.

    Example: stegvis letter --week 2026-W11 --to patient --out letters
    """
    from service.letter_choice import the_evaluation, weekly_letters

    if evaluation and (week_start is not None or to == "patient" or as_mail):
        raise click.UsageError(
            "The evaluation has no --week, is written to the physio, and is not sent by mail."
        )
    choice = the_evaluation(home, who) if evaluation else weekly_letters(home, who, week_start, to)
    if as_mail:
        _show_mails(home, choice, language, out, as_json=as_json)
    else:
        _write(choice, language, out or OUT, as_json=as_json)


def _write(choice: Choice, language: str | None, out: Path, *, as_json: bool) -> None:
    from service.letter_files import write_letter
    from service.output import flat, show

    spoken = language or choice.person.language
    written = [
        write_letter(each.values, each.recipient, spoken, choice.settings, out, each.stem)
        for each in choice.letters
    ]
    if as_json:
        show([flat(each) for each in written], as_json=True)
        return
    for each in written:
        said = each.verdict.replace("_", " ") or "evaluation"
        click.echo(f"{each.week} to the {each.recipient}: {said}")
        for path in each.files:
            click.echo(f"  {path}")


def _show_mails(
    home: Home, choice: Choice, language: str | None, out: Path | None, *, as_json: bool
) -> None:
    from service.letter_preview import preview, write_preview
    from service.output import show

    shown = [preview(choice, each, language, home.now()) for each in choice.letters]
    files = [write_preview(each, out) if out else () for each in shown]
    if as_json:
        show(map(_row, shown, files), as_json=True)
        return
    for each, paths in zip(shown, files, strict=True):
        _tell(each)
        for path in paths:
            click.echo(f"  {path}")


def _tell(mail: Preview) -> None:
    to = f"the {mail.recipient}, {mail.address or 'whose address is not known'}"
    click.echo(f"{mail.week} to {to}: {mail.privacy}, {mail.language}")
    click.echo(f"  Subject: {mail.subject}")
    for name, data in mail.attached:
        click.echo(f"  Attached: {name}, {len(data) // 1000 + 1} KB")
    click.echo()
    click.echo(textwrap.indent(mail.text.rstrip(), "  | ", lambda _: True))
    click.echo()
    if mail.missing:
        click.echo("  It would not be sent yet. What is missing:")
    for each in mail.missing:
        click.echo(f"  - {each}")


def _row(mail: Preview, files: tuple[Path, ...]) -> dict[str, object]:
    return {
        "week": mail.week,
        "recipient": mail.recipient,
        "address": mail.address or None,
        "privacy": mail.privacy.value,
        "language": mail.language,
        "subject": mail.subject,
        "text": mail.text,
        "attached": [name for name, _ in mail.attached],
        "missing": list(mail.missing),
        "files": [str(path) for path in files],
    }
