"""The whole log of real work, as the service's children write it: nobody is to be found in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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
    (data / "inbox").mkdir()
    shutil.copy(next(watch.rglob("*.fit")), data / "inbox" / "kim-heart.fit")
    (data / "inbox" / "kim-broken.fit").write_bytes(b"\x0e\x10kim")
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
    for word in WORDS:
        assert word not in said.lower(), said
    days = moved_in.json("days")
    numbers = {str(day[key]) for day in days for key in ("steps", "hr_mean_bpm") if day[key]}
    assert not numbers & set(re.findall(r"[\d.]{3,}", said))
