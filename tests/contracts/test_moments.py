"""A moment comes back as it went in, and only a moment goes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.exc import StatementError

from storage.columns import UtcDateTime

MOMENTS = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def conn(engine):
    with engine.connect() as conn:  # never committed: the table is gone afterwards
        MOMENTS.create(conn)
        yield conn


def round_trip(conn, *moments):
    conn.execute(MOMENTS.insert(), [{"at": moment} for moment in moments])
    return list(conn.execute(select(MOMENTS.c.at).order_by(MOMENTS.c.id)).scalars())


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
        datetime(2026, 7, 1, 0, 30, tzinfo=STOCKHOLM),
        datetime(1989, 12, 31, tzinfo=UTC),
        None,
    ],
    ids=str,
)
def test_a_moment_comes_back_as_utc(conn, moment):
    (back,) = round_trip(conn, moment)
    assert back == moment
    assert back is None or back.tzinfo is UTC


def test_the_repeated_hour_in_autumn_keeps_both_its_minutes(conn):
    first = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM)
    second = first.replace(fold=1)
    back = round_trip(conn, first, second)
    assert back == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]


def test_a_moment_without_a_zone_is_refused(conn):
    with pytest.raises(StatementError, match="without a time zone"):
        round_trip(conn, datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001


def test_moments_compare_by_time_and_not_by_how_they_are_written(conn):
    early = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    round_trip(conn, early, early + timedelta(microseconds=1))
    asked = early.astimezone(timezone(timedelta(hours=5)))
    found = conn.execute(select(MOMENTS.c.id).where(MOMENTS.c.at > asked)).scalars()
    assert list(found) == [2]
