"""Each promise of `storage` is tested on a real SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, create_engine

from storage.database import open_database, sqlite_url
from storage.people import add_person
from storage.records import Person
from storage.tables import metadata
from tests.made.ports import free_port

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("STEGVIS_NO_SKIP") == "1":
        pytest.fail(f"nothing may be skipped here, but {reason}")
    pytest.skip(reason)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wanted = ("initdb", "postgres")
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
        _missing("PostgreSQL (initdb, postgres) is not installed")
    if find_spec("psycopg") is None:
        _missing("psycopg is not installed")
    user = _not_root()
    home = Path(tempfile.mkdtemp(prefix="stegvis-postgresql-"))
    if user:
        os.chown(home, user["user"], user["group"])
    data = home / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "stegvis", "-A", "trust", "-E", "UTF8", "-N"]
    try:
        subprocess.run(initdb, check=True, cwd=home, capture_output=True, timeout=60, **user)
        port = free_port()
        with _running(programs, data, port, user):
            yield f"postgresql+psycopg://stegvis@127.0.0.1:{port}"
    finally:
        shutil.rmtree(home)


@contextmanager
def _running(programs: Path, data: Path, port: int, user: dict[str, Any]) -> Iterator[None]:
    settings = {
        "fsync": "off",
        "full_page_writes": "off",
        "listen_addresses": "127.0.0.1",
        "log_min_messages": "log",  # what is refused on purpose would fill the pipe
        "unix_socket_directories": data.parent,
    }
    command = [programs / "postgres", "-D", data, "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with subprocess.Popen(
        command, cwd=data, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **user
    ) as program:
        assert program.stderr is not None
        said = []
        for line in program.stderr:
            said.append(line)
            if "ready to accept connections" in line:
                break
        else:
            pytest.fail("PostgreSQL does not start: " + "".join(said))
        try:
            yield
        finally:
            program.send_signal(signal.SIGQUIT)  # at once; nothing in it is worth a checkpoint
            try:
                program.wait(timeout=20)
            except subprocess.TimeoutExpired:
                program.kill()


def _on(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_on_server(server: str) -> str:
    """One database for all tests: making one writes a thousand files, emptying it none."""
    _on(f"{server}/postgres", "CREATE DATABASE migrated")
    open_database(f"{server}/migrated", now=NOW).dispose()
    return f"{server}/migrated"


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
    url: str = request.getfixturevalue("server") + "/postgres"
    _on(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An open database, up to date, nobody in it."""
    if request.param == "sqlite":
        path = tmp_path / "stegvis.db"
        shutil.copy(request.getfixturevalue("file_template"), path)
        url = sqlite_url(path)
    else:
        url = request.getfixturevalue("migrated_on_server")
        names = ", ".join(metadata.tables)
        _on(url, f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    opened = open_database(url, now=NOW)
    yield opened
    opened.dispose()


@pytest.fixture
def person(engine: Engine) -> Person:
    with engine.begin() as conn:
        return add_person(conn, name="someone", timezone="Europe/Stockholm", now=NOW)
