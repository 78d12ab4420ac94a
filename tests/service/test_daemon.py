"""The service as systemd sees it: a real process, a real notify socket, real signals."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psutil
import pytest

from service.home import Home
from storage import consents, people
from storage.records import MessageKind
from storage.sending import Consent, Privacy
from tests.made.ending import gone
from tests.made.hanging import mounted
from tests.made.needs import missing

ROOT = Path(__file__).resolve().parents[2]
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)

#: It is noon there, so that no night and no hour of the machine's own work falls into a test.
ZONE = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"

#: Nothing of this computer's own radio and watches belongs in here, nor when it was switched on.
ALONE = {
    "TZ": ZONE,
    "STEGVIS_BLUETOOTH__LISTEN": "false",
    "STEGVIS_INBOX__WATCHES": "false",
    "STEGVIS_SCHEDULE__CLOCK_SETTLES_MIN": "0",
}


@dataclass
class Running:
    """A service and the socket it tells systemd about itself on."""

    process: subprocess.Popen[str]
    socket: socket.socket
    told: list[str]

    def hears(self, what: str, within_s: float = 60.0) -> str:
        """Wait until it has said this, and give what it said with it."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            self.socket.settimeout(max(0.01, until - time.monotonic()))
            try:
                said = self.socket.recv(4096).decode()
            except TimeoutError:
                break
            self.told.append(said)
            if what in said:
                return said
        raise AssertionError(f"{what} was not said in {within_s} s, but {self.told}")

    def forget(self) -> None:
        """Read what it said up to now: what it says to a full socket is lost."""
        self.socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.told.append(self.socket.recv(4096).decode())

    def working(self) -> psutil.Process:
        """Wait for the child that does an errand."""
        daemon = psutil.Process(self.process.pid)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := next(filter(_does_an_errand, daemon.children()), None):
                return found
            time.sleep(0.005)
        raise AssertionError("no child was started")

    def ends(self) -> None:
        """Tell it to stop. One that needs five seconds for that ends itself with another code."""
        self.process.terminate()
        assert self.process.wait(60) == 0


def _does_an_errand(child: psutil.Process) -> bool:
    """Tell it from the one that looks; it has tied itself to its parent and stepped back."""
    try:
        return child.nice() >= 10 and "service.inbox.lookout" not in child.cmdline()
    except psutil.NoSuchProcess:
        return False


Start = Callable[..., Running]


@pytest.fixture(scope="module")
def household_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody in whose zone it is noon, who agreed to nudges two days ago."""
    data = tmp_path_factory.mktemp("kept") / "data"
    home = Home(data, data / "stegvis.toml", {})
    now = home.now()
    days_ago = now - timedelta(days=2)
    with home.engine.begin() as connection:
        kim = people.add_person(connection, name="kim", timezone=ZONE, now=now)
        kind = MessageKind.NUDGE
        to = "kim@example.org"
        agreed = Consent(0, kim.id, kind, to, "en", Privacy.FULL, "08:00", "AB", days_ago)
        consents.give(connection, agreed)
    home.engine.dispose()
    return data


@pytest.fixture
def data(household_kept: Path, tmp_path: Path) -> Path:
    return shutil.copytree(household_kept, tmp_path / "data")


@pytest.fixture
def start(data: Path, tmp_path: Path) -> Iterator[Start]:
    number = count()
    with ExitStack() as running:

        def begin(*words: str, script: str = "", **environment: str) -> Running:
            hears = running.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            name = str(tmp_path / f"told-{next(number)}")
            hears.bind(name)
            service = ["-m", "service", "--data", str(data), "run", *words]
            process = subprocess.Popen(
                [sys.executable, "-P", *(["-c", script] if script else service)],
                env={**world(), "NOTIFY_SOCKET": name, **environment},
                stderr=running.enter_context((tmp_path / "log").open("a")),
                text=True,
            )
            running.callback(_end, process)
            return Running(process, hears, [])

        yield begin


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def world() -> dict[str, str]:
    return {**os.environ, **ALONE, "PYTHONPATH": str(ROOT)}


def stegvis(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "service", "--data", str(data), *words]
    return subprocess.run(command, env=world(), capture_output=True, text=True, check=False)


def test_it_says_when_it_is_ready_what_comes_next_and_that_it_lives(start: Start) -> None:
    running = start("--every", "0.2", WATCHDOG_USEC="400000")
    running.hears("READY=1")
    status = running.hears("STATUS=Next")
    assert re.search(r"Next: [a-z ]+ at \d{4}-\d\d-\d\d \d\d:\d\d UTC", status)
    assert "kim" not in status
    running.hears("WATCHDOG=1")
    running.hears("WATCHDOG=1")
    running.ends()
    running.hears("STOPPING=1")


def test_the_first_start_of_all_makes_the_database_and_begins_anew(
    start: Start, data: Path, tmp_path: Path
) -> None:
    shutil.rmtree(data)
    running = start()
    running.hears("READY=1")
    assert (data / "stegvis.db").exists()
    mapped = Path(f"/proc/{running.process.pid}/cmdline").read_text(encoding="utf-8").split("\0")
    assert mapped[1:4] == ["-P", "-m", "service"]
    assert (tmp_path / "log").read_text(encoding="utf-8").count("event=started") == 1
    running.ends()


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Another program writes to the database, so that an errand waits."""
    with closing(sqlite3.connect(data / "stegvis.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_it_stops_in_time_while_a_child_works(start: Start, data: Path) -> None:
    """Nobody waits for a child that would wait ten minutes for the database."""
    with held(data):
        running = start(STEGVIS_STORAGE__WAIT_S="600")
        child = running.working()
        running.ends()
        assert gone(child.pid)


def test_a_killed_service_leaves_no_child_that_works_on(start: Start, data: Path) -> None:
    with held(data):
        running = start(STEGVIS_STORAGE__WAIT_S="600")
        child = running.working()
        running.process.kill()
        running.process.wait()
        assert gone(child.pid)
        running = start()  # and another can begin at once
        running.hears("READY=1")
        running.process.kill()


def test_of_two_on_one_directory_the_second_is_refused(start: Start, data: Path) -> None:
    running = start()
    running.hears("READY=1")
    for words in (("run",), ("due",)):
        second = stegvis(data, *words)
        assert second.returncode == 3
        assert f"already runs on {data} (process {running.process.pid})" in second.stderr
    assert stegvis(data, "due", "--dry-run").returncode == 0


def test_settings_are_read_again_and_faulty_ones_change_nothing(start: Start, data: Path) -> None:
    settings = data / "stegvis.toml"
    settings.write_text('[schedule]\nbackup_at = "04:00"\n', encoding="utf-8")
    running = start()
    running.hears("READY=1")
    assert "MONOTONIC_USEC=" in reload(running, settings, "[schedule]\nbackup_at = 4\n")
    failed = json.loads((data / "service.json").read_text())["failed"]
    assert "backup_at" in failed["settings"]["said"]
    reload(running, settings, "")
    assert "settings" not in json.loads((data / "service.json").read_text())["failed"]


def reload(running: Running, settings: Path, text: str) -> str:
    """Let it read other settings; give what it says as it begins to."""
    settings.write_text(text, encoding="utf-8")
    running.forget()
    running.process.send_signal(signal.SIGHUP)
    begun = running.hears("RELOADING=1")
    running.hears("READY=1")
    return begun


def written(log: Path, what: str, within_s: float = 60.0) -> bool:
    """Wait until the log has it."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if what in log.read_text(encoding="utf-8"):
            return True
        time.sleep(0.02)
    return False


def test_how_much_is_written_down_is_changed_without_a_new_start(
    start: Start, data: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    (data / "inbox").mkdir()
    running = start("--every", "0.5")
    running.hears("READY=1")
    reload(running, data / "stegvis.toml", "[inbox]\nsettle_s = 0\n")
    assert written(log, "event=settings_read")
    assert "DEBUG" not in log.read_text(encoding="utf-8")
    loud = '[inbox]\nsettle_s = 0\n[service]\nlog = "verbose"\n'
    reload(running, data / "stegvis.toml", loud)
    assert written(log, "DEBUG event=looked ")
    (data / "inbox" / "x.fit").write_bytes(b"?")
    assert written(log, "DEBUG event=looked_into ")  # by a child
    running.ends()


def test_what_was_asked_for_at_the_start_counts_before_the_settings(
    start: Start, data: Path, tmp_path: Path
) -> None:
    running = start("--every", "0.5", "--log", "quiet")
    running.hears("READY=1")
    reload(running, data / "stegvis.toml", '[service]\nlog = "verbose"\n')
    running.ends()
    assert "event=stopped" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_with_another_database_it_begins_anew_and_a_faulty_one_changes_nothing(
    start: Start, data: Path, tmp_path: Path
) -> None:
    running = start()
    running.hears("READY=1")
    settings, other = data / "stegvis.toml", tmp_path / "other.db"
    reload(running, settings, f'[storage]\ndatabase_url = "sqlite:///{settings}/x.db"\n')
    failed = json.loads((data / "service.json").read_text())["failed"]
    assert "x.db" in failed["settings"]["said"]
    reload(running, settings, f'[storage]\ndatabase_url = "sqlite:///{other}"\n')
    running.hears("READY=1\nSTATUS=Started.")
    assert other.exists()
    assert (tmp_path / "log").read_text(encoding="utf-8").count("event=started") == 2
    running.ends()


def test_with_settings_that_cannot_be_used_it_does_not_begin(data: Path) -> None:
    (data / "stegvis.toml").write_text('[schedule]\nbackup_at = "25:00"\n', encoding="utf-8")
    refused = stegvis(data, "run")
    assert refused.returncode == 2  # systemd does not start it again for that
    assert "schedule.backup_at" in refused.stderr


def test_a_file_put_into_the_inbox_is_read_without_waiting_for_a_tick(
    start: Start, data: Path
) -> None:
    running = start("--every", "600", STEGVIS_INBOX__SETTLE_S="0")
    running.hears("STATUS=Next")
    inbox = data / "inbox"
    inbox.mkdir(exist_ok=True)
    running.process.send_signal(signal.SIGHUP)  # one made later is found at the next round, or now
    running.hears("RELOADING=1")
    running.hears("STATUS=Next")
    (inbox / "note.txt").write_text("hello", encoding="utf-8")
    until = time.monotonic() + 60
    while (inbox / "note.txt").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not (inbox / "note.txt").exists()


def test_a_share_that_hangs_stops_neither_letters_nor_the_service(
    start: Start, data: Path, tmp_path: Path
) -> None:
    with mounted(tmp_path / "share") as share:
        share.hangs()
        words = ("--every", "0.5", "--answer-within", "1")
        running = start(*words, STEGVIS_INBOX__FOLDER=str(share.folder))
        assert "The inbox or a watch does not answer" in running.hears("STATUS=Next")
        assert "what=nudge person=1" in (tmp_path / "log").read_text()
        for _ in range(3):
            running.hears("STATUS=Next")
        failed = json.loads((data / "service.json").read_text())["failed"]
        assert set(failed) == {"inbox watch"}
        assert failed["inbox watch"]["times"] == 1
        running.ends()
    log = (tmp_path / "log").read_text()
    assert log.count(f"{share.folder} does not answer") == 1


@pytest.mark.parametrize("what", ["data", "stegvis.db"])
def test_on_another_disk_or_database_it_does_not_go_on(
    start: Start, data: Path, tmp_path: Path, what: str
) -> None:
    """A disk that is unmounted leaves an empty folder, in which nobody is known."""
    running = start("--every", "0.2")
    running.hears("STATUS=Next")
    replaced = data if what == "data" else data / what
    replaced.rename(tmp_path / "before")
    if what == "data":
        data.mkdir()
    else:
        shutil.copy(tmp_path / "before", replaced)
    assert running.process.wait(60) == 3
    assert "is not the file it was" in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("jump", ["-1d", "+1d"])
def test_ticks_go_on_when_the_clock_is_set(start: Start, tmp_path: Path, jump: str) -> None:
    """The scheduler sleeps by the wall clock; set back a day it would sleep for a day."""
    if FAKETIME is None:
        missing("libfaketime is not here")
    clock = tmp_path / "clock"
    clock.write_text("+0", encoding="utf-8")
    running = start(
        "--every",
        "0.3",
        LD_PRELOAD=str(FAKETIME),
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    running.hears("STATUS=Next")
    running.hears("STATUS=")
    (tmp_path / "clock.new").write_text(jump, encoding="utf-8")
    (tmp_path / "clock.new").replace(clock)
    running.forget()
    for _ in range(6):
        running.hears("STATUS=")


def test_it_never_loads_what_only_its_children_need(
    start: Start, data: Path, tmp_path: Path
) -> None:
    loaded = tmp_path / "loaded"
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from service.daemon import serve\n"
        "from service.home import Home\n"
        f"serve(Home(Path({str(data)!r}), Path('none'), os.environ), tick_s=0.3)\n"
        "heavy = {'numpy', 'alembic', 'matplotlib', 'typst', 'apprise', 'pikepdf', 'jinja2',\n"
        "         'cryptography', 'babel', 'sqlalchemy.orm', 'paho'}\n"
        f"Path({str(loaded)!r}).write_text(str(sorted(heavy & set(sys.modules))))\n"
    )
    running = start(script=script)
    for _ in range(3):
        running.hears("STATUS=Next")
    running.ends()
    assert loaded.read_text(encoding="utf-8") == "[]"


def test_one_round_says_what_it_did(data: Path) -> None:
    planned = json.loads(stegvis(data, "due", "--dry-run", "--json").stdout)
    assert {"nudge", "backup"} <= {row["what"] for row in planned if row["became"] == "due"}
    done = stegvis(data, "due", "--json")
    rows = json.loads(done.stdout)
    assert {row["what"]: row["became"] for row in rows} == {
        "inbox": "done",  # the first pass makes the folder
        "nudge": "done",
        "watch": "done",
        "backup": "done",
    }
    assert [row["person"] for row in rows if row["what"] == "nudge"] == ["kim"]
    again = stegvis(data, "due")
    assert (again.returncode, again.stdout) == (0, ""), "cron would mail every word"


def test_a_round_writes_down_as_much_as_the_settings_say(data: Path) -> None:
    quiet = '[service]\nlog = "quiet"\n'
    (data / "stegvis.toml").write_text(quiet, encoding="utf-8")
    assert " INFO " not in stegvis(data, "due").stderr
    (data / "stegvis.toml").write_text('[service]\nlog = "verbose"\n', encoding="utf-8")
    assert " DEBUG event=looked " in stegvis(data, "due").stderr


def test_until_somebody_is_followed_a_round_fails_at_nothing(tmp_path: Path) -> None:
    """The service is installed and started before anybody has said whose days these are."""
    new = tmp_path / "new"
    (new / "inbox").mkdir(parents=True)
    (new / "inbox" / "x.fit").write_bytes(b"?")
    (new / "stegvis.toml").write_text("[inbox]\nsettle_s = 0\n", encoding="utf-8")
    done = stegvis(new, "due")
    assert done.returncode == 0
    assert "errand_failed" not in done.stderr
    assert (new / "inbox" / "x.fit").exists()
