"""``stegvis days``: what is stored of each day."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import as_json, span, whose

TABLE = (
    "date",
    "steps",
    "wear_min",
    "rest_bpm",
    "light_min",
    "moderate_min",
    "vigorous_min",
    "met_h",
    "valid",
    "verdict",
    "why",
)


@click.command("days")
@span
@whose
@as_json
@click.pass_obj
def command(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """Each day: steps, wear, heart rate, minutes by intensity, verdict.

    Example: stegvis days --from 2026-03-01 --json
    """
    from service.analysis import up_to_date
    from service.output import flat, show
    from storage import days

    with up_to_date(home, who) as (connection, person):
        rows = [flat(day) for day in days.read_days(connection, person.id, first, last)]
    show(rows, as_json=as_json, columns=TABLE)
