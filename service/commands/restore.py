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
    after = plan.manifest.tables
    return [
        {
            "table": name,
            "before": plan.before.get(name),
            "after": after[name].rows if name in after else None,
        }
        for name in names
    ]


def _sentences(plan: Planned, home: Home, *, dry_run: bool) -> list[str]:
    will, they_will = ("would be", "would be") if dry_run else ("was", "were")
    said = [f"The database in {home.data} {will} replaced by the copy of {plan.manifest.made_at}."]
    if plan.settings:
        said.append(f"{home.settings_file} {will} replaced.")
    if plan.originals:
        said.append(f"{len(plan.originals):,} originals {they_will} added.")
    if plan.aside is not None:
        said.append(f"What was there before {will} kept in {plan.aside}.")
    return said
