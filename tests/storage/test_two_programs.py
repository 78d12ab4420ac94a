"""Several programs on one database file, and programs that die in the middle."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage import device_days, minutes
from storage.database import open_database, reading, sqlite_url
from storage.devices import device_id, devices
from storage.people import add_person, all_people
from storage.records import DeviceKey

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
ALL = (date.min, date.max)
DAYS = 25

#: One program: it writes each day's minutes and the watch's own total in one transaction.
PROGRAM = """
import sys
from datetime import UTC, date, datetime, timedelta
from storage import device_days, minutes
from storage.database import open_database
from storage.devices import device_id
from storage.people import all_people
from storage.records import Channel, DeviceDay, DeviceKey, MinuteBlock

url, serial, days, stop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
print("ready", flush=True)
sys.stdin.readline()
engine = open_database(url, now=datetime(2026, 3, 2, tzinfo=UTC))
for number in range(days):
    day = date(2026, 1, 1) + timedelta(days=number)
    with engine.begin() as conn:
        person = all_people(conn)[0]
        device = device_id(conn, DeviceKey(1, 2503, serial))
        block = MinuteBlock(day, {"hr_mean_bpm": bytes([60 + number % 100]) * 1440})
        minutes.write_blocks(conn, person.id, device, Channel.MONITORING, [block])
        if stop == "inside":
            print("inside", flush=True)
            sys.stdin.readline()
        row = DeviceDay(device, day, 60, number, number, 0, complete=True)
        device_days.replace(conn, person.id, device, day, day, [row])
    print(day, flush=True)
"""


def start(url: str, serial: int, days: int = DAYS, stop: str = "never") -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, str(serial), str(days), stop],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n", program.communicate()[1]
    return program


def go(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "stegvis.db"
    engine = open_database(sqlite_url(path), now=NOW)
    with engine.begin() as conn:
        add_person(conn, name="one", timezone="UTC", now=NOW)
    engine.dispose()
    return path


@pytest.fixture
def path(tmp_path, template):
    return Path(shutil.copy(template, tmp_path / "stegvis.db"))


def whole_days(path: Path) -> dict[int, list[date]]:
    """The days of each device, after checking that file and transactions are whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    engine = open_database(sqlite_url(path), now=NOW)
    with reading(engine) as conn:
        person = all_people(conn)[0]
        streams = minutes.read_streams(conn, person.id, *ALL)
        totals = device_days.read(conn, person.id, *ALL)
    engine.dispose()
    found = {each.device_id: [block.utc_day for block in each.blocks] for each in streams}
    said: dict[int, list[date]] = {}
    for row in totals:
        said.setdefault(row.device_id, []).append(row.date)
    assert found == said
    return found


@pytest.mark.parametrize("serials", [(1, 2), (1, 1)], ids=["two watches", "the same watch"])
def test_two_programs_importing_at_once_both_succeed(path, serials):
    programs = [start(sqlite_url(path), serial) for serial in serials]
    for program in programs:
        go(program)
    for program in programs:
        out, err = program.communicate(timeout=60)
        assert (program.returncode, err) == (0, "")
        assert len(out.split()) == DAYS
    assert [len(days) for days in whole_days(path).values()] == [DAYS] * len(set(serials))


def test_two_programs_making_the_database_at_once_make_one(tmp_path):
    path = tmp_path / "new" / "stegvis.db"
    programs = [start(sqlite_url(path), serial, days=0) for serial in range(3)]
    for program in programs:
        go(program)
    for program in programs:
        _, err = program.communicate(timeout=60)
        assert (program.returncode, err) == (0, "")
    engine = open_database(sqlite_url(path), now=NOW)
    with reading(engine) as conn:
        assert all_people(conn) == ()
    engine.dispose()
    assert [each.name for each in path.parent.iterdir()] == ["stegvis.db"]


def test_a_program_killed_inside_a_transaction_leaves_nothing_of_it(path):
    program = start(sqlite_url(path), 1, stop="inside")
    go(program)
    assert program.stdout is not None
    assert program.stdout.readline() == "inside\n"
    program.kill()
    program.communicate()
    assert program.returncode == -signal.SIGKILL
    assert whole_days(path) == {}
    engine = open_database(sqlite_url(path), now=NOW)
    with engine.begin() as conn:
        assert devices(conn) == {}
        assert device_id(conn, DeviceKey(1, 2503, 1)) == 1
    engine.dispose()


@pytest.mark.parametrize("confirmed", [1, 7, 30])
def test_a_program_killed_at_any_moment_leaves_all_it_confirmed(path, confirmed):
    program = start(sqlite_url(path), 1, days=100_000)
    go(program)
    assert program.stdout is not None
    with program:
        said = [program.stdout.readline().strip() for _ in range(confirmed)]
        program.kill()
        said += program.stdout.read().split()  # through the same buffer as the lines before
    days = [str(day) for day in whole_days(path)[1]]
    # The last word may have been cut off, and one day may have been kept without a word.
    complete = [each for each in said if len(each) == len("2026-01-01")]
    assert days[: len(complete)] == complete
    assert len(days) - len(complete) <= 1
