"""``stegvis demo``: a pretend person's watch files, read in through the front door."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from service.home import Home
from service.options import LocalDate

if TYPE_CHECKING:
    from collector.pretend import Pretend
    from storage.records import Person

NAME = "pretend"
ZONE = "Europe/Stockholm"
MARK = ".pretend"

#: What the pretend physio agreed, four weeks in: around the person's settled weeks.
PLAN_AFTER = timedelta(weeks=4)

MORNINGS = 28
MORNING = time(8, 30)


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="The folder for watch files and letters.",
)
@click.option("--weeks", type=click.IntRange(5, 200), default=40, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed, another life.")
@click.option(
    "--end",
    type=LocalDate(),
    help="The last week is over by then. [default: yesterday]",
)
@click.pass_context
def command(context: click.Context, out: Path, weeks: int, seed: int, end: date | None) -> None:
    """Forty weeks of a pretend person, from watch files to letters.

    Example: stegvis --data demo/data demo --out demo
    """
    from collector.pretend import first_monday, make

    home: Home = context.obj
    until = end or home.now().date() - timedelta(days=1)
    pretend = make(seed, first_monday(until, ZONE, weeks), weeks, ZONE)
    _start_anew(home)
    watch = out / "watch"
    _write_watch(pretend, watch)
    person = _introduce(home, pretend)
    _import(home, watch)
    wrong = _held_against_truth(home, person, pretend)
    _nudges(home, person, pretend.last, out)
    _letters(home, person, pretend.last, out)
    context.exit(1 if wrong else 0)


def _start_anew(home: Home) -> None:
    """Only a directory that a demo made is ever emptied."""
    if (home.data / MARK).exists():
        shutil.rmtree(home.data)
    elif home.data.exists() and any(home.data.iterdir()):
        message = (
            f"{home.data} holds other data. Give the demo a place of its own: "
            "stegvis --data demo/data demo"
        )
        raise click.UsageError(message)
    home.data.mkdir(parents=True, mode=0o700)
    (home.data / MARK).touch()


def _write_watch(pretend: Pretend, watch: Path) -> None:
    shutil.rmtree(watch, ignore_errors=True)
    count = 0
    for name, data in pretend.files():
        path = watch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    click.echo(f"A pretend watch has written {count} files to {watch}")


def _introduce(home: Home, pretend: Pretend) -> Person:
    from storage import people, plans
    from storage.records import Answer, Plan, Sex

    with home.engine.begin() as connection:
        person = people.add_person(
            connection,
            name=NAME,
            timezone=pretend.zone,
            birth_year=pretend.birth_year,
            sex=Sex(pretend.sex),
            now=home.now(),
        )
        plan = Plan(
            pretend.first + PLAN_AFTER,
            signed_by="KN",
            cleared=Answer.YES,
            floor_met_h=8.0,
            ceiling_met_h=22.0,
            recorded_at=home.now(),
        )
        plans.add_plan(connection, person.id, plan, now=home.now())
    return person


def _import(home: Home, watch: Path) -> None:
    from service.commands.import_ import run

    click.echo(str(run(home, (watch,), NAME, quiet=False)))


def _held_against_truth(home: Home, person: Person, pretend: Pretend) -> int:
    """Compare every day with what really happened; give the number of days that differ."""
    from storage import days

    with home.engine.begin() as connection:
        found = {
            day.date: day
            for day in days.read_days(connection, person.id, pretend.first, pretend.last)
        }
    wrong = []
    for true in pretend.truth:
        day = found.get(true.date)
        said = None if day is None else (day.steps, day.met_h)
        if said != (true.steps, true.met_h) and not (day is None and true.steps is None):
            wrong.append(f"  {true.date}: true {(true.steps, true.met_h)}, found {said}")
    total = len(pretend.truth)
    click.echo(f"Steps and MET-hours as they truly were on {total - len(wrong)} of {total} days")
    for line in wrong[:10]:
        click.echo(line)
    return len(wrong)


def _letters(home: Home, person: Person, last: date, out: Path) -> None:
    from service.letter_errand import letter_values
    from service.letter_files import write_letter

    monday = last - timedelta(days=6)
    for recipient in ("patient", "physio"):
        with home.engine.begin() as connection:
            values = letter_values(home, connection, person, recipient, monday)
        written = write_letter(values, recipient, person.language, home.settings, out, recipient)
        click.echo(f"The {recipient}'s letter: {written.files[1]} (and .txt, .pdf, .eml)")


def _nudges(home: Home, person: Person, last: date, out: Path) -> None:
    """Decide as the last mornings would have; most say nothing, and say why."""
    from service.letters.words import nudge_text
    from service.nudge_errand import decide_nudge

    lines = []
    for before in range(MORNINGS - 1, -1, -1):
        morning = last + timedelta(days=1 - before)
        now = datetime.combine(morning, MORNING, ZoneInfo(person.timezone))
        with home.engine.begin() as connection:
            decision = decide_nudge(connection, person, morning, now)
        text = nudge_text(decision.nudge, person.language) if decision.nudge else "-"
        lines.append(f"{morning:%a %d %b}  {text}  ({decision.why})")
    (out / "nudges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(f"What each of the last {MORNINGS} mornings said, and why: {out / 'nudges.txt'}")
