"""Weeks: sums of what was measured, means over valid days, and an estimate that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.weeks import monday_of, summarise
from storage.records import Day
from tests.made.histories import MONDAY, day, unworn
from tests.made.minutes import one_day

NEEDED = 4
ONE_DAY = timedelta(days=1)


def week_of(*found: Day) -> tuple[Day, ...]:
    return tuple(replace(each, date=MONDAY + i * ONE_DAY) for i, each in enumerate(found))


def test_sums_are_over_what_was_measured_and_means_over_valid_days() -> None:
    short = day(MONDAY, 300, valid=False, moderate_min=5, met_h=0.25, wear_min=100)
    (week,) = summarise(week_of(*[day(MONDAY)] * 4, short, unworn(MONDAY), unworn(MONDAY)), NEEDED)
    assert (week.year, week.week, week.start, week.valid_days) == (2026, 10, MONDAY, 4)
    assert (week.moderate_min, week.equivalent_min, week.met_h) == (125, 125, 6.25)
    assert (week.steps_per_day, week.wear_h_per_day) == (6000, 15)
    assert week.met_h_estimated == pytest.approx(1.5 * 7)


def test_a_week_without_any_number_has_none() -> None:
    (week,) = summarise([replace(one_day(), date=MONDAY)], NEEDED)
    assert week.valid_days == 0
    numbers = (
        week.steps_per_day, week.light_min, week.moderate_min, week.vigorous_min,
        week.equivalent_min, week.met_h, week.met_h_high, week.met_h_estimated,
        week.wear_h_per_day,
    )  # fmt: skip
    assert set(numbers) == {None}
    assert not week.complete


@pytest.mark.parametrize(
    ("valid", "estimated"), [(3, None), (4, 10.5), (5, 10.5), (6, 10.5), (7, None)]
)
def test_an_estimate_is_given_for_enough_but_not_all_days(
    valid: int, estimated: float | None
) -> None:
    found = week_of(*[day(MONDAY)] * valid, *[unworn(MONDAY)] * (7 - valid))
    assert summarise(found, NEEDED)[0].met_h_estimated == estimated


def test_an_estimate_is_never_below_what_was_measured() -> None:
    run = day(MONDAY, 9000, valid=False, met_h=12.0)
    idle = [day(MONDAY, 500, met_h=0.0)] * 4
    (week,) = summarise(week_of(*idle, run, unworn(MONDAY), unworn(MONDAY)), NEEDED)
    assert (week.met_h, week.met_h_estimated) == (12.0, 12.0)


def test_a_week_is_complete_when_all_its_days_are() -> None:
    whole = week_of(*[day(MONDAY)] * 7)
    assert summarise(whole, NEEDED)[0].complete
    assert not summarise(whole[:6], NEEDED)[0].complete
    assert not summarise([*whole[:6], replace(whole[6], complete=False)], NEEDED)[0].complete


@pytest.mark.parametrize(
    ("on", "year", "week"), [(date(2027, 1, 3), 2026, 53), (date(2024, 12, 30), 2025, 1)]
)
def test_weeks_are_iso_weeks(on: date, year: int, week: int) -> None:
    (found,) = summarise([day(on)], NEEDED)
    assert (found.year, found.week, found.start) == (year, week, monday_of(on))
    assert found.start.weekday() == 0


numbers = st.one_of(st.none(), st.integers(0, 300))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 60), numbers, numbers), unique_by=lambda row: row[0]))
def test_days_add_up_to_weeks_in_any_order(
    rows: list[tuple[int, int | None, int | None]],
) -> None:
    found = [
        day(
            MONDAY + at * ONE_DAY,
            moderate_min=a,
            vigorous_min=b,
            met_h=None if a is None else a / 7,
        )
        for at, a, b in rows
    ]
    weeks = summarise(found, NEEDED)
    assert weeks == summarise(found[::-1], NEEDED)
    assert [week.start for week in weeks] == sorted({monday_of(each.date) for each in found})
    for name in ("moderate_min", "vigorous_min", "met_h", "strength_sessions"):
        total = sum(getattr(week, name) or 0 for week in weeks)
        assert total == pytest.approx(sum(getattr(each, name) or 0 for each in found))
