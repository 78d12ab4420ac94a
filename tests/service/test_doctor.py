"""The doctor: what it finds in many states of a household, what it says, and that it only looks."""

from __future__ import annotations

import fcntl
import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Letters, Mail, Schedule, Settings
from service import attempts
from service.attempts import Attempts
from service.backup.making import make_backup
from service.checks import Check, State, examine
from service.checks.configuration import at_odds
from service.checks.machine import process_of
from service.errands import Do, Trust
from service.home import Home
from service.one_daemon import alone
from storage import consents, live_devices, messages, notices
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy
from tests.made.bluez.fake import fake_radio
from tests.made.needs import missing

from .conftest import Household

#: After the program was written; before, its clock would be called wrong.
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LETTER, NUDGE = MessageKind.PATIENT_LETTER, MessageKind.NUDGE
PERSON = 1


class Stopped(Home):
    """A home in which it is always the same moment."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def _any_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that this computer was just started matters here, nor who set its clock."""
    monkeypatch.setattr("service.clock.believed", lambda _settings: Trust.LIKELY)


def home_of(household: Household) -> Home:
    return Stopped(household.data, household.data / "stegvis.toml", {"TZ": "Europe/Stockholm"})


def found(home: Home, what: str, *, mail: bool = False) -> list[Check]:
    checks = [check for check in examine(home, mail=mail) if check.what == what]
    home.engine.dispose()
    return checks


def agree(home: Home, kind: MessageKind = LETTER, address: str = "kim@example.org") -> None:
    consent = Consent(
        0, PERSON, kind, address, "en", Privacy.FULL, "07:30", "kim", NOW - timedelta(weeks=5)
    )
    with home.engine.begin() as connection:
        consents.give(connection, consent)


def message(home: Home, state: MessageState, said: str = "", kind: MessageKind = LETTER) -> int:
    then = NOW - timedelta(hours=3)
    with home.engine.begin() as connection:
        row = messages.claim(connection, PERSON, kind, "2026-W48", then, "<a@example.org>")
        assert row is not None
        again = NOW + timedelta(hours=1) if state is MessageState.WAITING else None
        messages.posting(connection, row)
        messages.settle(connection, row, state, then, said, again)
        return row.id


def pair(home: Home, heard: datetime | None = None, battery: int | None = None) -> None:
    with home.engine.begin() as connection:
        device = live_devices.pair(
            connection,
            PERSON,
            kind="heart_rate",
            name="strap",
            address="AA:BB:CC:DD:EE:FF",
            now=NOW - timedelta(days=30),
        )
        if heard is not None:
            live_devices.heard(connection, device.id, heard, battery, heard, now=max(heard, NOW))


def everything_in(folder: Path) -> set[tuple[str, int, int]]:
    return {
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if not path.name.endswith(("-shm", "-wal"))
    }


def test_before_anything_the_doctor_makes_nothing(household: Household) -> None:
    said = household.run("doctor", code=1)
    assert "stegvis init" in said
    assert not household.data.exists()


def test_looking_changes_nothing(moved_in: Household) -> None:
    before = everything_in(moved_in.data)
    moved_in.run("doctor", code=1)
    assert everything_in(moved_in.data) == before


def test_an_older_database_is_left_as_it_is(moved_in: Household) -> None:
    with closing(sqlite3.connect(moved_in.data / "stegvis.db")) as database:
        database.execute("update alembic_version set version_num = '0003'")
        database.commit()
    said = moved_in.run("doctor", code=1)
    assert "older version (0003" in said
    assert not list(moved_in.data.glob("*.backup"))


def test_a_newer_or_a_damaged_database_is_told_with_what_to_do(moved_in: Household) -> None:
    file = moved_in.data / "stegvis.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.commit()
    assert "newer" in moved_in.run("doctor", code=3)
    file.write_bytes(b"not a database at all" * 1000)
    assert "broken  database" in moved_in.run("doctor", code=3)


def test_every_fault_of_the_settings_is_a_line(moved_in: Household) -> None:
    text = '[mail]\nport = "many"\nhots = ""\n[schedule]\nbackup_at = "soon"\n'
    (moved_in.data / "stegvis.toml").write_text(text, encoding="utf-8")
    rows = moved_in.run("doctor", code=3)
    for word in ("mail.port", "is host meant", "backup_at", "stegvis.toml"):
        assert word in rows


def test_a_fault_of_the_settings_hides_nothing_else(moved_in: Household) -> None:
    file = moved_in.data / "stegvis.toml"
    file.write_text('[mail]\nport = "many"\n[schedule]\nsilent_days = 60\n', encoding="utf-8")
    home = home_of(moved_in)
    checks = {check.what: check for check in examine(home)}
    home.engine.dispose()
    assert checks["settings"].state is State.BROKEN
    assert {"database", "people", "last data", "backup", "service"} <= set(checks)


def test_of_a_database_the_settings_may_not_name_nothing_is_said(household: Household) -> None:
    household.data.mkdir(mode=0o700)
    (household.data / "stegvis.toml").write_text("[storage\n", encoding="utf-8")
    assert "init" not in household.run("doctor", code=3)


def test_a_row_that_belongs_to_nobody_is_told_in_words(moved_in: Household) -> None:
    with closing(sqlite3.connect(moved_in.data / "stegvis.db")) as database:
        database.execute("update activities set person_id = 99")
        database.commit()
    (check,) = found(home_of(moved_in), "database")
    assert check.found == "damaged: a row of activities belongs to one of people that is not there"


MAIL = Mail(host="smtp.example.org", user="kim", password="word", owner="kim@example.org")
SENDER = Letters(sender="kim@example.org")
AT_ODDS = {
    "nobody is told": (replace(MAIL, owner=""), "mail.owner is empty"),
    "the owner is no address": (replace(MAIL, owner="kim"), "mail.owner is 'kim'"),
    "the owner's phone": (Mail(owner="ntfi://x/secret"), "ntfi:// is not understood"),
    "no password": (replace(MAIL, password=""), "no password"),
    "no user": (replace(MAIL, user=""), "mail.user is empty"),
    "readable on the way": (replace(MAIL, security="none"), "readable"),
    "tls on 587": (replace(MAIL, security="tls"), '"starttls"'),
    "starttls on 465": (replace(MAIL, port=465), '"tls"'),
    "no way to stop them": (replace(MAIL, unsubscribe="nobody"), "mail.unsubscribe is not"),
    "no page to stop them": (replace(MAIL, unsubscribe_url="http://x.org"), "unsubscribe_url is"),
    "no certificates": (replace(MAIL, ca_file="/nowhere.pem"), "No such file"),
}


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("mail", "word"), AT_ODDS.values(), ids=AT_ODDS)
def test_settings_that_do_not_fit_each_other_are_told(mail: Mail, word: str) -> None:
    (fault,) = at_odds(Settings(letters=SENDER, mail=mail))
    assert word in " ".join(fault)


def test_settings_that_fit_are_not_talked_about() -> None:
    assert not list(at_odds(Settings()))
    assert not list(at_odds(Settings(letters=SENDER, mail=MAIL)))
    here = Mail(host="127.0.0.1", port=25, security="none", owner="kim@localhost")
    assert not list(at_odds(Settings(mail=here)))


@pytest.mark.parametrize(
    ("sender", "word"), [("kim", "Write a mail address"), ("x@localhost", "Most servers refuse")]
)
def test_a_sender_most_servers_refuse_is_told(sender: str, word: str) -> None:
    (fault,) = at_odds(Settings(letters=Letters(sender=sender), mail=MAIL))
    assert word in fault[1]


def test_an_hour_that_one_night_of_the_year_does_not_have_is_told() -> None:
    (fault,) = at_odds(Settings(schedule=Schedule(backup_at="02:15")))
    assert "missing" in fault[1]


def test_a_file_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("hello", encoding="utf-8")
    (fault,) = at_odds(
        Settings(letters=SENDER, mail=replace(MAIL, ca_file=str(tmp_path / "ca.pem")))
    )
    assert "holds no certificate" in fault[0]


def test_a_certificate_in_the_home_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").write_text("hello", encoding="utf-8")
    (fault,) = at_odds(Settings(letters=SENDER, mail=replace(MAIL, ca_file="~/ca.pem")))
    assert "holds no certificate" in fault[0]


def test_a_password_others_can_read_is_told(moved_in: Household) -> None:
    file = moved_in.data / "stegvis.toml"
    file.write_text('[mail]\npassword = "word"\n', encoding="utf-8")
    file.chmod(0o644)
    (check,) = found(home_of(moved_in), "settings")
    assert check.state is State.LOOK
    assert check.advice == f"chmod 600 {file}"
    file.chmod(0o600)
    (check,) = found(home_of(moved_in), "settings")
    assert check.state is State.WELL


def silent(home: Home) -> None:
    """The six weeks ended long ago."""


def strap_in_the_drawer(home: Home) -> None:
    pair(home, NOW - timedelta(days=9), 80)


def strap_almost_empty(home: Home) -> None:
    pair(home, NOW - timedelta(hours=1), 9)


def strap_never_heard(home: Home) -> None:
    pair(home)


def a_refused_file(home: Home) -> None:
    folder = home.data / "inbox" / "kim-1" / "refused"
    folder.mkdir(parents=True)
    (folder / "run.fit").write_bytes(b"?")
    (folder / "run.fit.txt").write_text("why", encoding="utf-8")


def letters_without_a_server(home: Home) -> None:
    agree(home)


def a_waiting_letter(home: Home) -> None:
    agree(home)
    message(home, MessageState.WAITING, "the server is down")


def a_refused_letter(home: Home) -> None:
    message(home, MessageState.REFUSED, "550 no such user")


def an_uncertain_nudge(home: Home) -> None:
    message(home, MessageState.UNCERTAIN, "no answer came", NUDGE)


def a_notice(home: Home) -> None:
    with home.engine.begin() as connection:
        notices.begin(connection, "inbox_gone", "inbox", "The inbox cannot be made.", NOW)


def no_service(home: Home) -> None:
    agree(home)


def a_failing_backup(home: Home) -> None:
    (home.data / "service.json").touch()
    attempts.write(home.data, Attempts().fell("backup", NOW - timedelta(hours=2), "no room"))


def an_old_backup(home: Home) -> None:
    make_backup(home, home.data / "backups", datetime(2026, 11, 20, 4, 30, tzinfo=UTC))


def a_letter_of_a_day_to_come(home: Home) -> None:
    agree(home)
    then = NOW + timedelta(days=3)
    with home.engine.begin() as connection:
        row = messages.claim(connection, PERSON, LETTER, "2026-W49", then, "<b@example.org>")
        assert row is not None
        messages.posting(connection, row)
        messages.settle(connection, row, MessageState.SENT, then)


def data_of_a_day_to_come(home: Home) -> None:
    pair(home, NOW + timedelta(hours=5))


def a_round_of_a_day_to_come(home: Home) -> None:
    agree(home)
    attempts.write(home.data, Attempts({Do.WATCH: NOW + timedelta(days=3)}))


def a_later_message(home: Home) -> None:
    with home.engine.begin() as connection:
        later = NOW + timedelta(days=3)
        messages.claim(connection, PERSON, LETTER, "2026-W49", later, "<b@example.org>")


STATES: dict[str, tuple[Callable[[Home], None], str, str]] = {
    "silent": (silent, "last data", "inbox"),
    "strap in the drawer": (strap_in_the_drawer, "live device", "ble forget"),
    "strap almost empty": (strap_almost_empty, "live device", "battery 9 %"),
    "strap never heard": (strap_never_heard, "live device", "not heard yet"),
    "refused file": (a_refused_file, "inbox", "run.fit.txt"),
    "letters without a server": (letters_without_a_server, "letters", "mail.host"),
    "waiting letter": (a_waiting_letter, "message", "again at 11:00"),
    "refused letter": (a_refused_letter, "message", "messages again 1"),
    "uncertain nudge": (an_uncertain_nudge, "message", "messages arrived 1"),
    "notice": (a_notice, "notice", "The inbox cannot be made."),
    "no service": (no_service, "service", "install-service"),
    "failing backup": (a_failing_backup, "service", "no room"),
    "old backup": (an_old_backup, "backup", "10 days ago"),
    "a letter of a day to come": (a_letter_of_a_day_to_come, "last letter", "2026-12-03"),
    "data of a day to come": (data_of_a_day_to_come, "last data", "14:00 UTC, still to come"),
    "a round of a day to come": (a_round_of_a_day_to_come, "service", "not running"),
    "a clock that went back": (a_later_message, "clock", "later than now"),
}


@pytest.mark.parametrize(("happen", "what", "word"), STATES.values(), ids=STATES)
def test_what_needs_somebody_is_told_with_what_to_do(
    happen: Callable[[Home], None], what: str, word: str, moved_in: Household
) -> None:
    home = home_of(moved_in)
    happen(home)
    needs = [check for check in found(home, what) if check.state is not State.WELL]
    assert any(word in f"{check.found} {check.advice}" for check in needs), needs
    assert all(check.advice for check in needs)


def test_without_bluetooth_only_paired_devices_make_it_worth_a_look(
    moved_in: Household, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    home = home_of(moved_in)
    (check,) = found(home, "bluetooth")
    assert check.state is State.WELL
    pair(home, NOW)
    (check,) = found(home, "bluetooth")
    assert check.state is State.LOOK
    assert "D-Bus" in check.advice


def test_a_radio_that_is_on_is_well_and_one_that_is_off_says_how_to_turn_it_on(
    moved_in: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = fake_radio.missing()
    if reason is not None:
        missing(reason)
    home = home_of(moved_in)
    pair(home, NOW)
    with fake_radio.fake_radio() as radio:
        for name, value in radio.environment.items():
            monkeypatch.setenv(name, value)
        (check,) = found(home, "bluetooth")
        assert (check.state, check.found) == (State.WELL, "hci0 is on, for 1 device")
        radio.stage.wait_for(radio.power(on=False))
        (check,) = found(home, "bluetooth")
        assert check.state is State.LOOK
        assert "bluetoothctl power on" in check.advice


def test_a_running_service_is_seen_and_not_disturbed(moved_in: Household) -> None:
    home = home_of(moved_in)
    agree(home)
    with (home.data / "service.lock").open("w+", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("1234\n")
        lock.flush()
        assert "runs (process 1234)" in {check.found for check in found(home, "service")}
    assert "not running: no letter or nudge is sent" in {
        check.found for check in found(home, "service")
    }


def test_a_service_that_begins_just_when_it_is_looked_for_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "service.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # as the doctor does for a moment
        waited: list[float] = []

        def looked(seconds: float) -> None:
            waited.append(seconds)
            fcntl.flock(lock, fcntl.LOCK_UN)

        monkeypatch.setattr("service.file_lock.sleep", looked)
        with alone(tmp_path):
            assert process_of(tmp_path) == str(os.getpid())
    assert len(waited) == 1
    assert process_of(tmp_path) == ""


def test_who_is_heard_over_the_air_alone_is_not_silent(moved_in: Household) -> None:
    home = home_of(moved_in)
    pair(home, NOW - timedelta(minutes=5), 80)
    (check,) = found(home, "last data")
    assert check.state is State.WELL
    assert "5 minutes ago" in check.found


def test_rounds_by_a_timer_are_a_service_too(moved_in: Household) -> None:
    home = home_of(moved_in)
    agree(home)
    attempts.write(home.data, Attempts({Do.WATCH: NOW - timedelta(minutes=20)}))
    (check,) = found(home, "service")
    assert check.found == "comes by timer, last 20 minutes ago"


def test_what_was_sent_and_what_comes_next_is_said(moved_in: Household) -> None:
    home = home_of(moved_in)
    agree(home)
    message(home, MessageState.SENT)
    assert [check.found for check in found(home, "last letter")] == ["sent 3 hours ago"]
    assert [check.found for check in found(home, "last nudge")] == ["none yet"]
    assert [check.found for check in found(home, "next")] == ["backup, now"]
    attempts.write(home.data, Attempts({Do.BACKUP: NOW - timedelta(hours=2)}))
    (check,) = found(home, "next")
    assert check.found == "backup, Tuesday 2026-12-01 03:30"


def test_only_asked_for_does_the_doctor_talk_to_the_mail_server(moved_in: Household) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and as long as it is bound, nobody else answers there
        port = nobody.getsockname()[1]
        text = (
            f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nowner = "k@localhost"\n'
        )
        (moved_in.data / "stegvis.toml").write_text(text, encoding="utf-8")
        home = home_of(moved_in)
        assert not found(home, "mail")
        (check,) = found(home, "mail", mail=True)
    assert check.state is State.BROKEN
    assert check.advice


def test_for_programs_it_is_a_list_of_flat_objects(lived_in: Household) -> None:
    import json

    rows = json.loads(lived_in.run("doctor", "--json", code=1))
    assert {"what", "state", "found", "advice"} == set(rows[0])
    assert {row["state"] for row in rows} <= {"well", "look", "broken"}
