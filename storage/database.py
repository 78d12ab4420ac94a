"""Open the database: make it, bring an older one up to date, refuse what is not ours."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.engine import URL

from storage.connecting import WAIT_S, address_of, make_engine, reading, where_is
from storage.errors import DatabaseTooNewError, DatabaseUnusableError, StorageError
from storage.trouble import Trouble, trouble_of

__all__ = ["HEAD", "open_database", "reading", "sqlite_url", "version_of"]

#: The newest migration. Kept here as well, because reading it from alembic costs 350 ms.
HEAD: Final = "0004"
#: Only one program migrates a PostgreSQL database at a time ("steg" in ASCII).
_MIGRATING: Final = 0x73746567


def sqlite_url(path: str | Path) -> str:
    """Write a path as the address of an SQLite database."""
    try:
        return URL.create("sqlite", database=str(path)).render_as_string()
    except UnicodeEncodeError as error:
        raise StorageError(
            f"The path {str(path)!r} cannot be read as text. Use a UTF-8 locale (LANG=C.UTF-8), or"
            " choose another folder with --data."
        ) from error


def open_database(url: str, *, now: datetime, wait_s: float = WAIT_S) -> Engine:
    """Open a database, making or migrating it first where needed.

    An older SQLite database is copied beside itself before it is migrated. Raises `StorageError`
    for what is newer, damaged, locked longer than ``wait_s`` or not ours.
    """
    if now.tzinfo is None:
        raise ValueError(f"now must know its time zone: {now!r}")
    address = address_of(url)
    path = _file_of(address)
    if path is not None:
        _make_private(path)
    engine = make_engine(address, wait_s=wait_s)
    try:
        with reading(engine) as conn:
            version = _version(conn, where_is(address))
        if version != HEAD:
            _migrate(address, path, now, wait_s)
    except BaseException:
        engine.dispose()
        raise
    return engine


def version_of(url: str) -> str | None:
    """Read which migration a database is at, making and changing nothing; None: there is none.

    Raises `StorageError` for what is newer, damaged or not ours.
    """
    address = address_of(url)
    path = _file_of(address)
    if path is not None and not (path.is_file() and path.stat().st_size):
        return None
    engine = make_engine(address)
    try:
        with reading(engine) as conn:
            return _version(conn, where_is(address))
    finally:
        engine.dispose()


def _file_of(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:" or url.query:
        raise StorageError("An SQLite database needs a plain file, as in sqlite:////path/to/file.")
    return Path(url.database)


def _make_private(path: Path) -> None:
    """Create the file for its owner alone; SQLite gives its side files the same mode."""
    try:
        for folder in reversed(path.absolute().parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        elif not path.is_file():
            raise DatabaseUnusableError(str(path), Trouble.NOT_OURS, "it is a folder")
    except OSError as error:
        trouble = trouble_of(error) or Trouble.NO_ACCESS
        raise DatabaseUnusableError(str(path), trouble, error.strerror or "") from error


def _version(conn: Connection, where: str) -> str | None:
    """Read which migration a database is at; None where it is empty."""
    tables = inspect(conn)
    if not tables.has_table("alembic_version"):
        if tables.get_table_names():
            raise DatabaseUnusableError(
                where, Trouble.NOT_OURS, "it holds tables of something else"
            )
        return None
    version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if version is not None and not str(version).isdigit():
        raise DatabaseUnusableError(where, Trouble.NOT_OURS, f"its version is {version}")
    if version is not None and int(version) > int(HEAD):
        raise DatabaseTooNewError(where, version, HEAD)
    return version


def _migrate(url: URL, path: Path | None, now: datetime, wait_s: float) -> None:
    """Bring a database to HEAD in one transaction, so that it is either the old or the new one."""
    # A rebuilt table would take along the rows that point at it, if foreign keys were on.
    engine = make_engine(url, wait_s=wait_s, foreign_keys=False)
    try:
        with engine.begin() as conn:
            if path is None:
                conn.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
            version = _version(conn, where_is(url))
            if version == HEAD:
                return  # another program was faster
            if path is None:
                _run_migrations(conn)
            else:
                _upgrade_file(conn, path, version, now)
    finally:
        engine.dispose()


def _run_migrations(conn: Connection) -> None:
    from storage.migrations import upgrade  # alembic costs 350 ms

    upgrade(conn)


def _upgrade_file(conn: Connection, path: Path, version: str | None, now: datetime) -> None:
    """Upgrade inside the open transaction, after a copy of what there was."""
    copy = None
    if version is not None:
        stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        copy = _copied(path, path.with_name(f"{path.name}.version-{version}.{stamp}.backup"))
    try:
        _run_migrations(conn)
        _must_hang_together(conn, path)
    except BaseException:
        # The database stays the older one; a program that keeps trying must not fill the disk.
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise


def _must_hang_together(conn: Connection, path: Path) -> None:
    """Check what the foreign keys would have, had they been on."""
    if conn.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DatabaseUnusableError(str(path), Trouble.DAMAGED, "rows point at nothing")


def _copied(path: Path, copy: Path) -> Path:
    """Copy a database as it was before the transaction that is now open."""
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise _no_copy(copy, error) from error
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        with copy.open("rb") as written:
            os.fsync(written.fileno())
    except (OSError, sqlite3.Error) as error:
        copy.unlink(missing_ok=True)
        raise _no_copy(copy, error) from error
    return copy


def _no_copy(copy: Path, error: OSError | sqlite3.Error) -> DatabaseUnusableError:
    trouble = trouble_of(error) or Trouble.NO_ACCESS
    return DatabaseUnusableError(str(copy), trouble, str(error), part="copy before an upgrade")
