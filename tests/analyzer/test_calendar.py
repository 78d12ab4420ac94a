"""A person's days: where they begin and end in any zone, at any change of clocks, in travel."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.calendar import ZoneError, at_local, day_bounds, local_date, zone_of, zone_rows
from storage.records import Basis, Person, ZoneRow
from tests.made.minutes import zone

ONE_DAY = timedelta(days=1)

ZONES = (
    "Europe/Oslo",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC-11:00",
    "UTC+07:00",
    "UTC+00:00",
)


@pytest.mark.parametrize(
    ("name", "day", "start", "length_min"),
    [
        ("Europe/Oslo", date(2026, 3, 2), "2026-03-01T23:00", 1440),
        ("Europe/Oslo", date(2026, 3, 29), "2026-03-28T23:00", 1380),
        ("Europe/Oslo", date(2026, 10, 25), "2026-10-24T22:00", 1500),
        ("Australia/Lord_Howe", date(2024, 4, 7), "2024-04-06T13:00", 1470),
        ("Australia/Lord_Howe", date(2024, 10, 6), "2024-10-05T13:30", 1410),
        # midnight does not exist: the day begins with 01:00
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00", 1380),
        ("Asia/Beirut", date(2022, 3, 27), "2022-03-26T22:00", 1380),
        # 23:00 to midnight comes twice
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-17T02:00", 1500),
        # a minute past midnight, clocks went back to 23:01: midnight comes twice
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07T02:30", 1500),
        # a date that Samoa skipped
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00", 0),
        ("UTC+07:00", date(2026, 3, 2), "2026-03-01T17:00", 1440),
        ("UTC-03:30", date(2026, 3, 2), "2026-03-02T03:30", 1440),
    ],
)
def test_a_day_begins_with_the_first_instant_of_its_date(
    name: str, day: date, start: str, length_min: int
) -> None:
    (bounds,) = day_bounds([zone(name)], day, day)
    assert bounds.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert bounds.length_min == length_min
    assert (bounds.date, bounds.zone) == (day, name)


@pytest.mark.parametrize(
    ("away", "lengths"),
    [
        ("UTC+07:00", [1440, 1440 - 6 * 60, 1440]),  # eastward in winter: the day before is short
        ("UTC-05:00", [1440, 1440 + 6 * 60, 1440]),  # westward: it is long
    ],
)
def test_travel_shortens_or_lengthens_the_day_before_it(away: str, lengths: list[int]) -> None:
    rows = [zone("Europe/Oslo"), zone(away, date(2026, 1, 10), Basis.OBSERVED)]
    found = day_bounds(rows, date(2026, 1, 8), date(2026, 1, 10))
    assert [day.length_min for day in found] == lengths


def test_crossing_the_date_line_never_makes_a_day_that_ends_before_it_begins() -> None:
    rows = [zone("UTC-12:00"), zone("UTC+14:00", date(2026, 1, 10))]
    found = day_bounds(rows, date(2026, 1, 8), date(2026, 1, 11))
    assert [day.length_min for day in found] == [1440, 0, 1320, 1440]


def test_dates_before_the_first_row_follow_it_unless_the_person_is_known() -> None:
    observed = zone("UTC+07:00", date(2026, 1, 10), Basis.OBSERVED)
    (early,) = day_bounds([observed], date(2026, 1, 1), date(2026, 1, 1))
    assert early.zone == "UTC+07:00"
    person = Person(1, "", "Europe/Oslo")
    (at_home,) = day_bounds(zone_rows(person, [observed]), date(2026, 1, 1), date(2026, 1, 1))
    assert at_home.zone == "Europe/Oslo"


def test_of_two_rows_of_one_date_the_stated_one_holds() -> None:
    rows = [zone("Europe/Oslo"), zone("UTC+07:00", date(2000, 1, 1), Basis.OBSERVED)]
    for order in (rows, rows[::-1]):
        assert day_bounds(order, date(2026, 1, 1), date(2026, 1, 1))[0].zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("clock", "instant"),
    [
        (time(1, 59), "2026-03-29T00:59"),
        (time(2, 0), "2026-03-29T01:00"),  # skipped: the first instant after it
        (time(2, 30), "2026-03-29T01:00"),
        (time(3, 0), "2026-03-29T01:00"),
    ],
)
def test_a_time_that_clocks_skip_is_the_first_one_after_it(clock: time, instant: str) -> None:
    found = at_local(date(2026, 3, 29), clock, ZoneInfo("Europe/Oslo"))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize("name", ["Mars/Olympus", "UTC+7", "", "/etc/passwd", "../UTC"])
def test_a_zone_nobody_knows_is_refused_with_advice(name: str) -> None:
    with pytest.raises(ZoneError, match="Use a name like"):
        zone_of(name)


def test_no_zone_and_no_time_zone_are_refused() -> None:
    with pytest.raises(ZoneError, match="State one"):
        day_bounds([], date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(ZoneError, match="without a time zone"):
        local_date([zone("Europe/Oslo")], datetime(2026, 1, 1))  # noqa: DTZ001


rows_of_zones = st.lists(
    st.builds(
        ZoneRow,
        st.dates(date(2009, 12, 1), date(2012, 2, 1)),
        st.sampled_from(ZONES),
        st.sampled_from(Basis),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(rows_of_zones, st.dates(date(2010, 1, 1), date(2011, 12, 31)))
def test_every_minute_lies_in_exactly_one_day(rows: list[ZoneRow], first: date) -> None:
    found = day_bounds(rows, first, first + 20 * ONE_DAY)
    assert [day.date for day in found] == [first + i * ONE_DAY for i in range(21)]
    for day, following in pairwise(found):
        assert day.start <= day.end == following.start
    for day in found:
        if day.start < day.end:
            assert local_date(rows, day.start) == day.date
            assert local_date(rows, day.end - timedelta(minutes=1)) == day.date


@settings(max_examples=40)
@given(rows_of_zones, st.dates(date(2010, 1, 1), date(2011, 12, 31)), st.integers(0, 5))
def test_a_day_does_not_depend_on_the_range_asked_for(
    rows: list[ZoneRow], day: date, before: int
) -> None:
    (alone,) = day_bounds(rows, day, day)
    assert alone == day_bounds(rows, day - before * ONE_DAY, day + 3 * ONE_DAY)[before]


@settings(max_examples=60)
@given(st.sampled_from(ZONES[:9]), st.integers(789_000_000, 1_890_000_000))
def test_at_home_the_local_date_is_what_the_clock_shows(name: str, second: int) -> None:
    aware = datetime.fromtimestamp(second, UTC)
    shown = aware.astimezone(ZoneInfo(name)).date()
    # A repeated midnight: the clock shows yesterday's date again, the day has begun all the same.
    assert local_date([zone(name)], aware) in (shown, shown + ONE_DAY)
    if name != "America/St_Johns":
        assert local_date([zone(name)], aware) == shown
