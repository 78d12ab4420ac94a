"""A time on somebody's clock becomes the moment it was, or a sentence about why it cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.wall_time import WallTimeError, placed, shown, stretch
from storage.records import Basis, ZoneRow

HOME = (ZoneRow(date.min, "Europe/Stockholm", Basis.STATED),)
TRAVEL = (
    *HOME,
    ZoneRow(date(2026, 4, 1), "UTC+07:00", Basis.OBSERVED),
    ZoneRow(date(2026, 4, 9), "Europe/Stockholm", Basis.OBSERVED),
)
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-09 20:00", datetime(2026, 3, 9, 19, 0, tzinfo=UTC)),
        ("2026-07-09T20:00", datetime(2026, 7, 9, 18, 0, tzinfo=UTC)),
        ("2026-04-03 20:00", datetime(2026, 4, 3, 13, 0, tzinfo=UTC)),  # away
        ("2026-07-09 20:00-04:00", datetime(2026, 7, 10, 0, 0, tzinfo=UTC)),
        ("07:30", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        ("2026-10-25 02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_on_the_clock_of_its_day(text: str, moment: datetime) -> None:
    found = placed(text, TRAVEL, NOW)
    assert (found.moment, found.second) == (moment, "")


def test_of_a_time_that_came_twice_the_first_is_taken_and_the_second_can_be_said() -> None:
    found = placed("2026-10-25 02:30", HOME, NOW)
    assert found.moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert found.second == "2026-10-25T02:30:00+01:00"
    assert placed(found.second, HOME, NOW).moment == found.moment + timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2026-03-29 02:30", r"No clock in Europe/Stockholm showed.*Did you mean 03:30\?"),
        ("2026-11-01 13:01", "still to come"),
        ("23:00", "still to come"),
        ("2026-03-09", "is not a time"),
        ("yesterday", "is not a time"),
        ("2026-13-09 20:00", "is not a time"),
        ("", "is not a time"),
    ],
)
def test_what_no_clock_showed_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(WallTimeError, match=complaint):
        placed(text, HOME, NOW)


@given(st.integers(0, 300 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)))
def test_what_is_shown_can_be_read_again(after: timedelta) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + after
    read = placed(shown(moment, HOME), HOME, NOW)
    assert moment - read.moment in {timedelta(0), timedelta(hours=1 if read.second else 0)}


def test_a_stretch_covers_whole_local_days_or_everything() -> None:
    day = date(2026, 3, 29)
    assert stretch(HOME, day, day) == (
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    )
    assert stretch(HOME, date.min, date.max) == (None, None)
