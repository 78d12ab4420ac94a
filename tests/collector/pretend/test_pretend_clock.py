"""Local days wherever the pretend person lives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.pretend.chance import Chance
from collector.pretend.clock import local_day
from collector.pretend.weeks import calendar_from

_HOMES = [
    "Europe/Stockholm",
    "Atlantic/Reykjavik",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Asia/Bangkok",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
]


@pytest.mark.parametrize("home", _HOMES)
@pytest.mark.parametrize("first", [date(2026, 2, 16), date(2026, 9, 7)])
def test_days_leave_no_minute_out_and_none_twice_also_on_a_trip(home: str, first: date) -> None:
    calendar = calendar_from(first, 40, home)
    days = [local_day(day, home, calendar.trip) for day in calendar.days]
    for today, tomorrow in pairwise(days):
        assert today.start_min + today.length_min == tomorrow.start_min


@pytest.mark.parametrize("home", _HOMES)
def test_the_watch_shows_the_days_own_date_from_its_first_to_its_last_minute(home: str) -> None:
    calendar = calendar_from(date(2026, 2, 16), 40, home)
    for day in calendar.days:
        there = local_day(day, home, calendar.trip)
        change = there.change_min
        edges = [0, there.length_min - 1, *([] if change is None else [change - 1, change])]
        for minute in edges:
            shown = there.moment(minute * 60) + timedelta(minutes=there.offset_min(minute))
            assert shown.date() == day, (day, minute)


@given(clock=st.integers(0, 1439), day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
@settings(max_examples=50)
def test_a_time_of_the_clock_is_found_where_the_clock_shows_it(clock: int, day: date) -> None:
    there = local_day(day, "Europe/Stockholm", None)
    minute = there.at(clock)
    shown = there.moment(minute * 60).astimezone(ZoneInfo("Europe/Stockholm"))
    in_the_missing_hour = there.length_min == 1380 and 120 <= clock < 180
    assert shown.hour * 60 + shown.minute == clock or in_the_missing_hour
    assert 0 <= minute < there.length_min


def test_a_moment_is_aware_and_counted_from_local_midnight() -> None:
    there = local_day(date(2026, 3, 29), "Europe/Stockholm", None)
    assert there.moment(0) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert (there.offset_min(0), there.offset_min(240)) == (60, 120)


def test_chance_draws_the_same_numbers_everywhere() -> None:
    chance = Chance(1, 2, 3)
    assert [chance.between(1, 100) for _ in range(5)] == [21, 17, 91, 51, 63]
    assert chance.many(-3, 3, 8).tolist() == [-1, 0, 3, -1, 2, -1, 0, 0]


def test_chance_reaches_both_ends() -> None:
    assert set(Chance(7).many(-2, 2, 200).tolist()) == {-2, -1, 0, 1, 2}
    assert {Chance(7, n).between(4, 5) for n in range(40)} == {4, 5}
