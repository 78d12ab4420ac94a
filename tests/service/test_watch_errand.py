"""The errand that keeps notices true: from a real database to a mail a server has taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from service import watch_errand
from service.backup.noted import note
from service.home import Home
from service.post import smtp
from storage import notices
from storage.database import reading
from tests.made.faulty_mail import Fault, Heard, faulty_server
from tests.made.phone_services import web_service
from tests.service.conftest import Household

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


class Moving(Home):
    """A home whose clock a test moves."""

    def now(self) -> datetime:
        return NOW + timedelta(hours=float(self.environment.get("HOURS", "0")))


def mails_of(heard: Heard) -> list[EmailMessage]:
    return [message_from_bytes(each, policy=default) for each in heard.letters]


def home_of(household: Household, port: int, hours: float = 0, owner: str = "me@localhost") -> Home:
    text = (
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nowner = "{owner}"\n'
        '[letters]\nsender = "stegvis@localhost"\n'
    )
    (household.data / "stegvis.toml").write_text(text, encoding="utf-8")
    note(household.data, "stegvis-20261130T033000Z")
    environment = {"HOURS": str(hours)}
    return Moving(household.data, household.data / "stegvis.toml", environment)


def open_codes(home: Home) -> list[str]:
    with reading(home.engine) as connection:
        found = [each.code for each in notices.open_notices(connection)]
    home.engine.dispose()
    return found


def test_the_owner_gets_one_short_mail_and_not_another(
    moved_in: Household,
) -> None:
    with faulty_server(Fault()) as (mail, heard):
        for hours in (0, 1, 30, 24 * 5):
            home = home_of(moved_in, mail.port, hours)
            assert watch_errand.run(home) == 0
            assert "silent" in open_codes(home)
    first, *more = mails_of(heard)
    assert first["To"] == "me@localhost"
    assert "kim" not in first["Subject"]
    assert "Nothing has arrived for kim since 2026-04-1" in first.get_content()
    assert "stegvis doctor" in first.get_content()
    assert len(more) == 1, "the backup has grown old meanwhile; the silence is not told again"
    assert "kim" not in more[0].get_content()


def test_what_is_over_is_closed_and_what_begins_again_is_new(
    moved_in: Household,
) -> None:
    with faulty_server(Fault()) as (mail, heard):
        home = home_of(moved_in, mail.port)
        _something_else(home)
        assert watch_errand.run(home) == 0
    assert sorted(open_codes(home)) == ["inbox_gone", "silent"]
    (written,) = mails_of(heard)
    assert "The inbox is gone." in written.get_content()
    assert "backup" not in written.get_content()


def _something_else(home: Home) -> None:
    with home.engine.begin() as connection:
        notices.begin(connection, "backup", "backup", "No backup has been made yet.", NOW)
        notices.begin(connection, "inbox_gone", "inbox", "The inbox is gone.", NOW)


@pytest.mark.parametrize("fault", [Fault(rcpt="451 later"), Fault(end="451 later")], ids=str)
def test_a_mail_that_could_not_leave_is_tried_again(moved_in: Household, fault: Fault) -> None:
    with faulty_server(fault) as (mail, heard):
        home = home_of(moved_in, mail.port)
        assert watch_errand.run(home) == 1
        assert told(home) == [False]
        tried = len(heard.hello)
        assert watch_errand.run(home) == 0, "it is too early"
        assert len(heard.hello) == tried
    assert "telling the owner failed once" in moved_in.run("doctor", code=1)
    with faulty_server(Fault()) as (mail, heard):
        assert watch_errand.run(home_of(moved_in, mail.port, 1)) == 0
    assert len(heard.letters) == 1
    assert "telling the owner" not in moved_in.run("doctor", code=1)


def test_a_login_that_is_refused_is_not_tried_every_hour(moved_in: Household) -> None:
    with faulty_server(Fault(mail="550 not your address")) as (mail, heard):
        for hours in range(24):
            watch_errand.run(home_of(moved_in, mail.port, hours))
    assert len(heard.hello) == 13


@pytest.mark.parametrize("fault", [Fault(drop_after_dot=True), Fault(end="354 go on")], ids=str)
def test_a_mail_that_may_have_arrived_is_not_written_twice(
    moved_in: Household, fault: Fault
) -> None:
    with faulty_server(fault) as (mail, heard):
        for hours in (0, 1, 25):
            assert watch_errand.run(home_of(moved_in, mail.port, hours)) == 0
    assert len(heard.letters) == 1


def test_a_process_that_dies_while_the_mail_leaves_has_told(
    moved_in: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(smtp, "finish", killed)
    with faulty_server(Fault()) as (mail, _):
        home = home_of(moved_in, mail.port)
        with pytest.raises(KeyboardInterrupt):
            watch_errand.run(home)
    assert told(home) == [True]


def told(home: Home) -> list[bool]:
    with reading(home.engine) as connection:
        return [each.told_at is not None for each in notices.open_notices(connection)]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("status", "code"), [(200, 0), (500, 1)])
def test_where_mail_itself_may_be_what_fails_a_phone_can_be_told(
    moved_in: Household, status: int, code: int
) -> None:
    with web_service(status) as taken:
        owner = f"ntfy://127.0.0.1:{taken.port}/topic"
        home = home_of(moved_in, 1, owner=owner)
        assert watch_errand.run(home) == code
        assert told(home) == [code == 0]
        assert watch_errand.run(home) == 0
    ((_, body),) = taken.messages
    assert json.loads(body)["title"] == watch_errand.SUBJECT
    assert "Nothing has arrived for kim" in json.loads(body)["message"]


def test_an_address_of_the_owner_that_is_none_is_for_doctor(moved_in: Household) -> None:
    assert watch_errand.run(home_of(moved_in, 1, owner="me")) == 1
    assert "telling the owner failed" in moved_in.run("doctor", code=1)


def test_without_a_mail_server_the_notices_are_for_the_doctor(moved_in: Household) -> None:
    home = Moving(moved_in.data, Path("nowhere.toml"), {})
    assert watch_errand.run(home) == 0
    assert "silent" in open_codes(home)
    moved_in.run("doctor", code=1)
