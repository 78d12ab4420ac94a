"""One tick: clears up after a crash, does what is due once, and remembers what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from service import attempts
from service.children import Ended, Stopped
from service.claiming import sending
from service.cli import cli
from service.errands import Do, Errand, Trust
from service.home import Home
from service.tick import Ticked, tick, words_of
from storage import consents, messages, people
from storage.records import MessageKind
from storage.sending import Consent, Message, MessageState, Privacy

MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
PATIENT, NUDGE = MessageKind.PATIENT_LETTER, MessageKind.NUDGE


@dataclass(frozen=True)
class Clocked(Home):
    """A data directory at one moment."""

    moment: datetime = MONDAY

    def now(self) -> datetime:
        return self.moment


@dataclass
class Children:
    """Notes which errands were given out, and answers as told."""

    answer: Callable[[Errand], Ended] = lambda _errand: Ended(0, 0.1)
    given: list[str] = field(default_factory=list)

    async def do(self, errand: Errand) -> Ended:
        self.given.append(errand.key)
        return self.answer(errand)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Clocked]:
    """Kim agreed to a letter the day before its first Monday."""
    home = Clocked(tmp_path, tmp_path / "stegvis.toml", {"TZ": "UTC"})
    (tmp_path / "inbox").mkdir()
    given = MONDAY - timedelta(days=1)
    with home.engine.begin() as connection:
        kim = people.add_person(connection, name="kim", timezone="UTC", now=given)
        to = "kim@example.org"
        agreed = Consent(0, kim.id, PATIENT, to, "en", Privacy.FULL, "07:30", "AB", given)
        consents.give(connection, agreed)
    yield home
    home.engine.dispose()


def ticked(home: Clocked, children: Children, trust: Trust = Trust.SURE) -> Ticked:
    return asyncio.run(tick(home, home.engine, children.do, lambda: trust, stopped=lambda: False))


def state(home: Clocked, period: str = "2026-W10", kind: MessageKind = PATIENT) -> object:
    with home.engine.begin() as connection:
        found = messages.of_period(connection, 1, kind, period)
    return found and found.state


def claim(home: Clocked, *, posting: bool, at: datetime = MONDAY) -> Message:
    with home.engine.begin() as connection:
        message = messages.claim(connection, 1, PATIENT, "2026-W10", at, "<id>")
        assert message is not None
        if posting:
            messages.posting(connection, message)
    return message


def test_each_errand_is_a_command_there_is() -> None:
    for each in Do:
        if each is Do.MISSED:
            continue  # one row in the ledger; no process is started for it
        kind = NUDGE if each is Do.NUDGE else PATIENT
        period = "2026-03-09" if each is Do.NUDGE else "2026-W10"
        words = words_of(Errand(each, MONDAY, 1, kind, period))
        context = click.Context(cli)
        command: click.Command | None = cli
        while isinstance(command, click.Group):
            _, command, words = command.resolve_command(context, words)
        assert command is not None
        assert command.make_context("errand", list(words)).params is not None


def test_what_is_due_is_given_out_once_in_order_and_said(home: Clocked) -> None:
    children = Children()
    done = ticked(home, children)
    assert children.given == ["letter/1/patient_letter/2026-W10", "watch", "backup"]
    assert [became for _, became in done.done] == ["done"] * 3


def test_a_message_nobody_has_in_hand_any_more_is_taken_up(home: Clocked) -> None:
    claim(home, posting=False)
    children = Children()
    ticked(home, children)
    assert state(home) is MessageState.WAITING
    assert "letter/1/patient_letter/2026-W10" in children.given


def test_a_message_that_may_have_left_is_left_to_the_owner(home: Clocked) -> None:
    claim(home, posting=True)
    children = Children()
    ticked(home, children)
    assert state(home) is MessageState.UNCERTAIN
    assert "letter/1/patient_letter/2026-W10" not in children.given


def test_what_is_left_behind_is_not_settled_on_a_clock_that_is_not_believed(home: Clocked) -> None:
    """The ledger would keep a wrong moment, and look as if it had been written in the future."""
    claim(home, posting=True)
    ticked(home, Children(), Trust.NOT_YET)
    assert state(home) is MessageState.POSTING
    ticked(home, Children(), Trust.SURE)
    assert state(home) is MessageState.UNCERTAIN


@pytest.mark.parametrize("posting", [False, True])
def test_a_message_another_process_has_in_hand_is_left_alone(home: Clocked, posting: bool) -> None:
    claim(home, posting=posting)
    children = Children()
    with sending(home):
        ticked(home, children)
    assert state(home) is (MessageState.POSTING if posting else MessageState.CLAIMED)
    assert "letter/1/patient_letter/2026-W10" not in children.given


def test_what_waits_for_a_moment_of_a_wrong_clock_waits_no_longer(home: Clocked) -> None:
    ahead = MONDAY + timedelta(days=1)
    with home.engine.begin() as connection:
        message = messages.claim(connection, 1, PATIENT, "2026-W10", ahead, "<id>")
        assert message is not None
        later = ahead + timedelta(minutes=30)
        messages.settle(connection, message, MessageState.WAITING, ahead, "busy", later)
    children = Children()
    assert ticked(home, children, Trust.LIKELY).found.held == "clock_went_back"
    assert children.given == ["watch"]
    ticked(home, children, Trust.SURE)
    assert "letter/1/patient_letter/2026-W10" in children.given


def test_what_was_asked_for_on_a_clock_that_was_ahead_is_tried_now_and_then_as_usual(
    home: Clocked,
) -> None:
    refused = claim(home, posting=False, at=MONDAY - timedelta(hours=1))
    with home.engine.begin() as connection:
        messages.settle(connection, refused, MessageState.REFUSED, MONDAY, "550")
        messages.ask(connection, refused.id, MONDAY + timedelta(days=200))

    def put_off(_: Errand) -> Ended:
        with home.engine.begin() as connection:
            again = messages.claim(connection, 1, PATIENT, "2026-W10", MONDAY, "<id>")
            assert again is not None
            later = MONDAY + timedelta(minutes=30)
            messages.settle(connection, again, MessageState.WAITING, MONDAY, "busy", later)
        return Ended(1, 0.1)

    children = Children(lambda errand: put_off(errand) if errand.do is Do.LETTER else Ended(0, 0.1))
    for _ in range(3):
        ticked(home, children)
    assert children.given.count("letter/1/patient_letter/2026-W10") == 1
    with home.engine.begin() as connection:
        assert messages.numbered(connection, refused.id).asked_at == MONDAY


def test_a_week_slept_through_is_marked_without_a_process(home: Clocked) -> None:
    late = Clocked(home.data, home.settings_file, home.environment, MONDAY + timedelta(weeks=2))
    children = Children()
    ticked(late, children)
    assert [state(home, f"2026-W{week}") for week in (10, 11)] == [MessageState.MISSED] * 2
    assert "letter/1/patient_letter/2026-W12" in children.given
    late.engine.dispose()


def test_an_earlier_week_its_owner_asked_for_again_is_not_missed_again(home: Clocked) -> None:
    with home.engine.begin() as connection:
        messages.miss(connection, 1, PATIENT, "2026-W05", MONDAY, "switched off")
        (missed,) = messages.read(connection)
        messages.ask(connection, missed.id, MONDAY)
    children = Children()
    ticked(home, children)
    assert "letter/1/patient_letter/2026-W05" in children.given
    assert state(home, "2026-W05") is MessageState.WAITING


@pytest.mark.parametrize(
    ("ended", "became", "said"),
    [
        (
            Ended(3, 0.1, "x\nstegvis: The disk is full. Make room.\n"),
            "failed",
            "The disk is full. Make room.",
        ),
        (
            Ended(3, 0.1, "Traceback ...\nValueError: pulse 143\n"),
            "failed",
            "it ended with 3: ValueError",
        ),
        (Ended(2, 0.1, ""), "failed", "it ended with 2: "),
        (Ended(-9, 0.1, "", tries=2), "crashed", "it was ended by signal 9, 2 times"),
        (
            Ended(-9, 900.0, "", Stopped.LIMIT),
            "took too long",
            "it was stopped after 900 s (service.errand_limit_s)",
        ),
        (Ended(0, 0.1), "done", "it said it was done, and is due as before"),
    ],
)
def test_what_fails_is_kept_and_not_tried_again_at_once(
    home: Clocked, ended: Ended, became: str, said: str
) -> None:
    children = Children(lambda errand: ended if errand.do is Do.LETTER else Ended(0, 0.1))
    done = ticked(home, children)
    key = "letter/1/patient_letter/2026-W10"
    assert {errand.key: word for errand, word in done.done}[key] == became
    assert attempts.read(home.data).failed[key].said == said
    assert children.given.count(key) == 1
    ticked(home, children)
    assert children.given.count(key) == 1, "it is too early"
    later = Clocked(home.data, home.settings_file, home.environment, MONDAY + timedelta(minutes=1))
    ticked(later, children)
    later.engine.dispose()
    assert children.given.count(key) == 2


def test_what_the_ledger_tells_of_is_not_told_of_twice(home: Clocked) -> None:
    """The child says 3 for a letter that was refused for good; the row says it as well."""

    def refused(errand: Errand) -> Ended:
        if errand.do is not Do.LETTER:
            return Ended(3, 0.1, "stegvis: No.")
        message = claim(home, posting=True)
        with home.engine.begin() as connection:
            messages.settle(connection, message, MessageState.REFUSED, MONDAY, "550")
        return Ended(3, 0.1, "")

    ticked(home, Children(refused))
    assert set(attempts.read(home.data).failed) == {"watch", "backup"}


def test_what_cannot_be_noted_keeps_nothing_else_from_being_done(
    home: Clocked, caplog: pytest.LogCaptureFixture
) -> None:
    """On a full disk the note of a failure fails as well."""
    (home.data / attempts.FILE).mkdir()
    children = Children(lambda _errand: Ended(3, 0.1, "stegvis: No."))
    ticked(home, children)
    assert children.given == ["letter/1/patient_letter/2026-W10", "watch", "backup"]
    assert caplog.text.count("event=not_remembered") == 3


def test_what_was_stopped_by_us_has_not_failed(home: Clocked) -> None:
    children = Children(lambda _errand: Ended(-9, 3.0, "", Stopped.ASKED))
    done = ticked(home, children)
    assert {became for _, became in done.done} == {"stopped"}
    assert not attempts.read(home.data).failed


def test_nothing_more_is_begun_once_told_to_stop(home: Clocked) -> None:
    children = Children()
    do, told = children.do, lambda: bool(children.given)
    asyncio.run(tick(home, home.engine, do, lambda: Trust.SURE, told))
    assert len(children.given) == 1


def test_one_person_nobody_can_reckon_with_does_not_stop_the_others(home: Clocked) -> None:
    given = MONDAY - timedelta(days=1)
    with home.engine.begin() as connection:
        for name, at in (("bo", "25:00"), ("mo", "07:30")):
            person = people.add_person(connection, name=name, timezone="UTC", now=given)
            agreed = Consent(0, person.id, PATIENT, name, "en", Privacy.FULL, at, "AB", given)
            consents.give(connection, agreed)
        connection.exec_driver_sql("UPDATE people SET timezone = 'Mars/Base' WHERE name = 'mo'")
    children = Children()
    ticked(home, children)
    letters = [key for key in children.given if key.startswith("letter")]
    assert letters == ["letter/1/patient_letter/2026-W10"]
