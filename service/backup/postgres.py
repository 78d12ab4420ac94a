"""Backups of PostgreSQL: its own programs copy and put back; we say where and what was in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from service.backup.contents import TableSum
from service.backup.copying import Copied, private
from service.backup.errors import BackupError

#: A household's database is dumped in seconds.
_LIMIT_S: Final = 1_800


def copy_server(url: str, dump: Path) -> Copied:
    """Dump the database and count its rows in one state; see that the dump can be read."""
    from sqlalchemy import func, select, text

    from storage import tables
    from storage.connecting import make_engine, reading

    private(dump)
    engine = make_engine(url)
    try:
        with reading(engine) as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            sha256s = connection.execute(select(tables.files.c.sha256).distinct()).scalars()
            counts = {
                table.name: TableSum(
                    connection.execute(select(func.count()).select_from(table)).scalar_one(), ""
                )
                for table in tables.metadata.sorted_tables
            }
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            options = ["--format=custom", f"--snapshot={snapshot}", f"--file={dump}"]
            _run("pg_dump", url, options)
            copied = Copied(str(version), counts, frozenset(sha256s))
    finally:
        engine.dispose()
    _run("pg_restore", url, ["--list", str(dump)], connect=False)
    return copied


def put_back(url: str, dump: Path) -> None:
    """Replace what is in the database, in one transaction: all of it or nothing."""
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", url, [*options, f"--dbname={_environment(url)['PGDATABASE']}", str(dump)])


def _run(program: str, url: str, options: Sequence[str], *, connect: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"The database is kept by PostgreSQL, and its program {program} is not installed here."
            " Install postgresql-client, or let the server's own backups do it."
        )
    done = subprocess.run(  # noqa: S603 - the program found on the path, our own options
        [found, *options],
        env={**os.environ, **(_environment(url) if connect else {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BackupError(f"{program} did not succeed: {last}. Nothing was replaced.")


def _environment(url: str) -> Mapping[str, str]:
    """Give the address as variables: on a command line everybody could read the password."""
    from storage.connecting import address_of

    address = address_of(url)
    named = {
        "PGHOST": address.host or address.query.get("host"),
        "PGPORT": address.port,
        "PGUSER": address.username,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
    }
    return {name: str(value) for name, value in named.items() if value}
