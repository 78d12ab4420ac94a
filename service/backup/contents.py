"""What a backup consists of, and what it says of itself.

stegvis.db           the database, a plain SQLite file; or stegvis.dump of PostgreSQL
stegvis.toml         the settings, where there is a file of them
originals/ab/...     every original, as in the data directory
manifest.json        what was in the database, table by table, when the copy was taken
SHA256SUMS           every file of the above, for sha256sum --check
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

DATABASE: Final = "stegvis.db"
DUMP: Final = "stegvis.dump"
SETTINGS: Final = "stegvis.toml"
ORIGINALS: Final = "originals"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"

#: How originals end.
FIT_Z: Final = ".fit.z"

_FORMAT: Final = 1
_CHUNK: Final = 2**20


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table had, and a checksum of all of them in their order."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was copied. ``missing``: catalogued originals that were nowhere to be had."""

    made_at: str
    version: str  # of the database
    tables: Mapping[str, TableSum]
    originals: int
    missing: tuple[str, ...] = ()
    of: str = ""  # the name of the installation

    def write(self, path: Path) -> None:
        text = json.dumps({"stegvis_backup": _FORMAT, **asdict(self)}, indent=1)
        path.write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest | None:
        """Give what a backup says of itself; None where it is not one or cannot be read."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found["stegvis_backup"] != _FORMAT:
                return None
            return cls(
                found["made_at"],
                found["version"],
                {name: TableSum(**each) for name, each in found["tables"].items()},
                int(found["originals"]),
                tuple(found["missing"]),
                str(found.get("of", "")),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def table_sums(connection: sqlite3.Connection) -> dict[str, TableSum]:
    """Count and hash every row of every table, as of the open transaction."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    return {name: _table_sum(connection, name) for (name,) in names}


def _table_sum(connection: sqlite3.Connection, name: str) -> TableSum:
    digest, rows = hashlib.sha256(), 0
    quoted = name.replace('"', '""')
    for row in connection.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608 - our own names
        digest.update(repr(row).encode(errors="surrogatepass"))
        rows += 1
    return TableSum(rows, digest.hexdigest())


def version_of(connection: sqlite3.Connection) -> str:
    """Give the number of the last migration of a database."""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else ""


def kept_files(folder: Path) -> Iterator[Path]:
    """Give every file of a backup but the list of their checksums, in order."""
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and path != folder / SUMS:
            yield path


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
