"""``stegvis decisions``: every nudge that was sent or not, with its reason."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import as_json, span, whose


@click.command("decisions")
@span
@whose
@as_json
@click.pass_obj
def command(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """Every nudge that was sent or not sent, and the reason.

    Example: stegvis decisions --from 2026-03-01 --json
    """
    from service.output import Flat, plain, show
    from storage import decisions, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        made = decisions.read_decisions(connection, person.id, first, last)
    rows: list[Flat] = [
        {
            "date": plain(each.date),
            "decided_at": plain(each.decided_at),
            "sent": each.nudge is not None,
            "code": each.nudge.code if each.nudge else None,
            "because": each.nudge.because if each.nudge else None,
            "asks_for_more": each.nudge.asks_for_more if each.nudge else None,
            "numbers": plain(each.nudge.numbers) if each.nudge else None,
            "why": str(each.why),
            "considered": list(each.considered),
        }
        for each in made
    ]
    show(rows, as_json=as_json, columns=("date", "sent", "code", "why"))
