"""``stegvis findings``: what the rules noticed."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import as_json, span, whose


@click.command("findings")
@span
@whose
@as_json
@click.pass_obj
def command(home: Home, /, first: date, last: date, who: str | None, *, as_json: bool) -> None:
    """What the rules noticed, with their numbers.

    Example: stegvis findings --from 2026-03-01
    """
    from service.analysis import up_to_date
    from service.output import flat, show
    from storage import findings

    with up_to_date(home, who) as (connection, person):
        found = findings.read_findings(connection, person.id, first, last)
    columns = ("rule", "severity", "first", "last", "numbers")
    show([flat(finding) for finding in found], as_json=as_json, columns=columns)
