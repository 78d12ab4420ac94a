"""A pass that is killed at any of its steps, and disks that are full or can only be read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.reference import OUTPUTS
from tests.made.needs import missing
from tests.made.watch import Watch, at

ROOT = Path(__file__).resolve().parents[3]

#: Everything that leaves a mark: files made, moved, removed, and the database's own steps.
KILLED = """
import os, signal, sys
steps = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "sqlite3.connect"}
left = int(sys.argv[1])
def step(event, arguments):
    global left
    if event in steps and not (event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
"""

#: One process prepares everything once; each pass is a fork of it that dies at another step.
CAMPAIGN = """
import os, shutil, signal, sys
from pathlib import Path
from service.home import Home
from service.inbox.everything import pass_everything
import collector.importing, collector.digest, collector.deriving, service.analysis

root, prepared = Path(sys.argv[1]), Path(sys.argv[2])
mountinfo = root / "none"

def a_pass(data, dies_at=None):
    child = os.fork()
    if child:
        return os.WTERMSIG(os.waitpid(child, 0)[1]) if dies_at else os.waitpid(child, 0)[1]
    code = 1
    try:
        sys.argv[1] = str(dies_at or 0)
        if dies_at:
            exec(os.environ["KILLED"], globals())
            sys.addaudithook(step)
        pass_everything(Home(data, data / "stegvis.toml", {}), mountinfo=mountinfo)
        code = 0
    finally:
        os._exit(code)

def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

def dropped(inbox):
    good = {n: d for n, d in contents(inbox).items() if n.endswith(".fit")}
    return sorted(good.values())

died = 0
every = int(os.environ["EVERY"])
for number in range(1, 10_000, every):
    data = root / str(number)
    shutil.copytree(prepared, data)
    before = dropped(data / "inbox")
    ended = a_pass(data, dies_at=number)
    died += ended == signal.SIGKILL
    assert set(dropped(data / "inbox")) == set(before), number
    assert a_pass(data) == 0, number
    after = contents(data / "inbox")
    assert sorted(d for n, d in after.items() if n.endswith(".fit")) == before, number
    assert not [n for n in after if n.count("/") == 0 or ".incoming" in n], (number, list(after))
    for name in after:
        if name.startswith("refused/") and not name.endswith(".txt"):
            assert after[name + ".txt"], (number, name)
    import sqlite3
    with sqlite3.connect(data / "stegvis.db") as connection:
        told = connection.execute("SELECT status, derived FROM files ORDER BY 1").fetchall()
        assert told == [("refused", 0), ("whole", 1), ("whole", 1)], (number, told)
        assert connection.execute("SELECT count(*) FROM activities").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM unjudged").fetchone() == (0,), number
    connection.close()
    shutil.rmtree(data)
    if ended != signal.SIGKILL:
        break
print(died)
"""


def _ride(hour: int) -> bytes:
    return Watch().session(at(f"2026-03-09T{hour:02}:00"), 60, sport=2)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A home whose inbox has a ride, one in a folder, and a file of no use."""
    data = tmp_path / "prepared"
    data.mkdir()
    (data / "stegvis.toml").write_text("[inbox]\nsettle_s = 0\n[reading]\nworkers = 1\n")
    _stegvis(data, "init", "--name", "kim", "--timezone", "UTC", "--yes")
    (data / "inbox" / "GARMIN").mkdir(parents=True)
    (data / "inbox" / "ride.fit").write_bytes(_ride(10))
    (data / "inbox" / "GARMIN" / "ride.fit").write_bytes(_ride(11))
    (data / "inbox" / "bad.fit").write_bytes(b"nonsense")
    return data


def _command(data: Path, *words: str) -> list[str]:
    script = "from service.cli import main; main()"
    return [sys.executable, "-c", script, "--data", str(data), *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _stegvis(data: Path, *words: str) -> str:
    done = subprocess.run(
        _command(data, *words), env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_prints_what_its_page_says(prepared: Path) -> None:
    done = subprocess.run(
        _command(prepared, "inbox", "--json"), env=_environment(), capture_output=True, check=False
    )
    assert done.returncode == 1  # one was refused
    rows = json.loads(done.stdout)
    assert sorted(row["outcome"] for row in rows) == ["new", "new", "refused"]
    assert all(list(row) == list(OUTPUTS["inbox"]) for row in rows)
    assert "Nothing new." in _stegvis(prepared, "inbox")


@pytest.mark.timeout(1200)  # hundreds of forks; a busy machine takes a minute
def test_killed_at_any_step_every_file_is_whole_in_one_place_and_read_once(
    prepared: Path, tmp_path: Path
) -> None:
    (tmp_path / "homes").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", CAMPAIGN, str(tmp_path / "homes"), str(prepared)],
        env={**_environment(), "KILLED": KILLED, "EVERY": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 10, done.stdout


FULL = """
set -e
mount -t tmpfs -o size=16m none "$2"
cp -a "$1" "$2/data"
head -c 40m /dev/zero > "$2/filler" 2> /dev/null || true
set +e
shift 2
"$@" > full.out 2>&1; echo $? >> full.out
find "$PLACE/data/inbox" -type f | sort > full.lying
set -e
rm "$PLACE/filler"
"$@" > room.out 2>&1 || echo $? >> room.out
find "$PLACE/data/inbox" -type f | sort > room.lying
"""

READ_ONLY = """
mount -t tmpfs none "$2" && cp -a "$1"/inbox/. "$2" && mount -o remount,ro "$2"
mount --bind "$2" "$1/inbox"
shift 2
"$@" > ro.out 2>&1; echo $? >> ro.out
find "$PLACE" -type f | sort > ro.lying
"""


def _in_a_world_of_its_own(script: str, prepared: Path, tmp_path: Path, data: Path) -> None:
    """Run with mounts that nobody else sees."""
    allowed = shutil.which("unshare") and not subprocess.call(["unshare", "-rm", "true"])
    if not allowed:
        missing("this system lets nobody mount a small disk for a test")
    place = tmp_path / "place"
    place.mkdir()
    words = ["unshare", "-rm", "sh", "-c", script, "sh", str(prepared), str(place)]
    done = subprocess.run(
        [*words, *_command(data, "inbox")],
        cwd=tmp_path,
        env={**_environment(), "PLACE": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_full_disk_is_told_and_the_next_pass_reads_everything(
    prepared: Path, tmp_path: Path
) -> None:
    _in_a_world_of_its_own(FULL, prepared, tmp_path, tmp_path / "place" / "data")
    full = (tmp_path / "full.out").read_text().splitlines()
    assert full[-1] == "3"
    assert "no room" in full[-2], full
    assert (tmp_path / "full.lying").read_text().count(".fit\n") == 3
    lying = (tmp_path / "room.lying").read_text()
    assert lying.count("/done/") == 2, (tmp_path / "room.out").read_text()
    assert lying.count("/refused/") == 2


def test_an_inbox_that_can_only_be_read_is_read_and_told(prepared: Path, tmp_path: Path) -> None:
    _in_a_world_of_its_own(READ_ONLY, prepared, tmp_path, prepared)
    said = (tmp_path / "ro.out").read_text()
    assert said.endswith("1\n")
    assert "was read and kept, but cannot be moved" in said
    assert "can only be read" in said
    assert (tmp_path / "ro.lying").read_text().count(".fit\n") == 3


def test_import_watch_reads_what_comes_until_it_is_interrupted(
    prepared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "first.fit").write_bytes(_ride(12))
    process = subprocess.Popen(
        _command(prepared, "import", "--watch", str(folder)),
        env={**_environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("1 file: 1 new")
        (tmp_path / "second.fit").write_bytes(_ride(13))
        (tmp_path / "second.fit").rename(folder / "second.fit")
        assert process.stdout.readline().startswith("1 file: 1 new")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()
    assert sorted(path.name for path in folder.iterdir()) == ["first.fit", "second.fit"]
