"""``stegvis explain``: where a day's numbers come from."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import LocalDate, as_json, whose


@click.command("explain")
@click.argument("day", metavar="DATE", type=LocalDate())
@whose
@as_json
@click.pass_obj
def command(home: Home, /, day: date, who: str | None, *, as_json: bool) -> None:
    """Where a day's numbers come from, and what was set aside.

    Example: stegvis explain 2026-03-09
    """
    from service.analysis import up_to_date
    from service.explanation import explanation, lines
    from service.output import flat, show

    with up_to_date(home, who) as (connection, person):
        found = explanation(home, connection, person, day)
    if as_json:
        shares = found.explained.shares
        rows = [{"device": found.label(each.device_id), **flat(each)} for each in shares]
        show(rows, as_json=True)
        return
    for line in lines(found):
        click.echo(line)
