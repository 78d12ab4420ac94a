"""Minutes, device days and sessions: written as wholes, the same however often and in any order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from storage import activities, device_days, files, minutes, tables
from storage.devices import device_id
from storage.errors import BlockDamagedError
from storage.records import (
    MINUTES,
    STEPS_UNKNOWN,
    Activity,
    Channel,
    DeviceDay,
    DeviceKey,
    FileRow,
    FileStatus,
    MinuteBlock,
)

DAY = date(2026, 3, 2)
NEXT = date(2026, 3, 3)
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
ALL = (date.min, date.max)


@pytest.fixture
def watch(engine) -> int:
    with engine.begin() as conn:
        return device_id(conn, DeviceKey(1, 2503, 7))


def little(values: list[int]) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in values)


def block(day: date = DAY, *, steps: int = 100, rate: int = 70) -> MinuteBlock:
    """Steps in the first minute, a heart rate in the first two, nothing known after that."""
    unknown = [STEPS_UNKNOWN] * (MINUTES - 2)
    return MinuteBlock(
        day,
        {
            "steps": little([steps, 0, *unknown]),
            "hr_mean_bpm": bytes([rate, rate + 1]) + bytes(MINUTES - 2),
        },
    )


def write(conn, person, watch, *blocks, channel=Channel.MONITORING):
    return minutes.write_blocks(conn, person.id, watch, channel, blocks)


def test_minutes_come_back_by_stream_and_in_order_of_day(engine, person, watch):
    with engine.begin() as conn:
        write(conn, person, watch, block(NEXT, rate=80), block(DAY))
        write(conn, person, watch, block(DAY, rate=120), channel=Channel.ACTIVITY)
        streams = minutes.read_streams(conn, person.id, DAY, NEXT)
        just_one = minutes.read_streams(conn, person.id, NEXT, NEXT)
    assert [(each.device_id, each.channel, each.blocks) for each in streams] == [
        (watch, Channel.ACTIVITY, (block(DAY, rate=120),)),
        (watch, Channel.MONITORING, (block(DAY), block(NEXT, rate=80))),
    ]
    assert [each.blocks for each in just_one] == [(block(NEXT, rate=80),)]


def test_only_days_that_really_changed_are_news(engine, person, watch):
    with engine.begin() as conn:
        assert write(conn, person, watch, block(DAY), block(NEXT)) == (DAY, NEXT)
        assert write(conn, person, watch, block(DAY), block(NEXT)) == ()
        assert write(conn, person, watch, block(DAY), block(NEXT, steps=101)) == (NEXT,)
        assert write(conn, person, watch) == ()


def test_a_day_on_which_nothing_is_known_is_not_kept(engine, person, watch):
    nothing = MinuteBlock(DAY, {"steps": little([STEPS_UNKNOWN] * MINUTES)})
    with engine.begin() as conn:
        assert write(conn, person, watch, nothing) == ()
        assert write(conn, person, watch, block(DAY)) == (DAY,)
        assert write(conn, person, watch, nothing) == (DAY,)
        assert minutes.read_streams(conn, person.id, *ALL) == ()


def test_totals_are_there_for_readers_of_sql_and_unknown_stays_null(engine, person, watch):
    only_rate = MinuteBlock(NEXT, {"hr_mean_bpm": bytes([60]) * MINUTES})
    with engine.begin() as conn:
        write(conn, person, watch, block(DAY), only_rate)
        table = tables.minutes
        found = conn.execute(
            select(table.c.steps, table.c.hr_minutes, table.c.hr_mean_bpm).order_by(table.c.utc_day)
        )
        assert [tuple(row) for row in found] == [(100, 2, 70.5), (None, MINUTES, 60.0)]


def test_a_day_of_no_steps_is_known_to_have_none(engine, person, watch):
    with engine.begin() as conn:
        write(conn, person, watch, MinuteBlock(DAY, {"steps": bytes(2 * MINUTES)}))
        assert conn.execute(select(tables.minutes.c.steps)).scalar_one() == 0


def test_a_damaged_day_is_refused_and_writing_it_again_heals_it(engine, person, watch):
    with engine.begin() as conn:
        write(conn, person, watch, block(DAY))
        conn.execute(update(tables.minutes).values(block=b"\x01 nothing of the kind"))
        with pytest.raises(BlockDamagedError, match=r"2026-03-02.*Derive that day again"):
            minutes.read_streams(conn, person.id, *ALL)
        assert write(conn, person, watch, block(DAY)) == (DAY,)
        assert minutes.read_streams(conn, person.id, *ALL)[0].blocks == (block(DAY),)


def test_minutes_of_nobody_or_of_no_device_are_refused(engine, person, watch):
    for owner, device in ((person.id + 1, watch), (person.id, watch + 1)):
        with pytest.raises(IntegrityError), engine.begin() as conn:
            minutes.write_blocks(conn, owner, device, Channel.LIVE, [block()])


def test_numbers_of_numpy_are_refused_before_a_database_misreads_them(engine, person, watch):
    numpy = pytest.importorskip("numpy")
    row = DeviceDay(watch, DAY, 60, numpy.int64(5), 5, 0, complete=True)
    with engine.begin() as conn, pytest.raises(TypeError, match=r"total_steps.*not a plain value"):
        device_days.replace(conn, person.id, watch, DAY, DAY, [row])


# --- device days -------------------------------------------------------------------------------


def device_day(watch: int, offset: int, steps: int | None) -> DeviceDay:
    day = DAY + timedelta(days=offset)
    return DeviceDay(watch, day, 60, steps, steps, None if steps is None else 0, complete=True)


def test_exactly_the_given_days_remain_in_the_range(engine, person, watch):
    rows = [device_day(watch, offset, 1000 + offset) for offset in range(5)]
    first, last = rows[1].date, rows[3].date
    with engine.begin() as conn:
        device_days.replace(conn, person.id, watch, rows[0].date, rows[4].date, rows)
        again = device_days.replace(conn, person.id, watch, first, last, rows[1:4])
        changed = replace(rows[2], total_steps=None, placed_steps=None, unplaced_steps=None)
        news = device_days.replace(conn, person.id, watch, first, last, [rows[1], changed])
        kept = device_days.read(conn, person.id, *ALL)
    assert again == ()
    assert news == (rows[2].date, rows[3].date)
    assert kept == (rows[0], rows[1], changed, rows[4])


def test_days_outside_the_range_or_of_another_device_are_refused(engine, person, watch):
    with engine.begin() as conn:
        for row in (device_day(watch, 1, 5), device_day(watch + 1, 0, 5)):
            with pytest.raises(ValueError, match="is not of device"):
                device_days.replace(conn, person.id, watch, DAY, DAY, [row])


# --- sessions ----------------------------------------------------------------------------------


def session(watch: int | None, sha: str, **changes) -> Activity:
    whole = Activity(
        device_id=watch,
        start=START,
        end=START + timedelta(minutes=30),
        sport="walking",
        sub_sport="generic",
        duration_s=1800.0,
        elapsed_s=1800.0,
        distance_m=None,
        hr_mean_bpm=101.5,
        hr_max_bpm=120,
        hr_samples=1800,
        steps=3000,
        utc_offset_min=60,
        sha256=sha,
        source="walk.fit",
    )
    return replace(whole, **changes)


def add(conn, person, *told: Activity) -> None:
    for each in told:
        row = FileRow(
            sha256=each.sha256,
            name=each.source,
            size=1,
            status=FileStatus.WHOLE,
            kind="activity",
            device=None,
            created=None,
            first=each.start,
            last=each.end,
            body_sha256=each.sha256,
            body_size=1,
            decoder_version=1,
        )
        files.add_files(conn, person.id, [row])
        activities.replace_of_files(conn, person.id, {each.sha256: [each]})


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_session_in_several_files_is_shown_once_in_any_order(engine, person, watch, order):
    fullest = session(watch, "c")
    told = [
        fullest,
        session(watch, "a", hr_samples=10, end=START + timedelta(hours=3)),
        session(watch, "b", rescued=True, hr_samples=9999),
    ]
    with engine.begin() as conn:
        add(conn, person, *(told[i] for i in order))
        assert activities.read(conn, person.id, None, None) == (fullest,)
        # An other telling alone reaches into this stretch: the session as shown does not.
        later = START + timedelta(hours=2)
        assert activities.read(conn, person.id, later, None) == ()


def test_other_sessions_are_not_taken_for_the_same(engine, person, watch):
    told = [
        session(watch, "a"),
        session(None, "b"),
        session(watch, "c", sport="cycling"),
        session(watch, "d", start=START + timedelta(seconds=1)),
    ]
    with engine.begin() as conn:
        add(conn, person, *told)
        assert set(activities.read(conn, person.id, None, None)) == set(told)


def test_sessions_are_cut_to_the_stretch_asked_for_and_sorted_by_start(engine, person, watch):
    hours = [timedelta(hours=each) for each in (5, 0, 10)]
    told = [
        session(watch, str(i), start=START + each, end=START + each + timedelta(minutes=5))
        for i, each in enumerate(hours)
    ]
    with engine.begin() as conn:
        add(conn, person, *told)

        def read(first, last):
            found = activities.read(conn, person.id, first, last)
            return [int(each.sha256) for each in found]

        assert read(None, None) == [1, 0, 2]
        assert read(START + hours[0], None) == [0, 2]
        assert read(None, START + hours[0]) == [1, 0]
        assert read(START + timedelta(minutes=5), START + timedelta(hours=9)) == [1, 0]


def test_sessions_of_a_superseded_file_are_not_shown(engine, person, watch):
    with engine.begin() as conn:
        add(conn, person, session(watch, "a"), session(watch, "b", start=START + timedelta(1)))
        files.supersede(conn, person.id, "a", "b")
        found = activities.read(conn, person.id, None, None)
    assert [each.sha256 for each in found] == ["b"]


def test_erasing_a_person_takes_their_originals_minutes_and_sessions(engine, person, watch):
    with engine.begin() as conn:
        add(conn, person, session(watch, "a"), session(watch, "b"))
        files.supersede(conn, person.id, "a", "b")
        write(conn, person, watch, block())
        device_days.replace(conn, person.id, watch, DAY, DAY, [device_day(watch, 0, 5)])
        conn.execute(delete(tables.people))
        for table in tables.metadata.sorted_tables:
            left = conn.execute(table.select()).all()
            assert not left or table is tables.devices, table.name


def test_the_sessions_of_a_file_are_replaced_as_a_whole(engine, person, watch):
    one, two = session(watch, "a"), session(watch, "a", start=START + timedelta(hours=2))
    with engine.begin() as conn:
        add(conn, person, one)
        assert activities.replace_of_files(conn, person.id, {"a": [one]}) == set()
        assert activities.replace_of_files(conn, person.id, {"a": [one, two]}) == {"a"}
        assert activities.read(conn, person.id, None, None) == (one, two)
        assert activities.replace_of_files(conn, person.id, {"a": []}) == {"a"}
        assert activities.read(conn, person.id, None, None) == ()
        with pytest.raises(ValueError, match="not of the original"):
            activities.replace_of_files(conn, person.id, {"b": [one]})
