"""``stegvis install-service``: write the systemd units of this installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import SomePath

if TYPE_CHECKING:
    from service.units.filling import Installation
    from service.units.writing import UnitFile


@click.command("install-service")
@click.option("--user", "for_me", is_flag=True, help="For yourself alone: needs no root.")
@click.option("--timer", is_flag=True, help="Rounds by timers instead of a service that stays.")
@click.option("--run-as", default="stegvis", help="Whose rights it has.  [default: stegvis]")
@click.option(
    "--root", type=SomePath(path_type=Path), default="/", help="Of an image. [default: /]"
)
@click.option("--dry-run", is_flag=True, help="Show the files, write nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that were changed.")
@click.option("--now", is_flag=True, help="Also run the commands that start it.")
@click.pass_context
def command(
    context: click.Context,
    *,
    for_me: bool,
    timer: bool,
    run_as: str,
    root: Path,
    dry_run: bool,
    force: bool,
    now: bool,
) -> None:
    """Write the systemd units of this installation, and say how to start it.

    They run this very program on the data in /var/lib/stegvis, or where --data says. A file that
    somebody changed is shown and left alone.

    Example: sudo /opt/stegvis/bin/stegvis install-service --now
    """
    from service.units.installing import commands_after, installation_of, run_all, user_units
    from service.units.writing import installed_otherwise, planned, write

    home: Home = context.obj
    stated = home.data if context.find_root().params.get("data") else None
    installation = installation_of(home, stated, system=not for_me, user=run_as)
    mine = user_units(home.environment)
    files = planned(installation, timer=timer, root=root, user_units=mine)
    if dry_run:
        _show(files)
        return
    if not force and any(file.differs for file in files):
        _refuse(files)
        context.exit(1)
    _must_be_root(installation, root)
    write(files)
    for file in files:
        click.echo(f"{'unchanged' if file.there == file.text else 'written  '}  {file.path}")
    other = installed_otherwise(installation, timer=timer, root=root, user_units=mine)
    after = commands_after(installation, timer=timer, instead_of=other)
    if now:
        run_all(after)
        return
    click.echo("\nNow start it:\n")
    for words in after:
        click.echo(f"  {' '.join(words)}")


def _show(files: tuple[UnitFile, ...]) -> None:
    for file in files:
        click.echo(f"--- {file.path}\n{file.text}")


def _refuse(files: tuple[UnitFile, ...]) -> None:
    for file in files:
        if file.differs:
            click.echo(f"{file.difference()}\n")
    click.echo(
        "Nothing was written: somebody changed these files, or they are of another version."
        " --force overwrites them; changes of your own are safe in a drop-in (systemctl edit)."
    )


def _must_be_root(installation: Installation, root: Path) -> None:
    if installation.system and root == Path("/") and os.geteuid() != 0:
        raise click.UsageError(
            "Units for the whole machine are written by root: put sudo before it, or choose --user."
        )
