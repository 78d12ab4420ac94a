"""Open a backup and hold it against what was copied: every file, every original, every row."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from service.backup.contents import (
    DATABASE,
    DUMP,
    FIT_Z,
    MANIFEST,
    ORIGINALS,
    SUMS,
    Manifest,
    file_sha256,
    kept_files,
    table_sums,
    version_of,
)
from service.backup.errors import BackupDamagedError, BackupError


def verified(folder: Path) -> Manifest:
    """Give what a backup holds, once all of it has been found whole.

    Raises `BackupDamagedError` with everything that is wrong, `BackupError` for another thing.
    """
    manifest = Manifest.read(folder / MANIFEST)
    sums = _sums(folder)
    if manifest is None or sums is None:
        if not folder.is_dir() or not any((folder / name).exists() for name in (MANIFEST, SUMS)):
            raise BackupError(
                f"{folder} is not a backup of stegvis. Name one of the folders that stegvis backup"
                " has made, as backups/stegvis-20260309T033000Z."
            )
        raise BackupDamagedError(folder, ("it does not say any more what is in it",))
    faults = (
        *_of_files(folder, sums),
        *_of_originals(folder, manifest),
        *_of_rows(folder, manifest),
    )
    if faults:
        raise BackupDamagedError(folder, faults)
    return manifest


def _sums(folder: Path) -> Mapping[str, str] | None:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):
        return None


def _of_files(folder: Path, sums: Mapping[str, str]) -> Iterator[str]:
    there = {path.relative_to(folder).as_posix(): path for path in kept_files(folder)}
    for name in sorted(sums.keys() - there.keys()):
        yield f"{name} is missing"
    for name in sorted(there.keys() - sums.keys()):
        yield f"{name} does not belong to it"
    for name in sorted(there.keys() & sums.keys()):
        try:
            if file_sha256(there[name]) != sums[name]:
                yield f"{name} is not what was written"
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror})"


def _of_originals(folder: Path, manifest: Manifest) -> Iterator[str]:
    found = sorted((folder / ORIGINALS).glob(f"*/*{FIT_Z}"))
    if len(found) != manifest.originals:
        yield f"it should hold {manifest.originals:,} originals and holds {len(found):,}"
    for path in found:
        if not is_sound(path):
            yield f"the original {path.name} is damaged"


def is_sound(path: Path) -> bool:
    """Tell whether an original unpacks to the bytes it is named after."""
    try:
        data = zlib.decompress(path.read_bytes())
    except (OSError, zlib.error):
        return False
    return f"{hashlib.sha256(data).hexdigest()}{FIT_Z}" == path.name


def _of_rows(folder: Path, manifest: Manifest) -> Iterator[str]:
    if (folder / DUMP).exists():
        return  # pg_restore has listed it when it was made; SHA256SUMS says it is that one
    address = f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                yield f"the database is damaged ({said})"
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                yield "rows of the database point at nothing"
            if version_of(connection) != manifest.version:
                yield "the database is of another version than was copied"
            sums = table_sums(connection)
    except sqlite3.Error as error:
        yield f"the database cannot be read ({error})"
        return
    for name in sorted(sums.keys() | manifest.tables.keys()):
        if sums.get(name) != manifest.tables.get(name):
            yield f"the table {name} does not hold what was copied"
