"""Lines of the log: what they look like, where they go, and what is never in one."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import log


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    logger = logging.getLogger("stegvis")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    for handler in logger.handlers:
        handler.close()
    logger.handlers[:], logger.level, logger.propagate = before


def test_a_decision_is_one_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("normal", to_journal=False)
    log.line("sent", kind="patient_letter", period="2026-W46", tries=2, said="250 OK\nid=1")
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(
        'event=sent kind=patient_letter period=2026-W46 tries=2 said="250 OK id=1"'
    )


@pytest.mark.parametrize(
    ("level", "heard"),
    [("quiet", ["b"]), ("normal", ["a", "b"]), ("verbose", ["a", "b", "c"])],
)
def test_the_level_says_how_much(
    level: str, heard: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(level, to_journal=False)
    log.line("a")
    log.warning("b")
    log.detail("c")
    assert [each.rpartition("=")[2] for each in capsys.readouterr().err.splitlines()] == heard


@pytest.mark.parametrize(
    "said",
    [
        "550 <kim@example.org>: no such user",
        "ntfy://secret-topic@ntfy.example.org/x failed",
        "mailtos://kim:word@example.org",
        "to=kim@example.org,bo@example.org",
    ],
)
def test_no_address_gets_through_whoever_repeats_it(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("verbose", to_journal=False)
    log.line("refused", said=said)
    text = capsys.readouterr().err
    assert "(address)" in text
    assert not {"example", "secret", "kim", "word"} & set(text.replace(".", " ").split())
    assert "example" not in text


def test_an_unknown_fact_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("normal", to_journal=False)
    log.line("due", next=None)
    assert "next=unknown" in capsys.readouterr().err


def test_in_the_journal_every_fact_is_a_field(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(tmp_path / "journal"))
        handler = log.JournalHandler(str(tmp_path / "journal"))
        log.configure("normal", to_journal=False)
        logging.getLogger("stegvis").handlers[:] = [handler]
        log.warning("refused", kind="nudge", **{"smtp-code": 550}, said="no\nsuch")
        fields = dict(part.split("=", 1) for part in journal.recv(65536).decode().splitlines())
    assert fields == {
        "MESSAGE": 'event=refused kind=nudge smtp-code=550 said="no such"',
        "PRIORITY": "4",
        "SYSLOG_IDENTIFIER": "stegvis",
        "STEGVIS_EVENT": "refused",
        "STEGVIS_KIND": "nudge",
        "STEGVIS_SMTP_CODE": "550",
        "STEGVIS_SAID": "no such",
    }


def test_in_the_journal_a_name_that_is_no_text_is_escaped(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(tmp_path / "journal"))
        handler = log.JournalHandler(str(tmp_path / "journal"))
        log.configure("normal", to_journal=False)
        logging.getLogger("stegvis").handlers[:] = [handler]
        log.warning("failed", said="/media/\udce5 does not answer.")
        assert b"STEGVIS_SAID=/media/\\udce5 does not answer.\n" in journal.recv(65536)


def test_a_journal_that_is_stuck_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(tmp_path / "journal"))
        handler = log.JournalHandler(str(tmp_path / "journal"))
        log.configure("normal", to_journal=False)
        logging.getLogger("stegvis").handlers[:] = [handler]

        def write_much() -> None:
            for _ in range(2000):
                log.line("sent")

        work = threading.Thread(target=write_much, daemon=True)
        work.start()
        work.join(60)
        assert not work.is_alive()


def test_each_line_is_written_once_whoever_else_listens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = logging.StreamHandler(sys.stderr)
    logging.getLogger().addHandler(others)
    try:
        log.configure("normal", to_journal=False)
        log.line("sent")
    finally:
        logging.getLogger().removeHandler(others)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_where_nobody_said_where_to_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("stegvis")
    logger.handlers[:], logger.propagate = [], False
    log.warning("stuck")
    assert capfd.readouterr().err == ""


def test_what_a_child_wrote_is_written_again_with_its_facts_and_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure("normal", to_journal=False)
    log.warning("refused", kind="nudge", said='the server said "no", didn\'t it', period="")
    log.line("sent", tries=2)
    written = capsys.readouterr().err
    log.pass_on(f"{written}Traceback (most recent call last):\nevent=\n")
    assert capsys.readouterr().err.split()[1:] == written.split()[1:]
    log.configure("quiet", to_journal=False)
    log.pass_on(written)
    (kept,) = capsys.readouterr().err.splitlines()
    assert "event=refused" in kept


@pytest.mark.parametrize(
    "said",
    [
        "new: x INFO event=sent person=1.fit -> done",
        "new: 12:00:00 INFO event=sent person=1.fit -> done",
        "new: a\x0b12:00:00 INFO event=sent",
        "new: a\u202812:00:00 INFO event=sent",
        "new: a\r12:00:00 INFO event=sent",
        " 12:00:00 INFO event=sent",
        "INFO event=sent",
    ],
)
def test_what_only_looks_like_a_line_inside_another_is_not_passed_on(
    said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("verbose", to_journal=False)
    log.pass_on(said)
    assert capsys.readouterr().err == ""


def test_the_journal_is_found_by_the_stream_systemd_handed_over(tmp_path: Path) -> None:
    with (tmp_path / "stderr").open("w") as stream:
        there = os.fstat(stream.fileno())
        before, sys.stderr = sys.stderr, stream
        try:
            mine = {"JOURNAL_STREAM": f"{there.st_dev}:{there.st_ino}"}
            assert log.is_read_by_journal(mine)
            assert not log.is_read_by_journal({"JOURNAL_STREAM": f"{there.st_dev}:1"})
            assert not log.is_read_by_journal({})
        finally:
            sys.stderr = before


def test_without_a_journal_lines_are_not_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(log, "_JOURNAL", str(tmp_path / "nobody"))
    log.configure("normal", to_journal=True)
    log.line("ready")
    assert "event=ready" in capsys.readouterr().err
