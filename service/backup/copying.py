"""One state of the database, copied while others write to it, and what was in it then."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.backup.contents import TableSum, table_sums, version_of
from service.backup.errors import BackupError
from storage.trouble import ADVICE, Trouble, trouble_of

#: How long to wait for a program that holds the whole database; the copy waits for no writer.
_WAIT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Copied:
    """What the database held at the moment of the copy."""

    version: str
    tables: dict[str, TableSum]
    originals: frozenset[str]  # SHA-256 of everything in the catalogue


def copy_file(database: Path, copy: Path) -> Copied:
    """Copy an SQLite database; checksums and copy are of the same moment."""
    if not database.is_file():
        raise BackupError(f"There is no database at {database} yet, so there is nothing to copy.")
    private(copy)
    try:
        with closing(_opened(database)) as source:
            source.execute("BEGIN")  # one state, whatever is written meanwhile
            copied = Copied(version_of(source), table_sums(source), _catalogued(source))
            with closing(sqlite3.connect(copy, isolation_level=None)) as target:
                source.backup(target)
                # Without this the copy would need two more files beside it to be read.
                target.execute("PRAGMA journal_mode=DELETE")
            source.execute("COMMIT")
    except sqlite3.Error as error:
        raise unusable(database, error) from error
    return copied


def private(path: Path) -> None:
    """Make an empty file for its owner alone."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def unusable(database: Path, error: sqlite3.Error) -> BackupError:
    """Say what SQLite means, and what to do about it."""
    trouble = trouble_of(error)
    if trouble is None:
        return BackupError(f"The database {database} cannot be copied ({error}). Run doctor.")
    if trouble is Trouble.FULL:
        return BackupError("There is no room for the copy. Make room on the disk of the backups.")
    return BackupError(f"The database {database} {trouble.value}. {ADVICE[trouble]}")


def _opened(database: Path) -> sqlite3.Connection:
    address = f"{database.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_WAIT_S)


def _catalogued(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(sha for (sha,) in connection.execute("SELECT DISTINCT sha256 FROM files"))
