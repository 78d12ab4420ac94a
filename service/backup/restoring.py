"""Put a backup back. What is there now is kept aside, and the last step makes it so at once.

Originals are added first: they are named after their contents, so nothing is overwritten. Then the
database is replaced in one step, with what lasts of the old one in it, then the settings. A program
that is stopped before the first of these steps leaves the old state, after the last the new one;
between them nothing is sent, and the same command completes it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.backup.contents import (
    DUMP,
    FIT_Z,
    ORIGINALS,
    SETTINGS,
    Manifest,
    table_sums,
)
from service.backup.copying import private
from service.backup.errors import BackupError
from service.backup.places import database_of, on_server
from service.backup.replacing import at_rest, database_files, lasting_of, replace_database
from service.backup.verifying import verified
from service.holding import Hold, holds, release
from service.one_daemon import alone
from storage.archive import Archive
from storage.errors import DatabaseTooNewError
from storage.on_disk import sync

if TYPE_CHECKING:
    from service.home import Home
    from storage.lasting import Lasting

#: Memory of what was read from watches; with an older database it would be wrong.
_SHORTCUTS: Final = ("watches.json",)
_WAIT_S: Final = 5.0
_ORIGINALS: Final = f"??/*{FIT_Z}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What putting a backup back changes."""

    backup: Path
    manifest: Manifest
    before: Mapping[str, int]  # rows by table; empty where there is no database to read
    originals: tuple[str, ...]  # SHA-256 of those to add
    settings: bool  # whether the settings are replaced by others
    aside: Path | None  # where the present data is kept; None where there is none
    lasting: Lasting | None  # what is taken along; None where it cannot be known


def planned(home: Home, backup: Path, now: datetime) -> Planned:
    """Verify a backup and say what putting it back would change; nothing is changed."""
    from storage.database import HEAD

    manifest = verified(backup)
    if manifest.version.isdigit() and int(manifest.version) > int(HEAD):
        raise DatabaseTooNewError(str(backup), manifest.version, HEAD)
    if on_server(home) != (backup / DUMP).exists():
        kinds = ("PostgreSQL", "an SQLite file")
        here, there = kinds if on_server(home) else reversed(kinds)
        raise BackupError(
            f"{backup} is a copy of {there}, and the numbers are kept in {here} here. Change"
            " database_url under [storage] in the settings, then try again."
        )
    present = not on_server(home) and database_of(home).exists()
    aside = home.data / f"before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    archive = Archive(home.data)
    return Planned(
        backup,
        manifest,
        _rows(database_of(home)) if present else {},
        tuple(each for each in originals_of(backup) if not archive.has(each)),
        _settings_differ(home, backup),
        aside if present or on_server(home) or home.settings_file.exists() else None,
        lasting_of(home),
    )


def restore(home: Home, plan: Planned) -> None:
    """Do what was planned, unless the service runs or another program uses the database."""
    try:
        with alone(home.data):
            if not on_server(home):
                at_rest(database_of(home))
            lasting = lasting_of(home)
            archive = Archive(home.data)
            for sha256 in originals_of(plan.backup):
                archive.keep(sha256, Archive(plan.backup).read(sha256))
            if plan.aside is not None:
                plan.aside.mkdir(mode=0o700)
                _set_aside(home, plan.aside)
            _replace(home, plan, lasting)
    except OSError as error:
        raise BackupError(
            f"{plan.backup} could not be put back ({error.filename}: {error.strerror}). The"
            " database is as before. Make room or allow writing, then run the same again."
        ) from error


def _replace(home: Home, plan: Planned, lasting: Lasting | None) -> None:
    """Replace database and settings. What could fail is done before the first is."""
    held = holds(home.data)
    settings = _beside(plan.backup / SETTINGS, home.settings_file) if plan.settings else None
    whole = replace_database(home, plan.backup, lasting)
    if settings is not None:
        settings.replace(home.settings_file)
        sync(home.settings_file.parent)
    for name in _SHORTCUTS:
        (home.data / name).unlink(missing_ok=True)
    if whole and held is not Hold.LOST:
        release(home.data)


def originals_of(backup: Path) -> list[str]:
    """List the originals in a backup by their SHA-256."""
    return sorted(path.name.removesuffix(FIT_Z) for path in (backup / ORIGINALS).glob(_ORIGINALS))


def _rows(database: Path) -> Mapping[str, int]:
    try:
        address = f"{database.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_S)) as connection:
            return {name: each.rows for name, each in table_sums(connection).items()}
    except sqlite3.Error:
        return {}  # that it cannot be read may be why a backup is put back


def _settings_differ(home: Home, backup: Path) -> bool:
    theirs, ours = backup / SETTINGS, home.settings_file
    if not theirs.exists():
        return False
    return not ours.exists() or ours.read_bytes() != theirs.read_bytes()


def _set_aside(home: Home, aside: Path) -> None:
    """Keep the present database and settings where nothing will change them."""
    if on_server(home):
        from service.backup.postgres import copy_server

        copy_server(home.database_url, aside / DUMP)
    else:
        for path in database_files(database_of(home)):
            (aside / path.name).hardlink_to(path)
    if home.settings_file.exists():
        _beside(home.settings_file, aside / SETTINGS).replace(aside / SETTINGS)
    sync(aside)


def _beside(source: Path, target: Path) -> Path:
    """Make a private copy that can take a file's place in one step."""
    incoming = target.with_name(f".{target.name}.restoring")
    incoming.unlink(missing_ok=True)
    private(incoming)
    shutil.copyfile(source, incoming)
    sync(incoming)
    return incoming
