"""The database of a backup takes the place of the present one, with what no copy undoes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.backup.contents import DATABASE, DUMP
from service.backup.copying import private, unusable
from service.backup.errors import BackupError
from service.backup.places import database_of, on_server
from service.holding import Hold, hold, holds, release
from storage.errors import StorageError
from storage.on_disk import sync

if TYPE_CHECKING:
    from service.home import Home
    from storage.lasting import Lasting

_WAIT_S: Final = 5.0


def lasting_of(home: Home) -> Lasting | None:
    """Read what lasts of the present database; None where there is none to read."""
    from sqlalchemy.exc import SQLAlchemyError

    from storage import lasting
    from storage.connecting import make_engine, reading

    if not on_server(home) and not database_of(home).exists():
        return None
    engine = make_engine(home.database_url, wait_s=_WAIT_S)
    try:
        with reading(engine) as connection:
            return lasting.read(connection)
    except (StorageError, SQLAlchemyError, sqlite3.Error):
        return None  # that it cannot be read may be why a backup is put back
    finally:
        engine.dispose()


def at_rest(database: Path) -> None:
    """Bring everything into the one file; refused while any program has the database open."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=_WAIT_S)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise unusable(database, error) from error
    except sqlite3.DatabaseError:
        return  # too damaged for that; all of its files are kept aside


def database_files(database: Path) -> list[Path]:
    """List the files an SQLite database consists of just now, itself first."""
    named = [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm")]
    return [path for path in named if path.exists()]


def replace_database(home: Home, backup: Path, lasting: Lasting | None) -> bool:
    """Put the copy in place and hold sending; True where all that lasts was taken along."""
    if on_server(home):
        _put_back(home, backup / DUMP)
        return _completed(home.database_url, lasting, home.now())
    database = database_of(home)
    workshop = database.with_name(f".{database.name}.restoring")
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700, parents=True)
    try:
        whole = _prepared(workshop / DATABASE, backup, lasting, home.now())
        why = Hold.UNFINISHED if whole and holds(home.data) is not Hold.LOST else Hold.LOST
        hold(home.data, why)
        for path in database_files(database)[1:]:
            path.unlink()  # of another database they would be its ruin
        (workshop / DATABASE).replace(database)
        sync(database.parent)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return whole


def _put_back(home: Home, dump: Path) -> None:
    """Let the server replace all of it, or nothing; what lasts is added after that."""
    from service.backup.postgres import put_back

    held = holds(home.data)
    hold(home.data, Hold.LOST)
    try:
        put_back(home.database_url, dump)
    except BackupError:
        if held is None:
            release(home.data)
        raise


def _prepared(copy: Path, backup: Path, lasting: Lasting | None, now: datetime) -> bool:
    """Make a copy of the backup's database that only has to take its place."""
    from storage.database import sqlite_url

    private(copy)
    shutil.copyfile(backup / DATABASE, copy)
    whole = _completed(sqlite_url(copy), lasting, now)
    at_rest(copy)
    sync(copy)
    return whole


def _completed(url: str, lasting: Lasting | None, now: datetime) -> bool:
    """Bring a database up to date and take along what lasts."""
    from storage.database import open_database
    from storage.lasting import Lasting, take_along

    engine = open_database(url, now=now)
    try:
        with engine.begin() as connection:
            return take_along(connection, lasting or Lasting())
    finally:
        engine.dispose()
