"""The whole log of real work, as the service's children write it: nobody is to be found in it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.made.faulty_mail import Fault, faulty_server

from .conftest import Household, environment

PASSWORD = "word-of-the-server"
WORDS = ("kim", "bpm", "step", "pain", "heart", "met_h", "verdict", "example.org", "kn@", PASSWORD)
LOGIN = f'user = "kim"\npassword = "{PASSWORD}"'

SETTINGS = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
owner = "owner@example.org"
{login}
[schedule]
clock_settles_min = 0
[letters]
sender = "sender@example.org"
[inbox]
settle_s = 0
"""


def worked(household: Household, *words: str) -> str:
    """Do one piece of work as the service does, and give what it would pass on."""
    done = subprocess.run(
        [sys.executable, "-m", "service", "--data", household.data, *words],
        cwd=household.data.parent,
        env={**environment(), "STEGVIS_PARENT": str(os.getpid())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1, 3}, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return "\n".join(line for line in done.stderr.splitlines() if "event=" in line)


#: A journal has room for hundreds of lines that it has not read yet; a socket here only for ten.
TO_JOURNAL = """
from service import log
class Patient(log.JournalHandler):
    def __init__(self, address):
        super().__init__(address)
        self._socket.setblocking(True)
log.JournalHandler, log._JOURNAL = Patient, {address!r}
from service.cli import main; main()
"""


@contextmanager
def journal() -> Iterator[tuple[str, list[str]]]:
    """Listen as the journal does; gives the address, and what came in."""
    came: list[str] = []

    def listen(line: socket.socket) -> None:
        while datagram := line.recv(1 << 16):
            came.append(datagram.decode())

    # Not below pytest's folders: a socket's address is short.
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line,
    ):
        line.bind(f"{folder}/journal")
        thread = threading.Thread(target=listen, args=(line,))
        thread.start()
        try:
            yield f"{folder}/journal", came
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
                last.sendto(b"", f"{folder}/journal")
            thread.join()


def kept_of_unit(household: Household, *words: str) -> str:
    """Do one piece of work as a unit does, and give all the journal gets, whichever way."""
    streams = household.data.parent / "streams"
    with journal() as (address, came), streams.open("w") as stream:
        there = os.fstat(stream.fileno())
        done = subprocess.run(
            [
                *(sys.executable, "-c", TO_JOURNAL.format(address=address)),
                *("--data", household.data, *words),
            ],
            cwd=household.data.parent,
            env={**environment(), "JOURNAL_STREAM": f"{there.st_dev}:{there.st_ino}"},
            stdout=stream,
            stderr=stream,
            check=False,
        )
    said = "\n".join([*came, streams.read_text(encoding="utf-8")])
    assert done.returncode in {0, 1}, said
    return said


def settle(data: Path, port: int, login: str = "") -> None:
    text = SETTINGS.format(port=port, login=login)
    (data / "stegvis.toml").write_text(text, encoding="utf-8")


def agree(household: Household, to: str, address: str, *more: str) -> None:
    household.run("consent", "give", "--to", to, "--address", address, "--by", "KN", *more)


def test_a_log_has_decisions_and_nobody(moved_in: Household, watch: Path) -> None:
    data = moved_in.data
    agree(moved_in, "patient", "kim@example.org")
    agree(moved_in, "physio", "kn@example.org")
    agree(moved_in, "nudge", "kim.nudge@example.org")
    put_in(moved_in, watch)
    moved_in.run("diary", "add", "pain", "7", "--note", "kim has pain")
    letter = ["errand", "letter", "--person", "1", "--period", "2026-W15", "--kind"]
    log = []
    with faulty_server(Fault(rcpt="550 <kn@example.org> kim is not known here")) as (mail, _):
        settle(data, mail.port)
        log.append(worked(moved_in, *letter, "physio_letter"))
    with faulty_server(Fault()) as (mail, heard):
        settle(data, mail.port, LOGIN)
        log.append(worked(moved_in, *letter, "patient_letter"))
        settle(data, mail.port)
        log += [
            worked(moved_in, "messages", "again", "2"),
            worked(moved_in, "errand", "nudge", "--person", "1", "--period", "2026-04-13"),
            worked(moved_in, "inbox"),
            worked(moved_in, "backup"),
            worked(moved_in, "errand", "watch"),
        ]
        assert heard.letters
    said = "\n".join(log)
    assert "state=sent" in said
    assert "state=refused" in said
    assert "state=waiting" in said
    names_nobody(moved_in, said)


def put_in(household: Household, watch: Path) -> None:
    """Put two files into the inbox, one of them broken, both with telling names."""
    inbox = household.data / "inbox"
    inbox.mkdir()
    shutil.copy(next(watch.rglob("*.fit")), inbox / "kim-heart.fit")
    (inbox / "kim-broken.fit").write_bytes(b"\x0e\x10kim")


def names_nobody(household: Household, said: str) -> None:
    assert [word for word in WORDS if word in said.lower()] == [], said
    days = household.json("days", "--person", "kim")
    numbers = {str(day[key]) for day in days for key in ("steps", "hr_mean_bpm") if day[key]}
    assert not numbers & set(re.findall(r"[\d.]{3,}", said))


def test_of_a_round_by_timer_the_journal_has_numbers_of_people_and_no_names(
    moved_in: Household, watch: Path
) -> None:
    agree(moved_in, "patient", "kim@example.org")
    agree(moved_in, "nudge", "kim.nudge@example.org")
    with closing(sqlite3.connect(moved_in.data / "stegvis.db")) as database, database:
        database.execute("UPDATE consents SET given_at = '2026-01-05 12:00:00.000000'")
    put_in(moved_in, watch)
    with faulty_server(Fault(rcpt="550 <kim@example.org> kim is not known here")) as (mail, _):
        settle(moved_in.data, mail.port)
        said = kept_of_unit(moved_in, "due")
    for event in ("filed", "errand", "backup_made"):
        assert f"STEGVIS_EVENT={event}\n" in said
    assert "STEGVIS_EVENT=missed\n" in said
    assert "STEGVIS_PERSON=1\n" in said
    names_nobody(moved_in, said)


@pytest.mark.parametrize(("unit", "event"), [("inbox", "filed"), ("backup", "backup_made")])
def test_of_other_units_the_journal_has_lines_and_no_names(
    moved_in: Household, watch: Path, unit: str, event: str
) -> None:
    put_in(moved_in, watch)
    settle(moved_in.data, 1)
    said = kept_of_unit(moved_in, unit)
    assert f"STEGVIS_EVENT={event}\n" in said
    names_nobody(moved_in, said)


def test_what_needs_somebody_is_told_to_the_journal_without_names(
    moved_in: Household, watch: Path
) -> None:
    """Two people have a folder each, and what lies beside these is nobody's."""
    moved_in.run("init", "--name", "kim-heart", "--timezone", "Europe/Oslo", "--yes")
    put_in(moved_in, watch)
    settle(moved_in.data, 1)
    said = kept_of_unit(moved_in, "inbox")
    assert "STEGVIS_CODE=inbox_stray\n" in said
    names_nobody(moved_in, said)
