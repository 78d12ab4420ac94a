"""``stegvis import``: read what a watch has written, then judge the days it touches."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import SomePath, as_json, whose

if TYPE_CHECKING:
    from collector.report import ImportReport


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=SomePath(path_type=Path))
@whose
@click.option(
    "--check",
    is_flag=True,
    help="Decode with a second reader as well and say where they differ; store nothing.",
)
@click.option("--watch", is_flag=True, help="Go on: read what is put there later, until Ctrl-C.")
@as_json
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    who: str | None,
    *,
    check: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Read FIT files, folders, a mounted watch or an account export.

    What is known is skipped; what is damaged is read up to the damage. A run that was stopped is
    simply run again.

    Example: stegvis import /media/GARMIN ~/export.zip
    """
    home: Home = context.obj
    if check:
        context.exit(_check(paths, as_json=as_json))
    if watch:
        _watch(home, paths, who, as_json=as_json)
        return
    report = run(home, paths, who, quiet=as_json)
    _show(report, as_json=as_json)
    context.exit(report.exit_code)


def _show(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        click.echo(str(report))


def _watch(home: Home, folders: tuple[Path, ...], who: str | None, *, as_json: bool) -> None:
    """Read what is there and what comes; nothing is moved. Ctrl-C is how it ends."""
    from service.inbox.following import follow

    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(f"{folder} is not a folder; --watch watches folders.")

    def read(paths: tuple[Path, ...]) -> None:
        _show(run(home, paths, who, quiet=True), as_json=as_json)

    def tell(sentence: str) -> None:
        click.echo(f"stegvis: {sentence}", err=True)

    with suppress(KeyboardInterrupt):
        follow(home, folders, read, tell=tell)


def run(home: Home, /, paths: tuple[Path, ...], who: str | None, *, quiet: bool) -> ImportReport:
    """Import and analyse; the progress bar shows only on a terminal."""
    from collector.importing import import_paths
    from service.analysis import bring_up_to_date
    from service.progress import bar
    from storage import people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
    with bar(hidden=quiet or not sys.stderr.isatty()) as progress:
        report = import_paths(
            list(paths),
            engine=home.engine,
            archive=home.archive,
            person=person,
            now=home.now(),
            workers=home.settings.reading.workers or None,
            progress=progress,
        )
    with home.engine.begin() as connection:
        bring_up_to_date(home, connection, person)
    return report


def _check(paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Hold our decoder against the second reader; 0 when they agree on everything."""
    from collector.decode.fit import FitError
    from collector.second_opinion import differences
    from collector.sources.errors import SourceError
    from collector.sources.fit_files import find

    rows: list[dict[str, str]] = []
    checked = 0
    for found in find(paths):
        try:
            said = differences(found.read())
        except (FitError, SourceError) as error:
            said = (str(error),)
        checked += 1
        rows += [{"file": found.name, "difference": each} for each in said]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['file']}: {row['difference']}")
        click.echo(f"{checked} files checked, {len(rows)} differences.")
    if not checked:
        return 3
    return 1 if rows else 0
