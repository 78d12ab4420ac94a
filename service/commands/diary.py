"""``stegvis diary``: what no watch sees, one thing about one moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from service.home import Home
from service.options import as_json, span, whose

KINDS = ("aerobic", "strength", "trunk", "mobility", "balance", "other")

#: What is told by a number from 0 to 10, and how that is said in the help.
SCALES = {
    "pain": "Pain, from 0 (none) to 10 (as bad as it can be).",
    "function": "How you get on, from 0 (not at all) to 10 (as well as ever).",
    "soreness": "Muscles sore after activity, from 0 (not) to 10 (as sore as can be).",
}

#: What is told by happening.
EVENTS = {
    "flare-start": "A spell of worse trouble begins.",
    "flare-end": "The spell of worse trouble is over.",
}


@click.group("diary")
def command() -> None:
    """Write down and read what no watch sees.

    Example: stegvis diary add pain 4 --at "2026-03-09 20:00"
    """


@command.group("add")
def add() -> None:
    """Add one thing about one moment. Nothing said before changes.

    Example: stegvis diary add session --kind strength --minutes 30
    """


def _moment(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every entry has."""
    when = 'Your own clock, as "2026-03-09 20:00" or 20:00. [default: now]'
    for option in (
        click.option("--note", default="", help="A line of your own."),
        click.option("--at", "when", help=when),
        whose,
    ):
        function = option(function)
    return click.pass_obj(function)


def _scale(kind: str, meaning: str) -> None:
    @add.command(kind, help=f"{meaning}\n\nExample: stegvis diary add {kind} 4")
    @click.argument("value", type=click.IntRange(0, 10))
    @_moment
    def _(home: Home, /, value: int, **given: Any) -> None:
        _add(home, kind, value=value, **given)


def _event(kind: str, meaning: str) -> None:
    @add.command(kind, help=f"{meaning}\n\nExample: stegvis diary add {kind} --at 07:30")
    @_moment
    def _(home: Home, /, **given: Any) -> None:
        _add(home, kind.replace("-", "_"), **given)


for _kind, _meaning in SCALES.items():
    _scale(_kind, _meaning)
for _kind, _meaning in EVENTS.items():
    _event(_kind, _meaning)


@add.command("session")
@click.option("--kind", "session", type=click.Choice(KINDS), required=True, help="What it was.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="How long.")
@click.option("--sets", type=click.IntRange(1, 100))
@click.option("--repetitions", type=click.IntRange(1, 1000), help="In each set.")
@click.option("--effort", type=click.IntRange(0, 10), help="0 (none) to 10 (all you had).")
@_moment
def session_(home: Home, /, **given: Any) -> None:
    """A session the watch did not see.

    Example: stegvis diary add session --kind strength --minutes 30 --sets 3 --repetitions 10
    """
    from storage.told import SessionKind

    given["session"] = SessionKind(given["session"])
    _add(home, "session", **given)


@add.command("note")
@click.argument("note")
@click.option("--at", "when", help='Your own clock, as "2026-03-09 20:00". [default: now]')
@whose
@click.pass_obj
def note_(home: Home, /, **given: Any) -> None:
    """A line of your own.

    Example: stegvis diary add note "new chair at work"
    """
    _add(home, "note", **given)


@command.command("list")
@span
@whose
@as_json
@click.pass_obj
def list_(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """Show what was written down, oldest first.

    Example: stegvis diary list --from 2026-03-01 --json
    """
    from service.output import flat, show
    from service.wall_time import shown, stretch
    from service.zones import zones_of
    from storage import diary, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        zones = zones_of(connection, person)
        entries = diary.read_entries(connection, person.id, *stretch(zones, first, last))
    rows = [flat(entry) | {"local_time": shown(entry.at, zones)} for entry in entries]
    columns = ("local_time", "kind", "value", "session", "minutes", "effort", "note")
    show(rows, as_json=as_json, columns=columns)


def _add(home: Home, kind: str, who: str | None, when: str | None, **values: Any) -> None:
    from service.wall_time import Placed, placed, shown
    from service.zones import zones_of
    from storage import diary, people
    from storage.told import DiaryEntry, DiaryKind

    now = home.now()
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        zones = zones_of(connection, person)
        at = Placed(now) if when is None else placed(when, zones, now)
        entry = DiaryEntry(DiaryKind(kind), at.moment, **values)
        diary.add_entry(connection, person.id, entry, now)
    said = " ".join(str(part) for part in (kind, entry.value, entry.session) if part is not None)
    click.echo(f"{said}, {shown(entry.at, zones)}")
    if at.second:
        click.echo(
            "Clocks went back and showed that time twice: the first is taken. For the second, "
            f"write: --at {at.second}"
        )
