"""``stegvis errand``: one piece of work of the service, in a process of its own."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import IsoWeek, LocalDate

person = click.option("--person", "person_id", type=int, required=True, help="Their number.")


@click.group("errand")
def command() -> None:
    """Do one piece of the service's work now. The service calls this; people rarely need to.

    Example: stegvis errand letter --person 1 --kind patient_letter --period 2026-W11
    """


@command.command("letter")
@person
@click.option(
    "--kind", type=click.Choice(["patient_letter", "physio_letter"]), required=True, help="Whose."
)
@click.option("--period", type=IsoWeek(), required=True, help="The week, as 2026-W11.")
@click.pass_context
def letter(context: click.Context, /, person_id: int, kind: str, period: date) -> None:
    """Send one week's letter, unless it was sent.

    Example: stegvis errand letter --person 1 --kind patient_letter --period 2026-W11
    """
    from service.periods import week_of
    from service.sending import send_letter
    from storage.records import MessageKind

    home: Home = context.obj
    context.exit(send_letter(home, person_id, MessageKind(kind), week_of(period)))


@command.command("nudge")
@person
@click.option("--period", type=LocalDate(), required=True, help="The day, as 2026-03-09.")
@click.pass_context
def nudge(context: click.Context, /, person_id: int, period: date) -> None:
    """Decide on a day's nudge and send it, unless that was done.

    Example: stegvis errand nudge --person 1 --period 2026-03-09
    """
    from service.sending import send_nudge

    home: Home = context.obj
    context.exit(send_nudge(home, person_id, period))


@command.command("watch")
@click.pass_context
def watch(context: click.Context) -> None:
    """Look whether the owner should know of something, and write to them at most once a day.

    Example: stegvis errand watch
    """
    from service.watch_errand import run

    home: Home = context.obj
    context.exit(run(home))
