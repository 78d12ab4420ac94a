"""``stegvis plan``: what the physio agreed with the person. Dated rows; none is overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from service.home import Home
from service.options import LocalDate, as_json, whose


@click.group("plan")
def command() -> None:
    """Show or set what the physio agreed with the person.

    Example: stegvis plan set --by KN --cleared yes --floor-met-h 6 --ceiling-met-h 14
    """


@command.command("set")
@whose
@click.option("--by", "signed_by", required=True, help="Who agreed it: initials are enough.")
@click.option("--since", type=LocalDate(), help="From this day. [default: today]")
@click.option(
    "--cleared",
    type=click.Choice(["yes", "no", "unknown"]),
    help="May the person be more active? Without a yes, nothing says 'more'.",
)
@click.option("--floor-met-h", type=click.FloatRange(0, 200), help="MET-hours a week, at least.")
@click.option("--ceiling-met-h", type=click.FloatRange(0, 400), help="MET-hours a week, at most.")
@click.option("--ceiling-steps", type=click.IntRange(0, 100_000), help="Steps a day, at most.")
@click.option("--progression-percent", type=click.FloatRange(0, 50), help="Growth a week, at most.")
@click.option("--note", help="A line for the record.")
@click.pass_obj
def set_(home: Home, /, who: str | None, signed_by: str, since: date | None, **given: Any) -> None:
    """Add a dated row. What is not given stays as it was agreed before.

    Example: stegvis plan set --by KN --cleared yes --floor-met-h 6 --ceiling-met-h 14
    """
    from dataclasses import replace

    from service.analysis import bring_up_to_date
    from storage import people, unjudged
    from storage.records import Answer, Plan

    changes = {key: value for key, value in given.items() if value is not None}
    if "cleared" in changes:
        changes["cleared"] = Answer(changes["cleared"])
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        history = people.plans(connection, person.id)
        start = since or home.today(person.timezone)
        before = history[-1] if history else Plan(start, signed_by)
        plan = replace(
            before,
            since=start,
            signed_by=signed_by,
            recorded_at=home.now(),
            **{"note": "", **changes},
        )
        _refuse_crossed(plan.floor_met_h, plan.ceiling_met_h)
        people.add_plan(connection, person.id, plan, now=home.now())
        unjudged.mark(connection, person.id, *unjudged.ALL)
        bring_up_to_date(home, connection, person)
    click.echo(f"Agreed from {plan.since} by {plan.signed_by}.")


@command.command("show")
@whose
@as_json
@click.pass_obj
def show_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show all rows, oldest first; the last one is in force.

    Example: stegvis plan show --json
    """
    from service.output import flat, show
    from storage import people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        rows = [flat(plan) for plan in people.plans(connection, person.id)]
    show(
        rows,
        as_json=as_json,
        columns=("since", "signed_by", "cleared", "floor_met_h", "ceiling_met_h", "ceiling_steps"),
    )


def _refuse_crossed(floor: float | None, ceiling: float | None) -> None:
    if floor is not None and ceiling is not None and floor > ceiling:
        message = f"The floor ({floor:g} MET-h) is above the ceiling ({ceiling:g} MET-h)."
        raise click.UsageError(message)
