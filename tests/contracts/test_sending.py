"""The ledger of sending: one row a message, whoever asks and however often programs die."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from storage import clock_ahead, consents, messages, notices, tables
from storage.errors import StorageError
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
EARLIER = NOW - timedelta(hours=1)
WEEK = "2026-W09"
LETTER, NUDGE = MessageKind.PATIENT_LETTER, MessageKind.NUDGE


def claimed(conn, person, kind=LETTER, period=WEEK, now=NOW):
    return messages.claim(conn, person.id, kind, period, now, "<one@example.org>")


def test_of_many_programs_claiming_at_once_one_gets_the_message(engine, person):
    def try_it(_number):
        with engine.begin() as conn:
            return claimed(conn, person) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_it, range(8))) == 1


def test_a_message_in_hand_or_done_is_nobody_elses(engine, person):
    with engine.begin() as conn:
        message = claimed(conn, person)
        assert claimed(conn, person) is None
        messages.posting(conn, message)
        assert claimed(conn, person) is None
        messages.settle(conn, message, MessageState.SENT, NOW, "250 taken")
        assert claimed(conn, person, now=LATER) is None
        assert messages.of_period(conn, person.id, LETTER, WEEK).done_at == NOW


def test_a_message_that_waits_is_claimed_again_when_its_time_has_come(engine, person):
    with engine.begin() as conn:
        message = claimed(conn, person)
        messages.settle(conn, message, MessageState.WAITING, NOW, "451 later", LATER)
        assert claimed(conn, person, now=LATER - timedelta(seconds=1)) is None
        second = messages.claim(conn, person.id, LETTER, WEEK, LATER, "<two@example.org>")
        assert (second.tries, second.message_id) == (2, "<one@example.org>")


def test_what_never_left_is_tried_again_and_what_may_have_arrived_is_not(engine, person):
    with engine.begin() as conn:
        never = claimed(conn, person)
        perhaps = claimed(conn, person, NUDGE, "2026-03-02")
        messages.posting(conn, perhaps)
    with engine.begin() as conn:
        assert {each.id for each in messages.recover(conn, NOW)} == {never.id, perhaps.id}
        states = {each.id: each.state for each in messages.read(conn)}
        assert states == {never.id: MessageState.WAITING, perhaps.id: MessageState.UNCERTAIN}
        assert claimed(conn, person) is not None
        assert claimed(conn, person, NUDGE, "2026-03-02", LATER) is None
        assert [each.id for each in messages.recover(conn, NOW)] == [never.id]


def test_a_message_that_kills_its_maker_every_time_is_made_less_and_less_often(engine, person):
    gaps = []
    now = NOW
    with engine.begin() as conn:
        for _ in range(4):
            assert claimed(conn, person, now=now) is not None
            messages.recover(conn, now)
            next_try = messages.of_period(conn, person.id, LETTER, WEEK).next_try_at
            gaps.append(next_try - now)
            now = next_try
    assert gaps == [timedelta(minutes=each) for each in (0, 10, 20, 30)]


def test_only_the_owner_sends_an_uncertain_message_again(engine, person):
    with engine.begin() as conn:
        message = claimed(conn, person)
        messages.posting(conn, message)
        messages.recover(conn, NOW)
        messages.ask(conn, message.id, LATER)
        second = claimed(conn, person, now=LATER)
        assert second.id == message.id
        messages.posting(conn, second)
        messages.recover(conn, LATER)
        messages.arrived(conn, message.id, LATER)
        with pytest.raises(StorageError, match="is sent"):
            messages.ask(conn, message.id, LATER)
        with pytest.raises(StorageError, match="no message 99"):
            messages.ask(conn, 99, LATER)


def test_a_message_whose_time_has_passed_is_missed_once(engine, person):
    with engine.begin() as conn:
        messages.miss(conn, person.id, LETTER, WEEK, NOW, "switched off")
        waiting = claimed(conn, person, period="2026-W10")
        messages.settle(conn, waiting, MessageState.WAITING, NOW, "451", LATER)
        messages.miss(conn, person.id, LETTER, "2026-W10", NOW, "refused all week")
        sent = claimed(conn, person, period="2026-W11")
        messages.settle(conn, sent, MessageState.SENT, NOW)
        messages.miss(conn, person.id, LETTER, "2026-W11", NOW, "never")
        found = {each.period: (each.state, each.said) for each in messages.read(conn)}
    assert found == {
        WEEK: (MessageState.MISSED, "switched off"),
        "2026-W10": (MessageState.MISSED, "refused all week"),
        "2026-W11": (MessageState.SENT, ""),
    }


def test_what_its_owner_asked_for_since_somebody_looked_is_not_missed(engine, person):
    with engine.begin() as conn:
        messages.miss(conn, person.id, LETTER, WEEK, NOW, "switched off")
        (message,) = messages.read(conn)
        messages.ask(conn, message.id, LATER)
        for seen, state in (
            (NOW, MessageState.WAITING),
            (LATER, MessageState.WAITING),
            (LATER + timedelta(seconds=1), MessageState.MISSED),
        ):
            messages.miss(conn, person.id, LETTER, WEEK, seen, "its week was over")
            assert messages.numbered(conn, message.id).state is state
        assert messages.numbered(conn, message.id).asked_at == LATER


def test_what_was_asked_for_again_is_read_however_old_it_is(engine, person):
    with engine.begin() as conn:
        old, older = (claimed(conn, person, period=f"2026-W0{n}") for n in (1, 2))
        messages.settle(conn, old, MessageState.REFUSED, NOW, "550")
        messages.settle(conn, older, MessageState.REFUSED, NOW, "550")
        messages.ask(conn, old.id, LATER)
        assert [each.id for each in messages.read(conn, LATER)] == [old.id]


def test_only_what_waits_can_be_hurried(engine, person):
    with engine.begin() as conn:
        message = claimed(conn, person)
        clock_ahead.hurry(conn, message.id, NOW)
        assert messages.numbered(conn, message.id) == message
        messages.settle(conn, message, MessageState.WAITING, NOW, "451", LATER)
        clock_ahead.hurry(conn, message.id, NOW)
        assert messages.numbered(conn, message.id).next_try_at == NOW


@pytest.mark.parametrize(("asked_at", "kept"), [(LATER, NOW), (EARLIER, EARLIER)])
def test_an_ask_of_a_wrong_clock_counts_as_of_now(engine, person, asked_at, kept):
    with engine.begin() as conn:
        message = claimed(conn, person)
        messages.settle(conn, message, MessageState.WAITING, EARLIER, "451", EARLIER)
        messages.ask(conn, message.id, asked_at)
        clock_ahead.hurry(conn, message.id, NOW)
        found = messages.numbered(conn, message.id)
        assert (found.asked_at, found.next_try_at) == (kept, NOW)


def test_what_another_process_took_over_cannot_be_moved_by_the_one_that_had_it(engine, person):
    with engine.begin() as conn:
        first = claimed(conn, person)
        messages.recover(conn, NOW)  # somebody thought the first was dead
        second = claimed(conn, person)
        for step in (
            lambda: messages.posting(conn, first),
            lambda: messages.settle(conn, first, MessageState.SENT, NOW),
        ):
            with pytest.raises(StorageError, match="another process"):
                step()
        messages.posting(conn, second)
        messages.posting(conn, second)  # the second of two addresses
        messages.settle(conn, second, MessageState.SENT, NOW)
        with pytest.raises(StorageError, match="another process"):
            messages.posting(conn, second)


def test_a_missed_message_that_is_sent_after_all_gets_a_name(engine, person):
    with engine.begin() as conn:
        messages.miss(conn, person.id, LETTER, WEEK, NOW, "switched off")
        (missed,) = messages.read(conn)
        messages.ask(conn, missed.id, LATER)
        late = claimed(conn, person, now=LATER)
        assert (late.message_id, late.tries) == ("<one@example.org>", 1)


def test_only_what_waits_has_a_next_try(engine, person):
    with engine.begin() as conn:
        message = claimed(conn, person)
        with pytest.raises(ValueError, match="next_try_at"):
            messages.settle(conn, message, MessageState.WAITING, NOW)


def agreed(person, kind=LETTER, address="kim@example.org", **more):
    consent = Consent(0, person.id, kind, address, "en", Privacy.FULL, "07:30", "Kim", NOW)
    return dataclasses.replace(consent, **more)


def test_the_newest_consent_counts_and_each_address_for_nudges(engine, person):
    with engine.begin() as conn:
        consents.give(conn, agreed(person))
        newest = consents.give(conn, agreed(person, address="new@example.org"))
        nudges = [
            consents.give(conn, agreed(person, NUDGE, each)) for each in ("ntfy://a", "ntfy://b")
        ]
        assert consents.active(conn) == (newest, *nudges)
        assert consents.of(consents.active(conn), person.id, NUDGE) == tuple(nudges)


def test_revoking_ends_every_consent_of_a_kind_and_keeps_the_record(engine, person):
    with engine.begin() as conn:
        consents.give(conn, agreed(person))
        consents.give(conn, agreed(person, address="new@example.org"))
        consents.give(conn, agreed(person, NUDGE, "ntfy://a"))
        assert consents.revoke(conn, person.id, LETTER, LATER) == 2
        assert consents.revoke(conn, person.id, NUDGE, LATER, address="ntfy://other") == 0
        assert [each.kind for each in consents.active(conn)] == [NUDGE]
        assert [each.revoked_at for each in consents.history(conn, person.id)] == [
            LATER,
            LATER,
            None,
        ]


def test_an_address_that_was_replaced_is_not_written_to_again_when_the_new_one_is_taken_back(
    engine, person
):
    with engine.begin() as conn:
        consents.give(conn, agreed(person, address="old@example.org"))
        consents.give(conn, agreed(person, address="new@example.org"))
        assert consents.revoke(conn, person.id, LETTER, LATER, address="new@example.org") == 1
        assert consents.active(conn) == ()
        given = consents.give(conn, agreed(person, address="old@example.org"))
        assert consents.active(conn) == (given,)


def test_taking_back_an_address_that_was_replaced_leaves_the_new_one(engine, person):
    with engine.begin() as conn:
        consents.give(conn, agreed(person, address="old@example.org"))
        newest = consents.give(conn, agreed(person, address="new@example.org"))
        assert consents.revoke(conn, person.id, LETTER, LATER, address="old@example.org") == 1
        assert consents.active(conn) == (newest,)


def test_a_notice_begins_once_lasts_and_ends(engine):
    with engine.begin() as conn:
        assert notices.begin(conn, "silent", "Kim", "Nothing for 3 days.", NOW)
        assert not notices.begin(conn, "silent", "Kim", "Nothing for 4 days.", LATER)
        notices.told(conn, "silent", "Kim", LATER)
        (notice,) = notices.open_notices(conn)
        assert (notice.said, notice.since, notice.told_at) == ("Nothing for 4 days.", NOW, LATER)
        assert notices.end(conn, "silent", "Kim", LATER)
        assert not notices.end(conn, "silent", "Kim", LATER)
        assert notices.open_notices(conn) == ()
        assert notices.begin(conn, "silent", "Kim", "Again.", LATER)


def test_erasing_a_person_takes_their_messages_and_consents_along(engine, person):
    with engine.begin() as conn:
        claimed(conn, person)
        consents.give(conn, agreed(person))
        conn.execute(tables.people.delete())
        assert messages.read(conn) == ()
        assert consents.active(conn) == ()
