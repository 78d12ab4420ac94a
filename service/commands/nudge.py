"""``stegvis nudge``: at most one kind sentence for a day, and the reason either way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import LocalDate, as_json, whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.records import Person, WishKind

#: Who wants silence for longer can say so again; a slip of the keyboard ends some day.
LONGEST_PAUSE = timedelta(days=366)


@click.group("nudge", invoke_without_command=True)
@click.option("--date", "on", type=LocalDate(), help="The day it is read. [default: today]")
@whose
@as_json
@click.pass_context
def command(context: click.Context, /, on: date | None, who: str | None, *, as_json: bool) -> None:
    """Decide on at most one kind sentence for a day.

    The decision is kept with its reason, also when nothing is said.

    Example: stegvis nudge --date 2026-03-09
    """
    if context.invoked_subcommand is None:
        _decide(context.obj, on, who, as_json=as_json)


@command.command("pause")
@click.option("--until", type=LocalDate(), required=True, help="The first day with nudges again.")
@whose
@click.pass_obj
def pause(home: Home, /, until: date, who: str | None) -> None:
    """No nudges until a date.

    Example: stegvis nudge pause --until 2026-04-01
    """
    from analyzer.calendar import first_instant, zone_of
    from storage.records import WishKind

    def end(person: Person) -> datetime:
        today = home.today(person.timezone)
        if not today < until <= today + LONGEST_PAUSE:
            raise click.UsageError(f"A pause ends after today and within a year; not on {until}.")
        return first_instant(until, zone_of(person.timezone))

    _keep(home, who, {WishKind.PAUSE: end})
    click.echo(f"No nudges until {until}.")


@command.command("snooze")
@click.option("--hours", type=click.IntRange(1, 168), help="For how long. [default: 48]")
@whose
@click.pass_obj
def snooze(home: Home, /, hours: int | None, who: str | None) -> None:
    """Not now: no nudges for some hours.

    Example: stegvis nudge snooze --hours 24
    """
    from config.nudges import read_nudges
    from storage.records import WishKind

    lasting = hours or read_nudges().seldom.snooze_h
    _keep(home, who, {WishKind.SNOOZE: lambda _: home.now() + timedelta(hours=lasting)})
    click.echo(f"No nudges for {lasting} hours.")


@command.command("resume")
@whose
@click.pass_obj
def resume(home: Home, /, who: str | None) -> None:
    """End a pause or a snooze.

    Example: stegvis nudge resume
    """
    from storage.records import WishKind

    _keep(home, who, dict.fromkeys(WishKind, lambda _: home.now()))
    click.echo("Nudges are decided on again.")


def _decide(home: Home, on: date | None, who: str | None, *, as_json: bool) -> None:
    from service.analysis import bring_up_to_date, source_order
    from service.letters.words import nudge_text
    from service.nudge_errand import decide_nudge
    from service.output import show
    from storage import people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        bring_up_to_date(home, connection, person)
        day = on or home.today(person.timezone)
        decision = decide_nudge(connection, person, day, home.now(), source_order(home))
    nudge = decision.nudge
    text = nudge_text(nudge, person.language) if nudge else None
    if not as_json:
        click.echo(text or f"Nothing is said for {day}: {decision.why}")
        return
    row: dict[str, object] = {
        "date": day.isoformat(),
        "text": text,
        "code": nudge.code if nudge else None,
        "because": nudge.because if nudge else None,
        "why": str(decision.why),
        "considered": list(decision.considered),
    }
    show([row], as_json=True)


def _keep(home: Home, who: str | None, ends: dict[WishKind, Callable[[Person], datetime]]) -> None:
    from storage import people, wishes
    from storage.records import Wish

    now = home.now()
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        for kind, end in ends.items():
            wishes.add_wish(connection, person.id, Wish(kind, end(person), now))
