"""After a restore that lost the record, and on a clock that went back, the owner has the word."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.backup.making import make_backup
from service.backup.restoring import planned, restore
from service.checks import machine
from service.claiming import Ended, send
from service.commands.messages import command
from service.commands.restore import command as restore_command
from service.errands import Do, Trust
from service.holding import FILE, HeldError, Hold, hold, holds, release
from service.home import Home
from service.known import look
from service.post.outcome import Outcome
from storage import consents, messages, people
from storage.database import reading
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy

LETTER, NUDGE = MessageKind.PATIENT_LETTER, MessageKind.NUDGE
MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
SENT = Outcome(MessageState.SENT, "250 taken")


@dataclasses.dataclass(frozen=True)
class Clocked(Home):
    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def _any_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that this computer was just started matters here, nor who set its clock."""
    monkeypatch.setattr("service.clock.believed", lambda _settings: Trust.LIKELY)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Kim gets letters and nudges, and got no letter yet this week."""
    (tmp_path / "data").mkdir()
    made = Clocked(tmp_path / "data", tmp_path / "data" / "stegvis.toml", {})
    weeks_ago = MONDAY - timedelta(weeks=3)
    with made.engine.begin() as connection:
        people.add_person(connection, name="kim", timezone="UTC", now=weeks_ago)
        for kind in (LETTER, NUDGE):
            consents.give(
                connection,
                Consent(0, 1, kind, "k@example.org", "en", Privacy.FULL, "07:30", "AB", weeks_ago),
            )
    yield made
    made.engine.dispose()


def at(home: Home, now: datetime) -> Home:
    return Clocked(home.data, home.settings_file, {}, now)


def due(home: Home, trust: Trust = Trust.LIKELY) -> set[Do]:
    return {each.do for each in look(home, home.engine, home.now(), trust).due}


def sent(home: Home, period: str) -> Ended:
    return send(home, 1, LETTER, period, lambda _claim: SENT)


def put_back(home: Home, backup: Path) -> str:
    home.engine.dispose()
    done = CliRunner().invoke(restore_command, [str(backup)], obj=home)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def resumed(home: Home, said: str = "y\n") -> str:
    done = CliRunner().invoke(command, ["resume"], obj=home, input=said)
    assert done.exit_code == (1 if "n" in said.split() else 0)
    return done.output


def test_what_was_sent_and_revoked_since_the_copy_is_not_undone(home: Home, tmp_path: Path) -> None:
    backup, _ = make_backup(home, tmp_path / "disk", MONDAY - timedelta(hours=1))
    assert sent(home, "2026-W10") is Ended.DONE
    with home.engine.begin() as connection:
        consents.revoke(connection, 1, NUDGE, home.now())
    said = put_back(home, backup)
    assert "were taken along: 1 of consents, 1 of messages." in said
    assert holds(home.data) is None
    assert not {Do.LETTER, Do.NUDGE} & due(home)
    assert Do.LETTER in due(at(home, MONDAY + timedelta(weeks=1)))


@pytest.mark.parametrize("damaged", [True, False])
def test_where_the_record_is_lost_nothing_is_sent_before_the_owner_says_so(
    home: Home, tmp_path: Path, damaged: bool
) -> None:
    backup, _ = make_backup(home, tmp_path / "disk", MONDAY - timedelta(hours=1))
    home.engine.dispose()
    database = home.data / "stegvis.db"
    database.write_bytes(b"not a database " * 1000) if damaged else database.unlink()
    dry = CliRunner().invoke(restore_command, [str(backup), "--dry-run"], obj=home)
    assert "Nothing would be sent" in " ".join(dry.output.split())
    assert "stegvis messages resume" in put_back(home, backup)

    assert due(home) == {Do.WATCH, Do.BACKUP}
    with pytest.raises(HeldError, match="stegvis messages resume"):
        sent(home, "2026-W10")
    (told,) = [each for each in machine.service(home) if each.what == "sending"]
    assert "who still agrees" in told.advice
    home.engine.dispose()
    put_back(at(home, MONDAY + timedelta(hours=1)), backup)  # once more knows no more
    assert holds(home.data) is Hold.LOST

    resumed(home, "n\n")
    assert holds(home.data) is Hold.LOST
    said = resumed(home)
    assert "patient letter about kim goes to k@example.org" in said
    assert "2 may have been sent already" in said
    assert holds(home.data) is None
    assert not {Do.LETTER, Do.NUDGE} & due(home)
    with reading(home.engine) as connection:
        found = {(each.kind, each.period): each.state for each in messages.read(connection)}
    assert found[LETTER, "2026-W10"] is found[NUDGE, "2026-03-09"] is MessageState.UNCERTAIN
    assert found[LETTER, "2026-W09"] is MessageState.MISSED
    assert {Do.LETTER, Do.NUDGE} <= due(at(home, MONDAY + timedelta(weeks=1)))


def test_what_waits_in_the_copy_for_another_try_is_left_to_the_owner_too(home: Home) -> None:
    send(home, 1, LETTER, "2026-W10", lambda _claim: Outcome(MessageState.WAITING, "451 later"))
    hold(home.data, Hold.LOST)
    assert "2 may have been sent already" in resumed(home)  # the letter, and the nudge of today
    assert not {Do.LETTER, Do.NUDGE} & due(at(home, MONDAY + timedelta(hours=3)))


def test_in_the_night_too_the_letter_of_the_week_is_left_to_the_owner(home: Home) -> None:
    night = at(home, datetime(2026, 3, 9, 22, 30, tzinfo=UTC))
    hold(home.data, Hold.LOST)
    resumed(night)
    assert Do.LETTER not in due(at(home, MONDAY + timedelta(days=1)))


def test_where_nobody_agreed_nothing_waits_for_the_owner(home: Home, tmp_path: Path) -> None:
    with home.engine.begin() as connection:
        for kind in (LETTER, NUDGE):
            consents.revoke(connection, 1, kind, home.now())
    backup, _ = make_backup(home, tmp_path / "disk", MONDAY)
    home.engine.dispose()
    (home.data / "stegvis.db").unlink()
    put_back(home, backup)
    assert holds(home.data) is None


def test_a_restore_that_was_stopped_holds_until_it_is_completed(home: Home, tmp_path: Path) -> None:
    backup, _ = make_backup(home, tmp_path / "disk", MONDAY)
    hold(home.data, Hold.UNFINISHED)
    assert Do.LETTER not in due(home)
    home.engine.dispose()
    restore(home, planned(home, backup, MONDAY))
    assert holds(home.data) is None
    assert Do.LETTER in due(home)


def test_a_file_that_says_nothing_known_says_the_worst(tmp_path: Path) -> None:
    assert holds(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"\xff")
    assert holds(tmp_path) is Hold.LOST
    release(tmp_path)
    release(tmp_path)
    assert holds(tmp_path) is None


def test_on_a_clock_that_is_still_to_be_set_the_owners_word_is_not_taken(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.clock.believed", lambda _settings: Trust.NOT_YET)
    hold(home.data, Hold.LOST)
    assert "not set yet" in resumed(home)
    assert holds(home.data) is Hold.LOST


def test_of_two_things_that_hold_sending_up_both_are_asked(home: Home) -> None:
    assert sent(at(home, MONDAY + timedelta(weeks=13)), "2026-W22") is Ended.DONE
    hold(home.data, Hold.LOST)
    assert resumed(home, "y\nn\n").count("?") == 2
    assert holds(home.data) is Hold.LOST


def test_after_a_clock_that_was_ahead_the_owner_is_told_and_can_go_on(
    home: Home,
) -> None:
    assert sent(at(home, MONDAY + timedelta(weeks=13)), "2026-W22") is Ended.DONE
    assert due(home) == {Do.WATCH}  # the owner is told of it, and nobody else of anything
    assert "Is the clock right?" in resumed(home)
    assert {Do.LETTER, Do.NUDGE, Do.BACKUP} <= due(home)
    assert Do.LETTER in due(at(home, MONDAY + timedelta(weeks=12)))  # about that same week
    assert "Nothing holds" in resumed(home)
