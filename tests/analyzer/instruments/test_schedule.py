"""When forms are due: at the start, in weeks 6 to 10, then every three months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.instruments.schedule import Occasion, State, due, months_after, schedule
from tests.made.instruments import FACTS

START = date(2026, 3, 2)
FORMS = FACTS.schedule


def waiting(day: int, *done: int) -> Occasion | None:
    dates = [START + timedelta(days=each) for each in done]
    window = due(schedule(START, dates, START + timedelta(days=day), FORMS))
    return window.occasion if window else None


@pytest.mark.parametrize(
    ("day", "done", "expected"),
    [
        (0, (), Occasion.START),
        (0, (-3,), None),  # filled in at the first visit, before the watch came
        (20, (), None),
        (41, (0,), None),
        (42, (0,), Occasion.EVALUATION),
        (70, (0,), Occasion.EVALUATION),
        (70, (0, 70), None),
        (71, (0,), None),
        (60, (0, 45), None),
        (60, (0, 41), Occasion.EVALUATION),  # a day too early is not week 6
        (134, (0, 50), Occasion.REVIEW),  # 13 April and three months
    ],
)
def test_what_waits_for_an_answer(
    day: int, done: tuple[int, ...], expected: Occasion | None
) -> None:
    assert waiting(day, *done) is expected


def test_reviews_follow_the_evaluation_every_three_months() -> None:
    windows = schedule(START, [], date(2027, 1, 1), FORMS)
    firsts = [window.first for window in windows if window.occasion is not Occasion.START]
    assert firsts == [date(2026, 4, 13), date(2026, 7, 13), date(2026, 10, 13), date(2027, 1, 13)]
    assert [window.state for window in windows] == [State.PASSED] * 4 + [State.COMING]


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 2000),
    st.lists(st.integers(-30, 2000), max_size=8),
)
def test_windows_stand_in_order_and_at_most_one_waits(
    start: date, days: int, done: list[int]
) -> None:
    today = start + timedelta(days=days)
    dates = [start + timedelta(days=each) for each in done]
    windows = schedule(start, dates, today, FORMS)
    assert all(first.last < second.first for first, second in pairwise(windows))
    assert sum(window.state is State.DUE for window in windows) <= 1
    assert windows[-1].first > today >= windows[-2].first
    for window in windows:
        if window.done_on is not None:
            assert window.first <= window.done_on <= window.last


def test_the_last_of_a_month_stays_in_its_month() -> None:
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2025, 10, 31), 13) == date(2026, 11, 30)
