"""What several connections do at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from storage.database import open_database, reading
from storage.decisions import add_decision, read_decisions
from storage.devices import device_id, devices
from storage.errors import DatabaseUnusableError
from storage.people import add_person, all_people
from storage.records import Decision, DeviceKey, Nudge, Reason
from storage.trouble import Trouble

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
AT_ONCE = 4


def all_at_once(work):
    barrier = Barrier(AT_ONCE)

    def one(number):
        barrier.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_a_device_gets_one_number_however_many_ask(engine):
    def ask(_):
        with engine.begin() as conn:
            return device_id(conn, DeviceKey(1, None, None))

    assert len(set(all_at_once(ask))) == 1
    with engine.begin() as conn:
        assert len(devices(conn)) == 1


def test_only_one_of_several_may_send_the_nudge(engine, person):
    nudge = Nudge(MONDAY, "walk_more", {}, "drop", asks_for_more=True)

    def decide(number):
        at = NOW.replace(minute=number)
        with engine.begin() as conn:
            return add_decision(conn, person.id, Decision(MONDAY, nudge, Reason("low"), at))

    assert sorted(all_at_once(decide)) == [False] * (AT_ONCE - 1) + [True]
    with engine.begin() as conn:
        assert len(read_decisions(conn, person.id, MONDAY, MONDAY)) == 1


def test_several_programs_opening_an_empty_database_make_it_once(empty_url):
    engines = all_at_once(lambda _: open_database(empty_url, now=NOW))
    with engines[0].begin() as conn:
        assert all_people(conn) == ()
    for each in engines:
        each.dispose()


def test_a_reader_sees_one_state_while_others_write(engine):
    with reading(engine) as reader:
        assert all_people(reader) == ()
        with engine.begin() as writer:
            add_person(writer, name="one", timezone="UTC", now=NOW)
        assert all_people(reader) == ()
    with reading(engine) as reader:
        assert len(all_people(reader)) == 1


def test_a_server_that_does_not_answer_is_named_without_its_password():
    pytest.importorskip("psycopg")
    url = "postgresql://someone:secret@127.0.0.1:1/stegvis"
    with pytest.raises(DatabaseUnusableError, match=r"does not answer.*address") as refused:
        open_database(url, now=NOW, wait_s=2)
    assert refused.value.trouble is Trouble.NO_SERVER
    assert "secret" not in str(refused.value)
