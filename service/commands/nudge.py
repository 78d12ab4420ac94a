"""``stegvis nudge``: at most one kind sentence for a day, and the reason either way."""

from __future__ import annotations

from datetime import date

import click

from service.home import Home
from service.options import LocalDate, as_json, whose


@click.command("nudge")
@click.option("--date", "on", type=LocalDate(), help="The day it is read. [default: today]")
@whose
@as_json
@click.pass_obj
def command(home: Home, /, on: date | None, who: str | None, *, as_json: bool) -> None:
    """Decide on at most one kind sentence for a day.

    The decision is kept with its reason, also when nothing is said.

    Example: stegvis nudge --date 2026-03-09
    """
    from service.analysis import bring_up_to_date
    from service.letters.words import nudge_text
    from service.nudge_errand import decide_nudge
    from service.output import show
    from storage import people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        bring_up_to_date(home, connection, person)
        day = on or home.today(person.timezone)
        decision = decide_nudge(connection, person, day, home.now())
    nudge = decision.nudge
    text = nudge_text(nudge, person.language) if nudge else None
    if as_json:
        show(
            [
                {
                    "date": day.isoformat(),
                    "text": text,
                    "code": nudge.code if nudge else None,
                    "because": nudge.because if nudge else None,
                    "why": str(decision.why),
                    "considered": list(decision.considered),
                }
            ],
            as_json=True,
        )
        return
    click.echo(text or f"Nothing is said for {day}: {decision.why}")
