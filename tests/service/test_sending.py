"""Letters and nudges leave once, for those who agreed, and the ledger tells what became of them.

The commands run as the service runs them: each in a process of its own, to a real mail server.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import fields
from service.claiming import sending
from service.home import Home
from storage import messages
from storage.records import MessageKind
from tests.made import needs
from tests.made.mail_server import MailServer, mail_server, missing
from tests.service.conftest import Household

WEEK = "2026-W15"
LETTER = ("errand", "letter", "--person", "1", "--kind", "patient_letter", "--period", WEEK)
NUDGE = ("errand", "nudge", "--person", "1", "--period", "2026-04-13")


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    if reason := missing():
        needs.missing(reason)
    with mail_server() as running:
        yield running


@pytest.fixture
def settled(moved_in: Household, server: MailServer) -> Household:
    """A household that knows the mail server."""
    known = dataclasses.asdict(server.settings)
    lines = [f"{name} = {json.dumps(value)}" for name, value in known.items()]
    file = moved_in.data / "stegvis.toml"
    file.write_text("[mail]\n" + "\n".join(lines) + '\n[letters]\nsender = "us@localhost"\n')
    return moved_in


@pytest.fixture
def agreed(settled: Household, tmp_path: Path) -> str:
    """An address nobody else writes to, which agreed to the patient's letters."""
    address = f"{tmp_path.name}@localhost"
    settled.run("consent", "give", "--to", "patient", "--address", address, "--by", "kim")
    return address


def arrived(server: MailServer, address: str) -> list[str]:
    return [str(each["Subject"]) for each in server.letters() if each["To"] == address]


def ledger(household: Household) -> list[tuple[str, str, int]]:
    rows = household.json("messages", "--all")
    return [(row["period"], row["state"], row["tries"]) for row in rows]


def test_nobody_is_written_to_who_did_not_agree(settled, server):
    before = len(server.letters())
    settled.run(*LETTER)
    settled.run(*NUDGE)
    assert (len(server.letters()), ledger(settled)) == (before, [])


def test_a_letter_leaves_once_however_often_it_is_asked_for(settled, server, agreed):
    for _ in range(2):
        settled.run(*LETTER)
    assert len(arrived(server, agreed)) == 1
    assert ledger(settled) == [(WEEK, "sent", 1)]


def test_after_a_consent_is_taken_back_nothing_leaves(settled, server, agreed):
    settled.run("consent", "revoke", "--to", "patient")
    settled.run(*LETTER)
    assert (arrived(server, agreed), ledger(settled)) == ([], [])
    (row,) = settled.json("consent", "list")
    assert list(row) == list(fields.CONSENT)
    assert row["revoked_at"] is not None


def test_an_address_that_is_refused_for_good_is_not_tried_again(settled, server):
    settled.run("consent", "give", "--to", "patient", "--address", "gone@localhost", "--by", "kim")
    said = settled.run(*LETTER, code=3)
    (row,) = settled.json("messages")
    assert list(row) == list(fields.MESSAGE)
    assert row["state"] == "refused"
    assert "no such user" in row["said"]
    assert "again" in row["advice"]
    assert "gone@" not in said + row["said"]
    shown = settled.run("messages")
    assert "no such user" in shown
    assert "What to do: mend" in shown
    assert max(map(len, shown.splitlines())) < 80, "it fits a terminal"
    settled.run(*LETTER)
    assert ledger(settled) == [(WEEK, "refused", 1)]


def test_a_letter_that_has_to_wait_says_until_when(settled, server):
    settled.run("consent", "give", "--to", "patient", "--address", "later@localhost", "--by", "kim")
    settled.run(*LETTER, code=1)
    (row,) = settled.json("messages")
    assert (row["state"], row["next_try_at"] is None) == ("waiting", False)
    settled.run(*LETTER)
    assert ledger(settled) == [(WEEK, "waiting", 1)], "its time has not come"
    assert "is only for one that is uncertain" in settled.run("messages", "arrived", "1", code=3)
    said = settled.run("messages", "again", "1", code=1)
    assert re.search(r"is waiting until \w{3} \d\d:\d\d: ", said)
    assert ledger(settled) == [(WEEK, "waiting", 2)]
    settled.run("consent", "revoke", "--to", "patient")
    (errand,) = [each for each in settled.json("due", "--dry-run") if each["period"] == WEEK]
    assert errand["became"] == "missed: nobody agrees to it any more"


def test_a_wrong_password_is_the_owners_to_mend_and_then_the_letter_leaves(settled, server, agreed):
    file = settled.data / "stegvis.toml"
    right = file.read_text()
    file.write_text(right.replace("sesam 7", "sesam 8"))
    said = settled.run(*LETTER, code=1)
    (row,) = settled.json("messages")
    assert row["state"] == "waiting"
    assert "password" in row["said"]
    assert "sesam" not in said + row["said"]
    file.write_text(right)
    assert "is sent" in settled.run("messages", "again", "1")
    assert len(arrived(server, agreed)) == 1


def test_what_was_sent_or_is_about_a_day_gone_by_is_not_sent_again(settled, server, agreed):
    settled.run(*LETTER)
    assert "was sent" in settled.run("messages", "again", "1", code=3)
    assert "no message 9" in settled.run("messages", "again", "9", code=3)
    settled.run("consent", "give", "--to", "nudge", "--address", "gone@localhost", "--by", "kim")
    settled.run(*NUDGE)
    said = settled.run("messages", "again", "2", code=3)
    assert "its day, which is over" in said
    assert len(arrived(server, agreed)) == 1


def missed(household: Household, period: str) -> None:
    home = Home.of(household.data, None, {})
    with home.engine.begin() as connection:
        messages.miss(connection, 1, MessageKind.PATIENT_LETTER, period, home.now(), "switched off")
    home.engine.dispose()


def test_a_missed_letter_asked_for_while_another_process_sends_stays_asked_for(
    settled, server, agreed
):
    missed(settled, "2026-W14")
    with sending(Home.of(settled.data, None, {})):
        said = settled.run("messages", "again", "1", code=1)
    assert "It is noted" in said
    (row,) = settled.json("messages", "--all")
    assert (row["state"], row["tries"]) == ("waiting", 0)
    assert row["asked_at"] is not None
    errands = settled.json("due", "--dry-run")
    ((what, why),) = [(e["what"], e["why"]) for e in errands if e["period"] == "2026-W14"]
    assert (what, why) == ("patient_letter", None)
    assert "is sent" in settled.run("messages", "again", "1")
    assert len(arrived(server, agreed)) == 1


def test_what_nobody_agrees_to_any_more_is_not_sent_again_and_it_says_so(settled, server, agreed):
    missed(settled, "2026-W14")
    settled.run("consent", "revoke", "--to", "patient")
    said = settled.run("messages", "again", "1", code=3)
    assert "Nobody agrees" in said
    assert "stegvis consent give --to patient --person kim" in said
    assert ledger(settled) == [("2026-W14", "missed", 0)]
    settled.run("consent", "give", "--to", "patient", "--address", agreed, "--by", "kim")
    assert "is sent" in settled.run("messages", "again", "1")
    assert len(arrived(server, agreed)) == 1


def test_without_a_mail_server_a_letter_waits_and_says_for_what(moved_in, agreed):
    (moved_in.data / "stegvis.toml").unlink()
    moved_in.run(*LETTER, code=1)
    (row,) = moved_in.json("messages")
    assert row["state"] == "waiting"
    assert "host" in row["said"]


def test_a_nudge_is_decided_on_once_and_the_ledger_says_so(settled, server, tmp_path):
    address = f"{tmp_path.name}@localhost"
    settled.run("consent", "give", "--to", "nudge", "--address", address, "--by", "kim")
    for _ in range(2):
        settled.run(*NUDGE)
    ((period, state, tries),) = ledger(settled)
    assert (period, tries) == ("2026-04-13", 1)
    assert len(arrived(server, address)) == (state == "sent")


def test_a_letter_of_a_killed_process_is_sent_by_the_next_one(settled, server, agreed):
    file = settled.data / "stegvis.toml"
    right = file.read_text()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = f"port = {silent.getsockname()[1]}"
        file.write_text(right.replace(f"port = {server.settings.port}", port))
        process = settled.start(*LETTER)
        silent.settimeout(60)
        line, _ = silent.accept()  # it waits for a word of the server
        assert ledger(settled) == [(WEEK, "claimed", 1)]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        line.close()
    file.write_text(right)
    for _ in range(3):
        settled.run(*LETTER)
        if ledger(settled)[0][1] == "sent":
            break
    assert len(arrived(server, agreed)) == 1


def test_the_list_of_consents_says_which_count(moved_in):
    for address in ("old@example.org", "new@example.org"):
        moved_in.run("consent", "give", "--to", "physio", "--address", address, "--by", "kn")
    assert [row["counts"] for row in moved_in.json("consent", "list")] == [False, True]
    moved_in.run("consent", "revoke", "--to", "physio", "--address", "new@example.org")
    assert [row["counts"] for row in moved_in.json("consent", "list")] == [False, False]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--to", "nudge", "--address", "a@example.org", "--privacy", "sealed"), "openly"),
        (("--to", "patient", "--address", "ntfy://example.org/x"), "mail address"),
        (("--to", "patient", "--address", "nobody"), "name@example.org"),
        (("--to", "patient", "--address", "a@example.org", "--at", "02:30"), "between"),
        (("--to", "physio", "--address", "a@example.org", "--at", "21:01"), "05:00 and 20:30"),
        (("--to", "nudge", "--address", "a@example.org", "--at", "23:00"), "between"),
    ],
)
def test_a_consent_that_cannot_be_kept_is_refused_with_what_to_do(moved_in, words, complaint):
    said = moved_in.run("consent", "give", *words, "--by", "kim", code=2)
    assert complaint in said
    assert moved_in.json("consent", "list") == []


def test_the_password_of_sealed_letters_is_said_once_and_never_listed(moved_in):
    said = moved_in.run(
        "consent", "give", "--to", "physio", "--address", "kn@example.org", "--by", "kn",
        "--privacy", "sealed",
    )  # fmt: skip
    seal = said.split("by another way: ")[1].split()[0]
    assert len(seal) == 23
    assert seal not in moved_in.run("consent", "list", "--json")


def test_what_follows_the_scheme_of_an_address_is_never_shown(moved_in):
    secret = "ntfy://tk_abcdefgh@example.org/secrettopic"
    said = moved_in.run("consent", "give", "--to", "nudge", "--address", secret, "--by", "kim")
    assert "tk_abcdefgh" not in said + moved_in.run("consent", "list", "--json")
    moved_in.run("consent", "revoke", "--to", "nudge", "--address", secret)
