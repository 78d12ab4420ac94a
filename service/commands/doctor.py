"""``stegvis doctor``: is everything in order, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json

if TYPE_CHECKING:
    from service.checks import Check

#: Advice stands below its finding, where the findings stand.
_INDENT = " " * 8


@click.command("doctor")
@click.option("--mail", is_flag=True, help="Also log in to the mail server; nothing is sent.")
@as_json
@click.pass_context
def command(context: click.Context, *, mail: bool, as_json: bool) -> None:
    """Check settings, database, files, clock and what comes and goes; say what to do.

    Exit code 0: all in order; 1: something to look at; 3: it cannot work. Changes nothing.

    Example: stegvis doctor
    """
    from service.checks import State, examine
    from service.output import flat, show

    home: Home = context.obj
    checks = examine(home, mail=mail)
    if as_json:
        show([flat(check) for check in checks], as_json=True)
    else:
        _show(checks)
    worst = {check.state for check in checks}
    context.exit(3 if State.BROKEN in worst else 1 if State.LOOK in worst else 0)


def _show(checks: Sequence[Check]) -> None:
    from service.checks import State
    from service.checks.speaking import many

    width = max(len(check.what) for check in checks) + 2
    for check in checks:
        lines = check.found.splitlines() or [""]
        click.echo(f"{check.state.value:8}{check.what:{width}}{lines[0]}")
        for line in [*lines[1:], *check.advice.splitlines()]:
            click.echo(f"{_INDENT}{'':{width}}{line}")
    needed = sum(check.state is not State.WELL for check in checks)
    click.echo(f"\n{many(needed, 'thing')} to look at." if needed else "\nAll is in order.")
