"""Devices and originals: each known once, whatever comes first."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import files
from storage.devices import device_id, devices
from storage.errors import DatabaseUnusableError
from storage.records import DeviceKey, FileRow, FileStatus

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WATCH = DeviceKey(1, 2503, 3_900_000_001)
OTHER = DeviceKey(1, None, None)


def sha(number: int) -> str:
    return f"{number:064x}"


def original(number: int, **changes) -> FileRow:
    row = FileRow(
        sha256=sha(number),
        name=f"{number}.fit",
        size=1000 + number,
        status=FileStatus.WHOLE,
        kind="monitoring_b",
        device=WATCH,
        created=START,
        first=START,
        last=START + HOUR,
        body_sha256=sha(number + 1000),
        body_size=900 + number,
        decoder_version=1,
    )
    return replace(row, **changes)


@pytest.mark.parametrize("key", [WATCH, OTHER, DeviceKey(None, None, None), DeviceKey(0, 0, 0)])
def test_a_device_is_added_once_also_where_parts_are_unknown(engine, key):
    with engine.begin() as conn:
        number = device_id(conn, key)
        assert device_id(conn, key) == number
        known = devices(conn)
    assert {number: key} == {each.id: each.key for each in known.values()}
    assert str(key.serial) not in known[number].label or not key.serial


def test_an_unknown_part_is_not_zero(engine):
    with engine.begin() as conn:
        assert device_id(conn, DeviceKey(1, 0, None)) != device_id(conn, DeviceKey(1, None, None))


def test_a_label_is_for_people(engine):
    with engine.begin() as conn:
        assert devices(conn) == {}
        number = device_id(conn, WATCH)
        named = device_id(conn, OTHER, label="Chest strap")
        assert [devices(conn)[each].label for each in (number, named)] == [
            "Garmin 2503",
            "Chest strap",
        ]


def test_the_same_original_twice_is_one(engine, person):
    row = original(1, problems=("cut off (at byte 12)",), device=None, created=None)
    with engine.begin() as conn:
        assert files.add_files(conn, person.id, [row]) == {row.sha256}
        assert files.add_files(conn, person.id, [row]) == set()
        assert files.all_files(conn, person.id) == (row,)


def test_known_answers_for_more_than_one_statement_can_ask(engine, person):
    with engine.begin() as conn:
        for number in (1, 2, 1999):
            files.add_files(conn, person.id, [original(number)])
        asked = [sha(number) for number in range(2, 2500)]
        assert files.known(conn, person.id, asked) == {sha(2), sha(1999)}
        assert files.known(conn, person.id, []) == set()
        assert files.known(conn, person.id + 1, asked) == set()


def test_an_original_belongs_to_somebody(engine, person):
    with pytest.raises(IntegrityError), engine.begin() as conn:
        files.add_files(conn, person.id + 1, [original(1)])


def test_touching_gives_what_overlaps_and_can_be_read(engine, person):
    rows = [
        original(1),
        original(2, first=START + HOUR, last=START + 2 * HOUR),
        original(3, device=OTHER),
        original(4, status=FileStatus.REFUSED, first=None, last=None),
        original(5, status=FileStatus.FOREIGN),
        original(6, status=FileStatus.RESCUED),
    ]

    def numbers(found):
        return [int(row.sha256, 16) for row in found]

    with engine.begin() as conn:
        for row in rows:
            files.add_files(conn, person.id, [row])
        files.supersede(conn, person.id, sha(6), sha(1))
        everything = START, START + HOUR
        assert numbers(files.touching(conn, person.id, None, *everything)) == [1, 3, 2]
        assert numbers(files.touching(conn, person.id, WATCH, *everything)) == [1, 2]
        after = START + timedelta(hours=1, seconds=1), START + 9 * HOUR
        assert numbers(files.touching(conn, person.id, None, *after)) == [2]


def test_only_the_same_device_kind_and_beginning_can_have_grown(engine, person):
    rows = [
        original(1),
        original(2, device=OTHER),
        original(3, kind="activity"),
        original(4, created=START + HOUR),
        original(5, status=FileStatus.REFUSED),
        original(6, device=None, created=None, kind=None),
    ]
    with engine.begin() as conn:
        for row in rows:
            files.add_files(conn, person.id, [row])
        watched, unknown = (WATCH, "monitoring_b", START), (None, None, None)
        never = (WATCH, "monitoring_b", START - HOUR)
        found = files.same_recordings(conn, person.id, [watched, unknown, never])
    assert found == {watched: [rows[0]], unknown: [rows[5]], never: []}


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])), ids=str)
def test_a_recording_that_grew_twice_ends_the_same_in_any_order(engine, person, order):
    with engine.begin() as conn:
        for number in order:
            files.add_files(conn, person.id, [original(number)])
            recording = (WATCH, "monitoring_b", START)
            for row in files.same_recordings(conn, person.id, [recording])[recording]:
                other = int(row.sha256, 16)
                if other != number:
                    shorter, longer = sorted((other, number))
                    files.supersede(conn, person.id, sha(shorter), sha(longer))
        found = {row.sha256: row.superseded_by for row in files.all_files(conn, person.id)}
    assert found == {sha(1): sha(3), sha(2): sha(3), sha(3): None}


def test_what_is_new_or_superseded_is_derived_again_and_then_left_alone(engine, person):
    def waiting(conn):
        return [int(row.sha256, 16) for row in files.underived(conn, person.id)]

    with engine.begin() as conn:
        for number in (1, 2, 3):
            files.add_files(conn, person.id, [original(number)])
        files.add_files(conn, person.id, [original(4, status=FileStatus.REFUSED)])
        assert waiting(conn) == [1, 2, 3]
        files.mark_derived(conn, person.id, [sha(1), sha(2), sha(3)])
        assert waiting(conn) == []
        files.add_files(conn, person.id, [original(1)])
        assert waiting(conn) == []
        files.supersede(conn, person.id, sha(1), sha(2))
        assert waiting(conn) == [1, 2]
        files.mark_derived(conn, person.id, [sha(1), sha(2)])
        files.supersede(conn, person.id, sha(1), sha(2))
        assert waiting(conn) == []


def test_a_database_that_takes_no_more_says_so(engine, person):
    read_only = {
        "sqlite": "PRAGMA query_only=ON",
        "postgresql": "SET TRANSACTION READ ONLY",
    }
    with engine.connect() as conn:
        conn.exec_driver_sql(read_only[engine.dialect.name])
        with pytest.raises(DatabaseUnusableError, match="cannot be written to"):
            files.add_files(conn, person.id, [original(1)])
        conn.rollback()
        conn.invalidate()
