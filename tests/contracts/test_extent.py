"""How far back and forward what is kept reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from storage import days, extent, files
from storage.records import Day, FileRow, FileStatus

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 9, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


def original(name: str, first: datetime | None, last: datetime | None, status=FileStatus.WHOLE):
    return FileRow(name, name, 1, status, None, None, None, first, last, name, 1, 1)


def test_where_there_is_nothing_there_is_no_extent(engine, person):
    with engine.begin() as conn:
        files.add_files(conn, person.id, [original("refused", None, None, FileStatus.REFUSED)])
        assert extent.received(conn, person.id) is None
        assert extent.judged(conn, person.id) is None


def test_the_extent_is_from_the_first_moment_to_the_last(engine, person):
    with engine.begin() as conn:
        files.add_files(conn, person.id, [original("a", START, START + 3 * ONE_DAY)])
        files.add_files(conn, person.id, [original("b", START + ONE_DAY, START + 2 * ONE_DAY)])
        foreign = original("c", START - ONE_DAY, START + 9 * ONE_DAY, FileStatus.FOREIGN)
        files.add_files(conn, person.id, [foreign])
        assert extent.received(conn, person.id) == (START, START + 3 * ONE_DAY)


def test_the_judged_days_are_from_the_first_row_to_the_last(engine, person):
    day = Day(date(2026, 3, 2), "UTC", None, 0, *[None] * 10, 0, valid=False)
    with engine.begin() as conn:
        days.write_days(conn, person.id, [day, replace(day, date=date(2026, 3, 9))], NOW)
        assert extent.judged(conn, person.id) == (date(2026, 3, 2), date(2026, 3, 9))
