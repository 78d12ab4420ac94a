"""Whoever says stop while a message is being made is heard, and what is agreed anew is honoured."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import event

from config.settings import Settings
from service import sending as making
from service.claiming import BusyError, Claim, Ended, send, sending
from service.home import Home
from service.post import smtp
from service.post.outcome import Outcome
from service.post.sealing import SealError
from storage import clock_ahead, consents, messages, notices, people
from storage.database import reading
from storage.errors import StorageError
from storage.records import MessageKind
from storage.sending import Consent, Message, MessageState, Privacy
from tests.made.faulty_mail import Fault, faulty_server

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
LETTER, WEEK = MessageKind.PATIENT_LETTER, "2026-W10"
SENT = Outcome(MessageState.SENT, "250 taken")


@dataclasses.dataclass(frozen=True)
class Clocked(Home):
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Kim agreed to letters."""
    home = Clocked(tmp_path, tmp_path / "stegvis.toml", {})
    with home.engine.begin() as connection:
        people.add_person(connection, name="kim", timezone="Europe/Stockholm", now=NOW)
    give(home, "kim@example.org")
    yield home
    home.engine.dispose()


def give(
    home: Home, address: str, privacy: Privacy = Privacy.FULL, kind: MessageKind = LETTER
) -> None:
    agreed = Consent(0, 1, kind, address, "en", privacy, "07:30", "AB", NOW - timedelta(days=9))
    with home.engine.begin() as connection:
        consents.give(connection, agreed)


def revoke(home: Home) -> None:
    with home.engine.begin() as connection:
        consents.revoke(connection, 1, LETTER, NOW)


def row(home: Home) -> Message:
    with reading(home.engine) as connection:
        (message,) = messages.read(connection)
    return message


def posted(home: Home, meanwhile: Callable[[Home], None], *, at_the_end: bool) -> list[str]:
    """Post a letter while something happens: before it is connected, or before the last byte."""
    left: list[str] = []

    def post(claim: Claim) -> Outcome:
        if not at_the_end:
            meanwhile(home)
        claim.still_agreed()
        if at_the_end:
            meanwhile(home)
        claim.leaving(claim.agreed[0])
        left.append(claim.agreed[0].address)
        return SENT

    send(home, 1, LETTER, WEEK, post)
    return left


@pytest.mark.parametrize("at_the_end", [False, True])
@pytest.mark.parametrize(
    "meanwhile",
    [
        revoke,
        lambda home: give(home, "new@example.org"),
        lambda home: give(home, "kim@example.org", Privacy.NOTICE),
    ],
    ids=["revoked", "another address", "less openly"],
)
def test_what_is_agreed_while_a_letter_is_made_counts(
    home: Home, meanwhile: Callable[[Home], None], at_the_end: bool
) -> None:
    assert posted(home, meanwhile, at_the_end=at_the_end) == []
    assert (row(home).state, row(home).said) == (
        MessageState.WAITING,
        "what was agreed to changed before it was sent",
    )


def test_a_letter_goes_to_the_address_that_is_agreed_to_while_it_is_made(home: Home) -> None:
    posted(home, lambda home: give(home, "new@example.org"), at_the_end=True)
    with home.engine.begin() as connection:
        clock_ahead.hurry(connection, 1, NOW)
    assert posted(home, lambda _: None, at_the_end=True) == ["new@example.org"]
    assert row(home).state is MessageState.SENT


@pytest.mark.parametrize(
    ("error", "for_owner"),
    [(SealError("This consent has no password."), True), (StorageError("It is locked."), False)],
)
def test_what_cannot_be_made_waits_and_the_owner_hears_of_what_only_they_can_mend(
    home: Home, error: Exception, for_owner: bool
) -> None:
    def post(_: Claim) -> Outcome:
        raise error

    assert send(home, 1, LETTER, WEEK, post) is Ended.LATER
    found = row(home)
    assert (found.state, found.said) == (MessageState.WAITING, str(error))
    assert found.next_try_at == NOW + timedelta(minutes=30 if for_owner else 5)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome(MessageState.WAITING, "535 wrong", "Check it.", for_owner=True), ["mail_stuck"]),
        (Outcome(MessageState.WAITING, "451 later"), []),
        # Of these the owner is told as of messages; the mail itself is not stuck.
        (Outcome(MessageState.REFUSED, "550 nobody", "Ask.", for_owner=True), []),
        (Outcome(MessageState.UNCERTAIN, "no answer", "Ask.", for_owner=True), []),
        (SENT, []),
    ],
)  # fmt: skip
def test_the_owner_is_told_once_of_what_keeps_mail_at_home(
    home: Home, outcome: Outcome, told: list[str]
) -> None:
    send(home, 1, LETTER, WEEK, lambda _: outcome)
    assert open_codes(home) == told


def open_codes(home: Home) -> list[str]:
    with reading(home.engine) as connection:
        return [each.code for each in notices.open_notices(connection)]


def always(outcome: Outcome) -> Callable[[Claim], Outcome]:
    return lambda _: outcome


def test_the_owner_hears_that_a_nudge_does_not_reach_all_until_it_does(home: Home) -> None:
    in_part = Outcome(MessageState.SENT, "ntfy: taken; gotify: not taken", "Look.", for_owner=True)
    give(home, "ntfy://example.org/topic", kind=MessageKind.NUDGE)
    for day, outcome, told in (
        ("2026-03-09", in_part, ["not_everywhere"]),
        ("2026-03-10", in_part, ["not_everywhere"]),
        ("2026-03-11", SENT, []),
    ):
        assert send(home, 1, MessageKind.NUDGE, day, always(outcome)) is Ended.DONE
        assert open_codes(home) == told


def test_a_letter_says_nothing_about_the_addresses_of_nudges(home: Home) -> None:
    with home.engine.begin() as connection:
        notices.begin(connection, "not_everywhere", "kim", "gotify: not taken", NOW)
        notices.begin(connection, "mail_stuck", "mail", "535 wrong", NOW)
    send(home, 1, LETTER, WEEK, lambda _: SENT)
    assert open_codes(home) == ["not_everywhere", "mail_stuck"]


@pytest.mark.parametrize(
    ("module", "step", "reached"),
    [(making, "_composed", False), (smtp, "send_all_but_the_dot", True)],
)
def test_a_real_letter_does_not_leave_when_it_is_taken_back_while_it_is_made_or_sent(
    home: Home, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str, reached: bool
) -> None:
    real = getattr(module, step)

    def and_then_stop(*args: object) -> object:
        done = real(*args)
        revoke(home)
        return done

    monkeypatch.setattr(module, step, and_then_stop)
    with faulty_server(Fault()) as (mail, heard):
        home.take_for_settings(Settings(mail=mail))
        assert making.send_letter(home, 1, LETTER, WEEK) is Ended.LATER
    assert heard.letters == []
    assert bool(heard.hello) is reached, "nobody is told anything before"
    assert row(home).said == "what was agreed to changed before it was sent"


def test_a_process_that_was_thought_dead_sends_nothing_when_it_wakes(home: Home) -> None:
    """Two machines with one database: their lock files know nothing of each other."""

    def taken_over(home: Home) -> None:
        with home.engine.begin() as connection:
            messages.recover(connection, NOW)
            assert messages.claim(connection, 1, LETTER, WEEK, NOW, "<x>") is not None

    with pytest.raises(StorageError, match="another process"):
        posted(home, taken_over, at_the_end=True)
    assert (row(home).state, row(home).tries) == (MessageState.CLAIMED, 2)


def test_that_it_leaves_is_on_the_disk_before_it_does(home: Home) -> None:
    """Else a power cut after the last byte would take the mark back, and it would leave again."""
    said: list[str] = []

    @event.listens_for(home.engine, "before_cursor_execute")
    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement.partition(" SET ")[0])

    with reading(home.engine) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
    posted(home, lambda _: said.clear(), at_the_end=True)
    assert said[:2] == ["PRAGMA synchronous=FULL", "BEGIN IMMEDIATE"]
    assert "UPDATE messages" in said


def test_one_process_sends_at_a_time(home: Home) -> None:
    with sending(home), pytest.raises(BusyError):
        posted(home, lambda _: None, at_the_end=True)
    assert posted(home, lambda _: None, at_the_end=True) == ["kim@example.org"]
