"""Each promise of `storage` is tested on a real SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, create_engine

from storage.database import open_database, sqlite_url
from storage.people import add_person
from storage.records import Person

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_NUMBERS = itertools.count()


def _missing(reason: str) -> NoReturn:
    if os.environ.get("STEGVIS_NO_SKIP") == "1":
        pytest.fail(f"nothing may be skipped here, but {reason}")
    pytest.skip(reason)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wanted = ("initdb", "postgres", "pg_ctl")
    return next((each for each in folders if all((each / name).exists() for name in wanted)), None)


def _not_root() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known.get("nobody")
    if user is None:
        _missing("PostgreSQL cannot run as root, and there is no other user")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without the name of a database."""
    programs = _programs()
    if programs is None:
        _missing("PostgreSQL (initdb, postgres, pg_ctl) is not installed")
    if find_spec("psycopg") is None:
        _missing("psycopg is not installed")
    user = _not_root()
    home = Path(tempfile.mkdtemp(prefix="stegvis-postgresql-"))
    if user:
        os.chown(home, user["user"], user["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = home / "data"
    options = f"-h 127.0.0.1 -p {port} -k {home} -c fsync=off -c full_page_writes=off"

    def run(*command: str | Path) -> None:
        # Output goes to a file: the server would keep a pipe open for as long as it runs.
        with (home / "log").open("a") as log:
            subprocess.run(
                command, check=True, cwd=home, stdout=log, stderr=log, timeout=60, **user
            )

    try:
        run(programs / "initdb", "-D", data, "-U", "stegvis", "-A", "trust", "-E", "UTF8", "-N")
        run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://stegvis@127.0.0.1:{port}"
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def new_server_database(server: str) -> Iterator[Callable[..., str]]:
    """A function that makes a database on the server and gives its address."""
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")

    def create(*, like: str = "template1") -> str:
        name = f"test_{next(_NUMBERS)}"
        with engine.connect() as conn:
            conn.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        return f"{server}/{name}"

    yield create
    engine.dispose()


@pytest.fixture(scope="session")
def server_template(new_server_database: Callable[..., str]) -> str:
    url = new_server_database()
    open_database(url, now=NOW).dispose()
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def file_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "stegvis.db"
    open_database(sqlite_url(path), now=NOW).dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "stegvis.db")
    url: str = request.getfixturevalue("new_server_database")()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An open database, up to date, nobody in it."""
    if request.param == "sqlite":
        path = tmp_path / "stegvis.db"
        shutil.copy(request.getfixturevalue("file_template"), path)
        url = sqlite_url(path)
    else:
        template = request.getfixturevalue("server_template")
        url = request.getfixturevalue("new_server_database")(like=template)
    opened = open_database(url, now=NOW)
    yield opened
    opened.dispose()


@pytest.fixture
def person(engine: Engine) -> Person:
    with engine.begin() as conn:
        return add_person(conn, name="someone", timezone="Europe/Stockholm", now=NOW)
