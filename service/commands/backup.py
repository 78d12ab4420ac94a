"""``stegvis backup``: a copy of everything, verified, while the program runs."""

from __future__ import annotations

from pathlib import Path

import click

from service.home import Home
from service.options import SomePath, as_json


@click.command("backup")
@click.option(
    "--to",
    "folder",
    type=SomePath(path_type=Path, file_okay=False),
    help="Where backups are kept. [default: folder under [backup], else backups in the data]",
)
@as_json
@click.pass_context
def command(context: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """Copy database, originals and settings; verify the copy; remove old ones.

    Others may go on writing. What has the name of a backup is whole: it was opened and compared
    before it got it. How many are kept is said under [backup] in the settings. While another is
    being made, this one waits.

    Example: stegvis backup --to /media/disk/stegvis
    """
    from service import log
    from service.backup.making import make_backup, rotate
    from service.backup.one_at_a_time import one_at_a_time
    from service.backup.places import backups_folder
    from service.output import is_for_the_journal, show

    home: Home = context.obj
    in_journal = is_for_the_journal(home)
    kept = home.settings.backup
    folder = folder or backups_folder(home)
    with one_at_a_time(home.data, lambda: _say_it_waits(in_journal=in_journal)):
        made, manifest = make_backup(home, folder, home.now())
        gone = rotate(home, folder, daily=kept.daily, weekly=kept.weekly)
    rows = sum(each.rows for each in manifest.tables.values())
    log.line(
        "backup_made",
        rows=rows,
        originals=manifest.originals,
        missing=len(manifest.missing),
        removed=len(gone),
    )
    if as_json:
        row = {
            "backup": str(made),
            "rows": rows,
            "originals": manifest.originals,
            "missing": len(manifest.missing),
            "removed": [path.name for path in gone],
        }
        show([row], as_json=True)
    elif not in_journal:
        click.echo(f"{made}: {rows:,} rows, {manifest.originals:,} originals; verified.")
        for path in gone:
            click.echo(f"{path.name} had its time and was removed.")
    if manifest.missing:
        click.echo(
            f"{len(manifest.missing)} originals are missing or damaged and were in no earlier"
            " backup. stegvis doctor names one; import them again from where they came.",
            err=True,
        )
    context.exit(1 if manifest.missing else 0)


def _say_it_waits(*, in_journal: bool) -> None:
    from service import log

    log.line("another_backup_at_work")
    if not in_journal:
        click.echo("Another backup is being made. Waiting until it is done.", err=True)
