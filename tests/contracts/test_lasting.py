"""What was sent and agreed to outlives a database that is put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import clock_ahead, consents, lasting, messages, wishes
from storage.database import open_database, sqlite_url
from storage.people import add_person
from storage.records import MessageKind, Wish, WishKind
from storage.sending import Consent, MessageState, Privacy

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
COPIED, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
LETTER, NUDGE = MessageKind.PATIENT_LETTER, MessageKind.NUDGE


@pytest.fixture
def other(tmp_path: Path, file_template: Path) -> Iterator[Engine]:
    """The database that was used until now, always a file."""
    path = tmp_path / "other.db"
    shutil.copy(file_template, path)
    opened = open_database(sqlite_url(path), now=NOW)
    yield opened
    opened.dispose()


def give(conn, address, at=NOW, kind=LETTER):
    agreed = Consent(0, 1, kind, address, "en", Privacy.FULL, "07:30", "AB", at)
    return consents.give(conn, agreed)


def lived(conn, name="kim", added=NOW):
    """Kim agreed, one letter waits: so it was when the copy was made."""
    add_person(conn, name=name, timezone="UTC", now=added)
    give(conn, "kim@example.org")
    waits = messages.claim(conn, 1, LETTER, "2026-W08", NOW, "<eight@example.org>")
    messages.settle(conn, waits, MessageState.WAITING, NOW, "451", NOW)


def taken_along(engine, other):
    with other.begin() as conn:
        last = lasting.read(conn)
    with engine.begin() as conn:
        return lasting.take_along(conn, last)


def test_letters_and_revocations_since_the_copy_are_known(engine, other):
    for each in (engine, other):
        with each.begin() as conn:
            lived(conn)
    with other.begin() as conn:
        for period in ("2026-W08", "2026-W09"):
            claimed = messages.claim(conn, 1, LETTER, period, LATER, "<nine@example.org>")
            messages.settle(conn, claimed, MessageState.SENT, LATER, "250")
        consents.revoke(conn, 1, LETTER, LATER)
        wishes.add_wish(conn, 1, Wish(WishKind.PAUSE, LATER + timedelta(weeks=1), LATER))
        give(conn, "ntfy://example.org/topic", LATER, NUDGE)
        last = lasting.read(conn)
    assert last.since(COPIED) == {"consents": 2, "messages": 2, "nudge_wishes": 1}
    assert taken_along(engine, other)
    with engine.begin() as conn, other.begin() as source:
        assert messages.read(conn) == messages.read(source)
        assert consents.history(conn, 1) == consents.history(source, 1)
        assert [each.kind for each in consents.active(conn)] == [NUDGE]
        assert wishes.read_wishes(conn, 1) == wishes.read_wishes(source, 1)
    assert taken_along(engine, other)  # a second time changes nothing
    with engine.begin() as conn:
        assert len(messages.read(conn)) == len(consents.history(conn, 1)) == 2


def test_what_the_copy_knows_better_stays(engine, other):
    for each in (engine, other):
        with each.begin() as conn:
            lived(conn)
    with engine.begin() as conn:
        claimed = messages.claim(conn, 1, LETTER, "2026-W08", LATER, "")
        messages.settle(conn, claimed, MessageState.SENT, LATER, "250")
        consents.revoke(conn, 1, LETTER, LATER)
    assert taken_along(engine, other)
    with engine.begin() as conn:
        assert messages.of_period(conn, 1, LETTER, "2026-W08").state is MessageState.SENT
        assert consents.active(conn) == ()


@pytest.mark.parametrize("added", [None, LATER])
def test_of_somebody_the_other_database_never_knew_nothing_is_known(engine, other, added):
    with engine.begin() as conn:
        lived(conn)
    if added is not None:  # another person, who has the same number there
        with other.begin() as conn:
            lived(conn, "bo", added)
            give(conn, "bo@example.org", LATER)
    assert not taken_along(engine, other)
    with engine.begin() as conn:
        assert [each.address for each in consents.history(conn, 1)] == ["kim@example.org"]
        consents.revoke(conn, 1, LETTER, LATER)
    assert taken_along(engine, other)  # nobody agrees, so nothing can come twice


def test_an_empty_database_has_nothing_that_lasts(empty_url):
    from storage.connecting import make_engine, reading

    engine = make_engine(empty_url)
    with reading(engine) as conn:
        assert lasting.read(conn) == lasting.Lasting()
    engine.dispose()


def test_what_waits_in_a_copy_is_left_to_its_owner(engine):
    with engine.begin() as conn:
        lived(conn)
        assert lasting.doubt(conn, LATER, "nobody knows") == 1
        (message,) = messages.read(conn)
    assert (message.state, message.next_try_at) == (MessageState.UNCERTAIN, None)


def test_what_a_clock_wrote_that_was_ahead_is_taken_as_written_now(engine):
    with engine.begin() as conn:
        lived(conn)
        ahead = messages.claim(conn, 1, NUDGE, "2026-03-02", LATER, "")
        messages.settle(conn, ahead, MessageState.SENT, LATER, "250")
        waits = messages.claim(conn, 1, LETTER, "2026-W09", LATER, "")
        messages.settle(conn, waits, MessageState.WAITING, LATER, "451", LATER)
        for kind, period in ((LETTER, "2026-W10"), (NUDGE, "2026-03-04"), (NUDGE, "2026-03-03")):
            messages.claim(conn, 1, kind, period, LATER, "")
        clock_ahead.believe(conn, COPIED)
        found = {each.period: each for each in messages.read(conn)}
    assert found["2026-03-02"].claimed_at == found["2026-03-02"].done_at == COPIED
    assert found["2026-W09"].next_try_at == found["2026-W09"].claimed_at == COPIED
    assert found["2026-W08"].claimed_at == found["2026-W08"].next_try_at == NOW
    assert found.keys() == {"2026-W08", "2026-W09", "2026-03-02", "2026-03-03"}  # one is to come
