"""Opening a database file: private, up to date, or a sentence about why not."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import database, migrations
from storage.connecting import durable
from storage.database import open_database, reading, sqlite_url
from storage.errors import DatabaseUnusableError, StorageError
from storage.people import add_person, all_people
from storage.trouble import Trouble, trouble_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "stegvis.db"
    open_database(sqlite_url(path), now=NOW).dispose()
    return path


@pytest.fixture
def path(tmp_path, template):
    return Path(shutil.copy(template, tmp_path / "stegvis.db"))


@pytest.fixture
def engine(path):
    engine = open_database(sqlite_url(path), now=NOW)
    yield engine
    engine.dispose()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_is_for_its_owner_alone_side_files_too(tmp_path):
    path = tmp_path / "new" / "folder" / "stegvis.db"
    engine = open_database(sqlite_url(path), now=NOW)
    with engine.begin() as conn:
        add_person(conn, name="one", timezone="UTC", now=NOW)
        found = {each.name: mode(each) for each in path.parent.iterdir()}
    engine.dispose()
    assert found == dict.fromkeys(("stegvis.db", "stegvis.db-wal", "stegvis.db-shm"), 0o600)
    assert [mode(path.parent), mode(path.parent.parent)] == [0o700, 0o700]


def test_the_file_is_kept_the_way_the_design_says(engine):
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with reading(engine) as conn:
        answers = [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert answers == ["wal", 1, 1, 30_000]


def test_what_the_world_outside_will_know_of_is_on_the_disk_when_it_is_committed(engine):
    with durable(engine) as conn:
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "FULL: the log is synced"
        conn.exec_driver_sql("CREATE TABLE kept (n INTEGER)")
    with suppress(ZeroDivisionError), durable(engine) as conn:
        conn.exec_driver_sql("INSERT INTO kept VALUES (1)")
        raise ZeroDivisionError
    with reading(engine) as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM kept").scalar() == 0


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "å?#&=.db", "a;b.db"])
def test_any_path_can_be_an_address(tmp_path, name):
    open_database(sqlite_url(tmp_path / name), now=NOW).dispose()
    assert (tmp_path / name).is_file()


def test_a_clock_without_a_zone_is_refused(path):
    with pytest.raises(ValueError, match="time zone"):
        open_database(sqlite_url(path), now=datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("sqlite://", "plain file"),
        ("sqlite:///:memory:", "plain file"),
        ("mysql://somewhere/db", "sqlite or postgresql"),
        ("/home/someone/stegvis.db", "address of the database cannot be read"),
    ],
)
def test_other_kinds_of_database_are_refused(url, advice):
    with pytest.raises(StorageError, match=advice):
        open_database(url, now=NOW)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "letter.db"
    path.write_text("Dear physiotherapist, " * 100)
    with pytest.raises(DatabaseUnusableError, match="is not a stegvis database") as refused:
        open_database(sqlite_url(path), now=NOW)
    assert refused.value.trouble is Trouble.NOT_OURS
    assert path.read_text().startswith("Dear physiotherapist")


def test_a_folder_in_its_place_is_refused(tmp_path):
    with pytest.raises(DatabaseUnusableError, match="it is a folder"):
        open_database(sqlite_url(tmp_path), now=NOW)


def test_a_file_in_place_of_its_folder_is_refused(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(DatabaseUnusableError, match="cannot be opened"):
        open_database(sqlite_url(tmp_path / "data" / "stegvis.db"), now=NOW)


def test_a_damaged_database_is_named_as_such(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xee" * len(whole[4096:])
    path.write_bytes(whole)
    with pytest.raises(DatabaseUnusableError, match=r"is damaged.*backup"):
        open_database(sqlite_url(path), now=NOW).dispose()


def test_a_full_disk_is_named_and_nothing_half_is_kept(engine):
    with engine.connect() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        add_person(conn, name="x" * 100, timezone="UTC", now=NOW)
        with pytest.raises(DatabaseUnusableError, match=r"no room left.*Make room"):
            add_person(conn, name="y" * 100_000, timezone="UTC", now=NOW)
        conn.rollback()
        assert all_people(conn) == ()


def test_a_database_held_by_another_is_named(path, engine):
    with engine.begin():
        impatient = open_database(sqlite_url(path), now=NOW, wait_s=0.01)
        refused = pytest.raises(DatabaseUnusableError, match=r"held by another.*Wait")
        with refused, impatient.begin():
            pass
        with reading(impatient) as conn:
            assert all_people(conn) == ()
        impatient.dispose()


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(engine):
    nobody = text("INSERT INTO zones VALUES (99, 'stated', '2026-01-01', 'UTC')")
    with engine.connect() as conn:
        add_person(conn, name="one", timezone="UTC", now=NOW)
        with pytest.raises(IntegrityError):
            conn.execute(nobody)
    with engine.begin() as conn:
        assert all_people(conn) == ()
        add_person(conn, name="one", timezone="UTC", now=NOW)


def test_an_up_to_date_database_opens_without_alembic(path):
    code = (
        "import sys; from datetime import datetime, UTC; from storage import database\n"
        "database.open_database(sys.argv[1], now=datetime.now(UTC)).dispose()\n"
        "sys.exit('alembic' in sys.modules or 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, sqlite_url(path)], cwd=ROOT, check=False)
    assert done.returncode == 0


# --- from version to version -------------------------------------------------------------------

HEAD = database.HEAD
NEWER = f"{int(HEAD) + 1:04d}"

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "{newer}"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("shoe_size", sa.Integer()))
        people.alter_column("language", new_column_name="tongue")
    {then}
"""


@pytest.fixture
def newer_program(tmp_path, monkeypatch):
    """Makes the program one migration newer; the migration rebuilds a table others point at."""
    scripts = tmp_path / "scripts"
    shutil.copytree(Path(migrations.__file__).parent, scripts)
    monkeypatch.setattr(migrations, "LOCATION", str(scripts))
    monkeypatch.setattr(database, "HEAD", NEWER)

    def write(then: str = "pass") -> None:
        script = NEXT.format(head=HEAD, newer=NEWER, then=then)
        (scripts / "versions" / f"{NEWER}_shoes.py").write_text(script)

    return write


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.backup"))


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        version: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        return version


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_an_older_database_is_copied_and_then_brought_up_to_date(path, engine, newer_program):
    with engine.begin() as conn:
        add_person(conn, name="one", timezone="Europe/Oslo", now=NOW)
    newer_program()
    for _ in range(2):
        open_database(sqlite_url(path), now=NOW).dispose()
    (copy,) = copies(path)
    assert copy.name == f"stegvis.db.version-{HEAD}.20260302T080000Z.backup"
    assert mode(copy) == 0o600
    assert [version_of(copy), version_of(path)] == [HEAD, NEWER]
    assert rows(copy, "SELECT name, language FROM people") == [("one", "en")]
    assert rows(path, "SELECT name, tongue, shoe_size FROM people") == [("one", "en", None)]
    assert rows(path, "SELECT zone FROM zones") == [("Europe/Oslo",)]
    assert mode(path) == 0o600


def test_a_migration_that_fails_leaves_the_older_database_whole(path, engine, newer_program):
    with engine.begin() as conn:
        add_person(conn, name="one", timezone="UTC", now=NOW)
    newer_program('raise RuntimeError("the power went")')
    with pytest.raises(RuntimeError, match="the power went"):
        open_database(sqlite_url(path), now=NOW)
    assert version_of(path) == HEAD
    assert rows(path, "SELECT name, language FROM people") == [("one", "en")]
    assert copies(path) == []


def test_without_a_copy_nothing_is_migrated(path, engine, newer_program):
    newer_program()
    in_the_way = path.with_name(f"stegvis.db.version-{HEAD}.20260302T080000Z.backup")
    in_the_way.write_text("another copy of the same second")
    with pytest.raises(DatabaseUnusableError, match="The copy before an upgrade"):
        open_database(sqlite_url(path), now=NOW)
    assert version_of(path) == HEAD
    assert in_the_way.read_text() == "another copy of the same second"


def test_a_copy_put_back_opens_again(path, engine, newer_program):
    newer_program()
    open_database(sqlite_url(path), now=NOW).dispose()
    engine.dispose()
    shutil.copy(copies(path)[0], path)
    later = datetime(2026, 3, 3, tzinfo=UTC)
    open_database(sqlite_url(path), now=later).dispose()
    assert version_of(path) == NEWER


def test_a_path_that_is_no_text_is_a_sentence():
    with pytest.raises(StorageError, match="cannot be read as text"):
        sqlite_url("/data/v\udce5r/stegvis.db")


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_FULL, Trouble.FULL),
        (sqlite3.SQLITE_IOERR_SHMSIZE, Trouble.FULL),
        (sqlite3.SQLITE_IOERR_READ, Trouble.UNREADABLE_DISK),
    ],
)
def test_a_full_disk_is_not_called_a_broken_one(code, trouble):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    assert trouble_of(error) is trouble
