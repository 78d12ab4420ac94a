"""``stegvis weeks``: what is stored of each week."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import as_json, span, whose

TABLE = (
    "year",
    "week",
    "valid_days",
    "steps_per_day",
    "equivalent_min",
    "met_h",
    "met_h_high",
    "usual_met_h",
    "verdict",
    "why",
)


@click.command("weeks")
@span
@whose
@as_json
@click.pass_obj
def command(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """Each week: volume against the band and the person's own usual.

    Example: stegvis weeks --from 2026-03-01 --json
    """
    from service.analysis import up_to_date
    from service.output import flat, show
    from storage import weeks

    with up_to_date(home, who) as (connection, person):
        rows = [flat(week) for week in weeks.read_weeks(connection, person.id, first, last)]
    show(rows, as_json=as_json, columns=TABLE)
