"""``stegvis doctor``: is everything in order, and what to do where it is not."""

from __future__ import annotations

import click

from service.home import Home
from service.options import as_json


@click.command("doctor")
@as_json
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Check settings, database, files and clock; say what to do.

    Exit code 0: all in order; 1: something to look at; 3: it cannot work.

    Example: stegvis doctor
    """
    from service.checks import State, examine
    from service.output import flat, show

    home: Home = context.obj
    checks = examine(home)
    if as_json:
        show([flat(check) for check in checks], as_json=True)
    else:
        for check in checks:
            click.echo(f"{check.state.value:8}{check.what}: {check.found}")
            if check.advice:
                click.echo(f"        {check.advice}")
    worst = {check.state for check in checks}
    context.exit(3 if State.BROKEN in worst else 1 if State.LOOK in worst else 0)
