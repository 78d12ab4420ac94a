"""``stegvis due``: one round of what is due, for timers and cron."""

from __future__ import annotations

import click

from service.home import Home
from service.options import as_json


@click.command("due")
@click.option("--dry-run", is_flag=True, help="Only say what is due, and what comes next.")
@as_json
@click.pass_context
def command(context: click.Context, *, dry_run: bool, as_json: bool) -> None:
    """Do what is due now, once. The service does this every minute by itself.

    Exit code 1: something did not succeed, and is tried again in a later round.

    Example: stegvis due --dry-run
    """
    from service import log
    from service.output import is_for_the_journal, show
    from service.rounds import COLUMNS, WENT_WELL, do_due, see_due

    home: Home = context.obj
    in_journal = is_for_the_journal(home)
    log.configure("quiet" if dry_run else home.settings.service.log)
    rows = see_due(home) if dry_run else do_due(home)
    # cron mails every word, and mostly there is nothing to do
    if not in_journal and (rows or dry_run or as_json):
        show([row.flat() for row in rows], as_json=as_json, columns=COLUMNS)
    context.exit(0 if dry_run or all(row.became in WENT_WELL for row in rows) else 1)
