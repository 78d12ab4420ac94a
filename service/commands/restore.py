"""``stegvis restore``: put a backup back, and keep what was there aside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import SETTINGS, Home
from service.options import SomePath, as_json

if TYPE_CHECKING:
    from service.backup.restoring import Planned
    from service.output import Flat

_CANNOT_BE_READ = (
    "There is no database to read what was sent since, and who took a consent back. Nothing would"
    " be sent until you say who still agrees: stegvis messages resume"
)


@click.command("restore")
@click.argument("backup", type=SomePath(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Verify it, say what would change, change nothing.")
@click.option(
    "--into",
    type=SomePath(path_type=Path, file_okay=False),
    help="Another data directory, as on a new machine; it must not have a database yet.",
)
@as_json
@click.pass_context
def command(
    context: click.Context, backup: Path, into: Path | None, *, dry_run: bool, as_json: bool
) -> None:
    """Replace database and settings by those of a backup, and add its originals.

    The service must be stopped. What is there now is kept in before-restore-... in the data
    directory; nothing is deleted. An older database is brought up to date by the next command.

    Example: stegvis restore backups/stegvis-20260309T033000Z --dry-run
    """
    from service.backup.restoring import planned, restore
    from service.output import show

    home: Home = context.obj
    if into is not None:
        home = Home(into, into / SETTINGS, home.environment)
        if any((into / name).exists() for name in (SETTINGS, "stegvis.db")):
            raise click.UsageError(f"{into} has a database or settings already; name another.")
    plan = planned(home, backup, home.now())
    if not dry_run:
        restore(home, plan)
    rows = _rows(plan)
    if as_json:
        show(rows, as_json=True)
        return
    show(rows, as_json=False)
    for sentence in _sentences(plan, home, dry_run=dry_run):
        click.echo(sentence)


def _rows(plan: Planned) -> list[Flat]:
    names = sorted(plan.before.keys() | plan.manifest.tables.keys())
    return [
        {"table": name, "before": plan.before.get(name), "after": _rows_after(plan, name)}
        for name in names
    ]


def _rows_after(plan: Planned, name: str) -> int | None:
    """What is taken along leaves no fewer than there are now."""
    from storage.lasting import TABLES

    copied = plan.manifest.tables.get(name)
    if plan.lasting is not None and name in TABLES:
        return max(plan.before.get(name, 0), 0 if copied is None else copied.rows)
    return None if copied is None else copied.rows


def _sentences(plan: Planned, home: Home, *, dry_run: bool) -> list[str]:
    will, they_will = ("would be", "would be") if dry_run else ("was", "were")
    said = [f"The database in {home.data} {will} replaced by the copy of {plan.manifest.made_at}."]
    if plan.settings:
        said.append(f"{home.settings_file} {will} replaced.")
    if plan.originals:
        said.append(f"{len(plan.originals):,} originals {they_will} added.")
    said += _of_what_lasts(plan, home, they_will, dry_run=dry_run)
    if plan.aside is not None:
        said.append(f"What was there before {will} kept in {plan.aside}.")
    return said


def _of_what_lasts(plan: Planned, home: Home, they_will: str, *, dry_run: bool) -> list[str]:
    """What was sent, and who agreed or took it back, since the copy was made."""
    from datetime import datetime

    from service.holding import ADVICE, holds

    if dry_run and plan.lasting is None:
        agreed = plan.manifest.tables.get("consents")
        return [] if agreed is None or not agreed.rows else [_CANNOT_BE_READ]
    if plan.lasting is None or (not dry_run and holds(home.data)):
        why = holds(home.data)
        return [ADVICE[why]] if why else []
    newer = plan.lasting.since(datetime.fromisoformat(plan.manifest.made_at))
    told = ", ".join(f"{number} of {name}" for name, number in newer.items() if number)
    return [f"What changed since in these tables {they_will} taken along: {told}."] if told else []
