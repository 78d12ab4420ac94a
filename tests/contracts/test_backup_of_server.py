"""Backup and restore of a PostgreSQL database, by its own programs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from service.backup.errors import BackupError
from service.backup.making import make_backup
from service.backup.replacing import replace_database
from service.backup.restoring import planned, restore
from service.backup.verifying import verified
from service.holding import Hold, holds
from service.home import Home
from storage import consents
from storage.people import add_person, all_people
from storage.records import MessageKind
from storage.sending import Consent, Privacy
from tests.made.needs import missing

NOW = datetime(2026, 3, 9, 4, 30, tzinfo=UTC)
AGREED = Consent(
    0, 1, MessageKind.PATIENT_LETTER, "kim@example.org", "en", Privacy.FULL, "07:30", "AB", NOW
)


@pytest.fixture
def home(server: str, tmp_path: Path) -> Iterator[Home]:
    if shutil.which("pg_dump") is None:
        missing("pg_dump is not installed")
    control = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with control.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE copied")
    data = tmp_path / "data"
    data.mkdir()
    url = f"{server}/copied".replace("+psycopg", "")
    made = Home(data, data / "stegvis.toml", {"STEGVIS_STORAGE__DATABASE_URL": url})
    with made.engine.begin() as connection:
        add_person(connection, name="kim", timezone="UTC", now=NOW)
        consents.give(connection, AGREED)
    yield made
    made.engine.dispose()
    with control.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE copied WITH (FORCE)")
    control.dispose()


def test_a_server_is_copied_and_put_back(home: Home, tmp_path: Path) -> None:
    made, manifest = make_backup(home, tmp_path / "backups", NOW)
    assert (made / "stegvis.dump").stat().st_mode & 0o077 == 0
    assert manifest.tables["people"].rows == 1
    assert verified(made) == manifest
    with home.engine.begin() as connection:
        add_person(connection, name="bo", timezone="UTC", now=NOW)
        consents.revoke(connection, 1, AGREED.kind, NOW)
    home.engine.dispose()
    restore(home, planned(home, made, NOW))
    with home.engine.begin() as connection:
        assert [person.name for person in all_people(connection)] == ["kim"]
        assert consents.active(connection) == ()
    assert holds(home.data) is None
    (aside,) = home.data.glob("before-restore-*")
    assert (aside / "stegvis.dump").stat().st_size > 0


def test_without_its_programs_it_is_said_what_to_install(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="Install postgresql-client"):
        make_backup(home, tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_dump_that_is_not_taken_holds_nothing_and_one_that_was_is_held(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = make_backup(home, tmp_path / "backups", NOW)
    home.engine.dispose()
    plan = planned(home, made, NOW)

    def stop(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(tmp_path))
        with pytest.raises(BackupError, match="Install postgresql-client"):
            replace_database(home, made, None)
        assert holds(home.data) is None
    with monkeypatch.context() as patched:
        patched.setattr("service.backup.replacing._completed", stop)
        with pytest.raises(KeyboardInterrupt):
            restore(home, plan)
    assert holds(home.data) is Hold.LOST
