from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from service.backup.errors import BackupError
from service.backup.restoring import planned, restore
from service.home import Home
from service.one_daemon import AlreadyRunsError, alone
from service.reference import OUTPUTS
from storage import consents, people
from storage.errors import DatabaseTooNewError
from storage.records import MessageKind
from storage.sending import Consent, Privacy

from .conftest import Kept, rides

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
AGREED = Consent(
    0, 1, MessageKind.PATIENT_LETTER, "kim@example.org", "en", Privacy.FULL, "07:30", "AB",
    datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip


class Household(Protocol):
    data: Path

    def json(self, *words: str | Path) -> list[dict[str, object]]: ...

    def run(self, *words: str | Path, code: int = 0) -> str: ...
    def days(self) -> str: ...


def names(home: Home) -> list[str]:
    with closing(sqlite3.connect(home.data / "stegvis.db")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM people ORDER BY id")]


def put_back(kept: Kept, backup: Path) -> None:
    kept.home.engine.dispose()
    restore(kept.home, planned(kept.home, backup, NOW))


@pytest.fixture
def changed(kept: Kept, tmp_path: Path) -> tuple[Kept, Path]:
    """A home that went on after its backup: kim took a consent back, bo came, the port changed."""
    with kept.home.engine.begin() as connection:
        consents.give(connection, AGREED)
    backup = kept.backup()
    with kept.home.engine.begin() as connection:
        consents.revoke(connection, 1, AGREED.kind, NOW)
        people.add_person(connection, name="bo", timezone="UTC", now=kept.home.now())
    kept.home.settings_file.write_text("[mail]\nport = 465\n")
    return kept, backup


def test_restored_bytes_give_identical_days(moved_in: Household, tmp_path: Path) -> None:
    days = moved_in.days()
    moved_in.run("backup", "--to", tmp_path / "disk")
    (backup,) = (tmp_path / "disk").iterdir()
    moved_in.run("person", "set", "--timezone", "Asia/Tokyo")
    assert moved_in.days() != days
    shutil.rmtree(moved_in.data / "originals")
    moved_in.run("restore", backup)
    assert moved_in.days() == days
    elsewhere = tmp_path / "new machine"
    said = moved_in.run("restore", backup, "--into", elsewhere)
    assert "originals were added" in said
    assert replace(moved_in, data=elsewhere).days() == days  # type: ignore[type-var]
    assert "name another" in moved_in.run("restore", backup, "--into", elsewhere, code=2)


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    moved_in: Household, tmp_path: Path
) -> None:
    moved_in.run("backup")
    (backup,) = (moved_in.data / "backups").iterdir()
    moved_in.run("diary", "add", "pain", "4")
    moved_in.run("consent", "give", "--to", "patient", "--address", "kim@example.org", "--by", "AB")
    before = {path: path.read_bytes() for path in moved_in.data.glob("stegvis*")}
    said = moved_in.run("restore", backup, "--dry-run")
    line = next(line.split() for line in said.splitlines() if line.startswith("diary"))
    assert line == ["diary", "1", "0"]
    assert "would be replaced" in said
    assert "would be taken along: 1 of consents." in said
    assert next(x.split() for x in said.splitlines() if x.startswith("consents"))[1:] == ["1", "1"]
    assert {path: path.read_bytes() for path in moved_in.data.glob("stegvis*")} == before
    assert not list(moved_in.data.glob("before-restore-*"))


def test_the_commands_print_what_their_page_says(moved_in: Household, tmp_path: Path) -> None:
    (made,) = moved_in.json("backup", "--to", tmp_path / "disk")
    assert list(made) == list(OUTPUTS["backup"])
    (whole,) = moved_in.json("verify", str(made["backup"]))
    assert list(whole) == list(OUTPUTS["verify"])
    for row in moved_in.json("restore", str(made["backup"]), "--dry-run"):
        assert list(row) == list(OUTPUTS["restore"])
        assert row["before"] == row["after"]
    damaged = tmp_path / "disk" / Path(str(made["backup"])).name / "stegvis.db"
    damaged.write_bytes(b"")
    assert "is not whole" in moved_in.run("verify", str(made["backup"]), code=1)
    assert "is not whole" in moved_in.run("restore", str(made["backup"]), code=1)
    assert "no backup in" in moved_in.run("verify", "--all", code=1)
    moved_in.run("verify", code=2)


def test_what_was_there_is_kept_aside(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    put_back(kept, backup)
    assert names(kept.home) == ["kim"]
    assert "secret" in kept.home.settings_file.read_text()
    (aside,) = kept.home.data.glob("before-restore-*")
    assert names(Home(aside, aside / "stegvis.toml", {})) == ["kim", "bo"]
    assert "465" in (aside / "stegvis.toml").read_text()
    for path in (aside, *aside.iterdir(), kept.home.settings_file, kept.home.data / "stegvis.db"):
        assert stat.S_IMODE(path.stat().st_mode) in {0o700, 0o600}


def test_while_the_service_runs_nothing_is_put_back(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    with alone(kept.home.data), pytest.raises(AlreadyRunsError, match="Stop that one first"):
        put_back(kept, backup)
    assert names(kept.home) == ["kim", "bo"]


@pytest.mark.parametrize("writing", [True, False])
def test_while_another_program_uses_the_database_nothing_is_put_back(
    changed: tuple[Kept, Path], writing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, backup = changed
    monkeypatch.setattr("service.backup.replacing._WAIT_S", 0.1)
    kept.home.engine.dispose()
    with closing(sqlite3.connect(kept.home.data / "stegvis.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
        other.execute("SELECT count(*) FROM people").fetchone()
        with pytest.raises(BackupError, match="held by another program"):
            put_back(kept, backup)
        other.execute("ROLLBACK")
    assert names(kept.home) == ["kim", "bo"]
    assert not list(kept.home.data.glob("before-restore-*"))


def test_a_damaged_database_is_replaced_and_kept_aside_too(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    kept.home.engine.dispose()
    database = kept.home.data / "stegvis.db"
    damaged = b"not a database " * 1000
    database.write_bytes(damaged)
    put_back(kept, backup)
    assert names(kept.home) == ["kim"]
    (aside,) = kept.home.data.glob("before-restore-*")
    assert (aside / "stegvis.db").read_bytes() == damaged


def test_damaged_originals_are_made_whole_and_later_ones_stay(
    changed: tuple[Kept, Path], tmp_path: Path
) -> None:
    kept, backup = changed
    with kept.home.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM people WHERE name = 'bo'")
    kept.take(rides(tmp_path / "more", 14, 1))
    whole = {path: path.read_bytes() for path in kept.originals()}
    first = next(path for path in whole if (backup / path.relative_to(kept.home.data)).exists())
    first.write_bytes(b"damaged")
    put_back(kept, backup)
    assert {path: path.read_bytes() for path in kept.originals()} == whole


def test_a_backup_of_an_older_version_is_brought_up_to_date(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    put_back(kept, _as_of_version(backup, "0003"))
    opened = Home(kept.home.data, kept.home.settings_file, {})
    with opened.engine.begin() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        assert people.all_people(connection)[0].name == "kim"
    opened.engine.dispose()
    assert version != "0003"
    assert sorted(path.name for path in kept.home.data.glob("*stegvis.db*")) == ["stegvis.db"]


def test_a_backup_of_a_newer_version_is_refused(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    with pytest.raises(DatabaseTooNewError):
        put_back(kept, _as_of_version(backup, "9999"))
    assert names(kept.home) == ["kim", "bo"]


def _as_of_version(backup: Path, version: str) -> Path:
    """Give a backup as another version would have made it."""
    with closing(sqlite3.connect(backup / "stegvis.db")) as connection:
        if version == "0003":
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name IN ('notices', 'consents', 'messages', 'live_devices')"
            ).fetchall():
                connection.execute(f"DROP TABLE {name}")
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
        from service.backup.contents import SUMS, Manifest, file_sha256, kept_files, table_sums

        manifest = Manifest.read(backup / "manifest.json")
        assert manifest is not None
        sums = table_sums(connection)
    replace(manifest, version=version, tables=sums).write(backup / "manifest.json")
    lines = [f"{file_sha256(path)}  {path.relative_to(backup)}\n" for path in kept_files(backup)]
    (backup / SUMS).write_text("".join(lines))
    return backup


def test_a_copy_of_a_server_is_not_put_into_a_file(changed: tuple[Kept, Path]) -> None:
    kept, backup = changed
    url = {"STEGVIS_STORAGE__DATABASE_URL": "postgresql://stegvis@localhost/stegvis"}
    server = Home(kept.home.data, kept.home.settings_file, url)
    with pytest.raises(BackupError, match="is a copy of an SQLite file"):
        planned(server, backup, NOW)


#: Forked from a process that has loaded everything; each dies at another step that leaves a mark.
CAMPAIGN = """
import os, shutil, signal, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from service.home import Home
from service.holding import holds
from service.backup.installation import backups_in
from service.backup.making import make_backup
from service.backup.restoring import planned, restore
from service.backup.verifying import verified
import storage.database

what, root, prepared, backup = sys.argv[1], *map(Path, sys.argv[2:])
steps = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "sqlite3.connect"}
now = datetime(2026, 3, 10, 12, tzinfo=UTC)

def act(data, at):
    home = Home(data, data / "stegvis.toml", {})
    if what == "backup":
        make_backup(home, data / "backups", at)
    else:
        restore(home, planned(home, backup, at))

def forked(data, at, dies_at):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = [dies_at]
    def step(event, arguments):
        if event in steps and (event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    try:
        sys.addaudithook(step)
        act(data, at)
        os._exit(0)
    finally:
        os._exit(1)

def state(data):
    with sqlite3.connect(data / "stegvis.db") as connection:
        people = connection.execute("SELECT name FROM people ORDER BY id").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = "SELECT count(*) FROM consents WHERE revoked_at IS NULL"
        assert connection.execute(count).fetchone() == (0,)
    connection.close()
    return [name for (name,) in people]

died = 0
for number in range(1, 10_000):
    data = root / str(number)
    shutil.copytree(prepared, data)
    ended = forked(data, now, number)
    died += ended == signal.SIGKILL
    if what == "backup":
        for path in backups_in(data / "backups"):
            verified(path)
        assert forked(data, now.replace(hour=13), 0) == 0, number
        made = backups_in(data / "backups")
        assert made and len(list((data / "backups").iterdir())) == len(made), number
        assert state(data) == ["kim", "bo"]
    else:
        put_back, settings = state(data) == ["kim"], (data / "stegvis.toml").read_text()
        assert put_back or state(data) == ["kim", "bo"], number
        assert holds(data) or put_back == ("secret" in settings), number
        assert forked(data, now.replace(hour=13), 0) == 0, number
        assert state(data) == ["kim"], number
        assert "secret" in (data / "stegvis.toml").read_text(), number
        assert holds(data) is None, number
        kept = [state(aside) for aside in data.glob("before-*") if (aside / "stegvis.db").exists()]
        assert ["kim", "bo"] in kept, (number, kept)
    shutil.rmtree(data)
    if ended == 0:
        break
print(died)
"""


@pytest.mark.timeout(1200)  # hundreds of forks; a busy machine takes a minute
@pytest.mark.parametrize("what", ["backup", "restore"])
def test_killed_at_any_step_there_is_a_whole_one(
    changed: tuple[Kept, Path], what: str, tmp_path: Path
) -> None:
    kept, backup = changed
    kept.home.engine.dispose()
    (tmp_path / "homes").mkdir()
    words = [what, str(tmp_path / "homes"), str(kept.home.data), str(backup)]
    done = subprocess.run(
        [sys.executable, "-c", CAMPAIGN, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 15, done.stdout
