"""Which notices begin, last and end, and when the owner is written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.attempts import Failure
from service.owner_mail import may_write, untold
from service.watchfulness import Facts, Told, over, so_now
from storage.records import LiveDevice, MessageKind
from storage.sending import Message, MessageState, Notice

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WELL = Facts(
    now=NOW,
    silent_days=3,
    heard=[("kim", NOW - HOUR, LONG_AGO)],
    devices=[],
    messages=[],
    free_mb=90_000,
    followed_since=LONG_AGO,
    last_backup=NOW - 6 * HOUR,
    backup_failed="",
    looking_failed=None,
    held="",
    open=[],
)
STRAP = LiveDevice(
    7, 1, 1, "heart_rate", "strap", "AA:BB:CC:DD:EE:FF", "", 1.0, LONG_AGO, None, NOW - HOUR, 80
)


def message(state: MessageState, tries: int = 1, ago: timedelta = HOUR) -> Message:
    kind = MessageKind.PATIENT_LETTER
    return Message(12, 1, kind, "2026-W48", state, NOW - ago, tries, done_at=NOW - ago)


def notice(code: str, about: str = "kim", told: timedelta | None = None) -> Notice:
    told_at = None if told is None else NOW - told
    return Notice(code, about, "so it is", NOW - 30 * DAY, told_at)


def test_where_all_is_well_nobody_is_told_anything() -> None:
    assert so_now(WELL) == ()
    assert so_now(replace(WELL, devices=[STRAP], messages=[message(MessageState.SENT)])) == ()


THINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "silent": ({"heard": [("kim", NOW - 4 * DAY, LONG_AGO)]}, "silent", "since 2026-11-26"),
    "never heard": ({"heard": [("kim", None, LONG_AGO)]}, "silent", "for kim yet"),
    "refused": ({"messages": [message(MessageState.REFUSED)]}, "message", "Message 12"),
    "uncertain": ({"messages": [message(MessageState.UNCERTAIN)]}, "message", "may or may not"),
    "tried all day": ({"messages": [message(MessageState.WAITING, 8)]}, "sending", "all day"),
    "disk": ({"free_mb": 499}, "disk", "499 MB"),
    "no backup": ({"last_backup": None}, "backup", "yet"),
    "old backup": ({"last_backup": NOW - 4 * DAY}, "backup", "since 2026-11-26"),
    "failed backup": (
        {"last_backup": NOW - 4 * DAY, "backup_failed": "No room."},
        "backup",
        "(No room)",
    ),
    "drawer": ({"devices": [replace(STRAP, last_contact_at=NOW - 4 * DAY)]}, "device", "strap"),
    "never worn": ({"devices": [replace(STRAP, last_contact_at=None)]}, "device", "2026-08-22"),
    "battery": ({"devices": [replace(STRAP, battery_percent=15)]}, "battery", "15 %"),
    "clock": ({"held": "clock_went_back"}, "clock", "not believed"),
    "lost record": ({"held": "record_lost"}, "held", "messages resume"),
    "stopped restore": ({"held": "restore_unfinished"}, "held", "stegvis restore again"),
    "folder": (
        {"looking_failed": Failure(3, NOW, "/mnt/nas does not answer.")},
        "folder",
        "/mnt/nas",
    ),
}


@pytest.mark.parametrize(("change", "code", "word"), THINGS.values(), ids=THINGS)
def test_what_is_wrong_is_told_once_and_ends_with_its_cause(
    change: dict[str, Any], code: str, word: str
) -> None:
    facts = replace(WELL, **change)
    (told,) = so_now(facts)
    assert told.code == code
    assert word in told.said
    opened = replace(facts, open=[Notice(told.code, told.about, told.said, NOW, NOW)])
    assert so_now(opened) == (told,)
    assert over(opened, so_now(opened)) == ()
    well = replace(WELL, open=opened.open, devices=[replace(STRAP, battery_percent=90)])
    assert [each.code for each in over(well, so_now(well))] == [code]


QUIET: dict[str, dict[str, Any]] = {
    "three days are no silence": {"heard": [("kim", NOW - 3 * DAY, LONG_AGO)]},
    "nobody is silent on the first day": {"heard": [("kim", None, NOW - HOUR)]},
    "a letter that waits a while": {"messages": [message(MessageState.WAITING, 3)]},
    "a refusal of last week": {"messages": [message(MessageState.REFUSED, 1, 8 * DAY)]},
    "no backup on the first day": {"last_backup": None, "followed_since": NOW - HOUR},
    "no backup of nobody": {"last_backup": None, "followed_since": None},
    "a share that is away for minutes": {"looking_failed": Failure(2, NOW, "It does not answer.")},
    "a night without backup": {"last_backup": NOW - 2 * DAY},
    "a device that tells no battery": {"devices": [replace(STRAP, battery_percent=None)]},
}


@pytest.mark.parametrize("change", QUIET.values(), ids=QUIET)
def test_what_is_not_worth_a_word(change: dict[str, Any]) -> None:
    assert so_now(replace(WELL, **change)) == ()


def test_what_wavers_is_one_notice() -> None:
    wavering = [replace(STRAP, battery_percent=20)]
    assert so_now(replace(WELL, devices=wavering)) == ()
    opened = [notice("battery", "7")]
    assert [each.code for each in so_now(replace(WELL, devices=wavering, open=opened))] == [
        "battery"
    ]
    assert so_now(replace(WELL, free_mb=550)) == ()
    assert so_now(replace(WELL, free_mb=550, open=[notice("disk", "data")]))


STUCK = notice("mail_stuck", "mail")
IN_PART = notice("not_everywhere")


@pytest.mark.parametrize(
    ("began", "messages", "lasts"),
    [
        (STUCK, [message(MessageState.WAITING)], True),
        (STUCK, [message(MessageState.WAITING), message(MessageState.SENT)], True),
        (STUCK, [message(MessageState.SENT)], False),
        (STUCK, [message(MessageState.MISSED)], False),
        (STUCK, [], False),
        (IN_PART, [replace(message(MessageState.SENT), kind=MessageKind.NUDGE)], True),
        (IN_PART, [replace(message(MessageState.SENT, 1, 8 * DAY), kind=MessageKind.NUDGE)], False),
        (IN_PART, [message(MessageState.SENT)], False),
    ],
)
def test_what_sending_began_lasts_as_long_as_the_ledger_bears_it_out(
    began: Notice, messages: list[Message], lasts: bool
) -> None:
    facts = replace(WELL, open=[began], messages=messages)
    kept = [each.code for each in so_now(facts)]
    assert kept == [began.code] * lasts
    assert over(facts, so_now(facts)) == (() if lasts else (began,))
    assert so_now(replace(facts, open=[])) == (), "it does not begin here"


def test_notices_of_others_are_left_alone() -> None:
    facts = replace(WELL, open=[notice("inbox_gone"), notice("another")])
    assert over(facts, ()) == ()


def test_a_new_notice_is_mailed_and_an_old_one_is_not_mailed_again() -> None:
    assert may_write([notice("disk")], NOW, None)
    assert not may_write([notice("disk", told=2 * DAY)], NOW, NOW - 2 * DAY)
    assert not may_write([], NOW, None)


def test_there_is_one_mail_a_day_whatever_happens() -> None:
    assert not may_write([notice("disk")], NOW, NOW - 19 * HOUR)
    assert may_write([notice("disk")], NOW, NOW - 21 * HOUR)
    assert may_write([notice("disk")], NOW, NOW + DAY), "dated by a wrong clock"


@given(hours=st.lists(st.integers(1, 60), min_size=1, max_size=60))
def test_a_silence_is_told_at_most_twice_however_long_it_lasts(hours: list[int]) -> None:
    now, silence, mails = NOW, Notice("silent", "kim", "Nothing.", NOW), 0
    last: datetime | None = None
    for each in hours:
        now += each * HOUR
        if may_write([silence], now, last):
            assert untold([silence], now) == (silence,)
            silence, last, mails = replace(silence, told_at=now), now, mails + 1
    assert 1 <= mails <= 2


def test_nothing_that_is_told_speaks_of_health() -> None:
    words = {"pain", "step", "heart", "bpm", "flare", "verdict", "met-h", "kim@"}
    for change, _, _ in THINGS.values():
        for told in so_now(replace(WELL, **change)):
            assert isinstance(told, Told)
            assert not any(word in told.said.lower() for word in words), told
