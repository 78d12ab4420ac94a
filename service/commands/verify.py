"""``stegvis verify``: is a backup still what was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import SomePath, as_json

if TYPE_CHECKING:
    from service.output import Flat


@click.command("verify")
@click.argument("backup", required=False, type=SomePath(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Every backup in the folder of backups.")
@as_json
@click.pass_context
def command(context: click.Context, backup: Path | None, *, every: bool, as_json: bool) -> None:
    """Open a backup and compare every file, original and row with what was copied.

    Exit code 1: one is damaged.

    Example: stegvis verify --all
    """
    from service.backup.installation import backups_in
    from service.backup.places import backups_folder
    from service.output import show

    home: Home = context.obj
    if (backup is None) != every:
        raise click.UsageError("Name one backup, or say --all.")
    chosen = [backup] if backup is not None else backups_in(backups_folder(home))
    rows = [_looked_at(path) for path in chosen]
    if as_json:
        show(rows, as_json=True)
    else:
        for row in rows:
            click.echo(row["said"])
        if not rows:
            click.echo(f"There is no backup in {backups_folder(home)} yet: stegvis backup")
    context.exit(0 if rows and all(row["whole"] for row in rows) else 1)


def _looked_at(path: Path) -> Flat:
    from service.backup.errors import BackupDamagedError
    from service.backup.verifying import verified

    try:
        manifest = verified(path)
    except BackupDamagedError as error:
        return {"backup": str(path), "whole": False, "said": str(error)}
    rows = sum(each.rows for each in manifest.tables.values())
    said = f"{path}: whole; {rows:,} rows, {manifest.originals:,} originals."
    return {"backup": str(path), "whole": True, "said": said}
