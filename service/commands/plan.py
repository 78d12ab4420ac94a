"""``stegvis plan``: what the physio agreed with the person. Dated rows; none is overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from service.home import Home
from service.options import Amount, LocalDate, as_json, whose

#: What a terminal has room for.
SHOWN = (
    "since",
    "signed_by",
    "cleared",
    "floor_met_h",
    "ceiling_met_h",
    "ceiling_steps",
    "progression_percent",
    "sessions_per_week",
    "pain_tolerance",
)


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
@click.option("--floor-met-h", type=Amount(0, 200), help="MET-hours a week, at least.")
@click.option("--ceiling-met-h", type=Amount(0, 400), help="MET-hours a week, at most.")
@click.option("--ceiling-steps", type=click.IntRange(0, 100_000), help="Steps a day, at most.")
@click.option("--progression-percent", type=Amount(0, 50), help="Growth a week, at most.")
@click.option("--sessions-per-week", type=click.IntRange(0, 28), help="Sessions a week.")
@click.option(
    "--pain-tolerance", type=click.IntRange(0, 10), help="Pain that is fine while moving, 0-10."
)
@click.option(
    "--exercise",
    "exercises",
    multiple=True,
    metavar="TEXT",
    help='As "bridge 3x10" or "plank 3x20s 4/week"; once for each. Replaces those before; '
    '"" for none.',
)
@click.option(
    "--milestone",
    "milestones",
    multiple=True,
    metavar="TEXT",
    help='As "2026-05-01 walk to the shop"; once for each. Replaces those before; "" for none.',
)
@click.option("--note", help="A line for the record.")
@click.pass_obj
def set_(
    home: Home,
    /,
    who: str | None,
    signed_by: str,
    since: date | None,
    exercises: tuple[str, ...],
    milestones: tuple[str, ...],
    **given: Any,
) -> None:
    """Add a dated row. What is not given stays as it was agreed before.

    Example: stegvis plan set --by KN --cleared yes --floor-met-h 6 --exercise "bridge 3x10"
    """
    from dataclasses import replace

    from service.analysis import bring_up_to_date
    from service.plan_parts import exercise, milestone
    from storage import people, plans, unjudged
    from storage.records import Answer, Plan

    to_do = [exercise(text) for text in exercises if text.strip()]
    steps = [milestone(text) for text in milestones if text.strip()]
    changes = {key: value for key, value in given.items() if value is not None}
    if "cleared" in changes:
        changes["cleared"] = Answer(changes["cleared"])
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        history = plans.read_plans(connection, person.id)
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
        plans.add_plan(connection, person.id, plan, now=home.now())
        plans.add_parts(
            connection,
            person.id,
            plan,
            to_do if exercises else plans.exercises_of(connection, person.id, before),
            steps if milestones else plans.milestones_of(connection, person.id, before),
        )
        unjudged.mark(connection, person.id, *unjudged.ALL)
        bring_up_to_date(home, connection, person)
    click.echo(f"Agreed from {plan.since} by {plan.signed_by}.")


@command.command("show")
@whose
@as_json
@click.pass_obj
def show_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show all rows, oldest first; the last one is in force, with its exercises and milestones.

    Example: stegvis plan show --json
    """
    from service.output import flat, show
    from service.plan_parts import exercise_words, milestone_words
    from storage import people, plans

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        rows = []
        for plan in plans.read_plans(connection, person.id):
            to_do = plans.exercises_of(connection, person.id, plan)
            steps = plans.milestones_of(connection, person.id, plan)
            parts = {
                "exercises": list(map(exercise_words, to_do)),
                "milestones": list(map(milestone_words, steps)),
            }
            rows.append((flat(plan), parts))
    show([row | parts for row, parts in rows], as_json=as_json, columns=SHOWN)
    if rows and not as_json:
        for name, lines in rows[-1][1].items():
            for line in lines:
                click.echo(f"{name[:-1]:11}{line}")


def _refuse_crossed(floor: float | None, ceiling: float | None) -> None:
    if floor is not None and ceiling is not None and floor > ceiling:
        message = f"The floor ({floor:g} MET-h) is above the ceiling ({ceiling:g} MET-h)."
        raise click.UsageError(message)
