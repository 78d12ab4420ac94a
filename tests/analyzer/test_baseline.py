"""The person's own usual: previous valid days and weeks only, never the one in question."""

from __future__ import annotations

import math
from datetime import date
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.baseline import known_in, mean_until, median_before, previous_weeks, usual_met_h
from config.limits import read_limits
from tests.made.histories import weeks

LIMITS = read_limits()
VALUES = st.lists(st.none() | st.integers(0, 30_000), max_size=60)


def _series(values: list[int | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([math.nan if each is None else float(each) for each in values])


@given(VALUES, st.integers(1, 30), st.integers(1, 12))
def test_a_rolling_median_is_the_median_of_the_known_days_before(
    values: list[int | None], window: int, least: int
) -> None:
    found = median_before(_series(values), window, least)
    for at, each in enumerate(found):
        known = [value for value in values[max(0, at - window) : at] if value is not None]
        wanted = median(known) if len(known) >= least else math.nan
        assert each == pytest.approx(wanted, nan_ok=True)
    assert len(found) == len(values)


@given(VALUES, st.integers(1, 30), st.integers(1, 12))
def test_a_rolling_mean_ends_with_its_day(
    values: list[int | None], window: int, least: int
) -> None:
    found = mean_until(_series(values), window, least)
    for at, each in enumerate(found):
        known = [v for v in values[max(0, at - window + 1) : at + 1] if v is not None]
        wanted = fmean(known) if len(known) >= least else math.nan
        assert each == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize(
    ("given_weeks", "usual"),
    [
        pytest.param([{"met_h": 8.0}, {"met_h": 20.0}, {"met_h": 9.0}, {}], 9.0, id="three"),
        pytest.param([{"met_h": 8.0}, {"met_h": 9.0}, {}], None, id="two are too few"),
        pytest.param(
            [{"met_h": 99.0}, {"met_h": 8.0}, {"met_h": 9.0}, {"met_h": 10.0}, {"met_h": 11.0}, {}],
            9.5,
            id="at most the last four",
        ),
        pytest.param(
            [{"met_h": 8.0}, {"met_h": 9.0}, {"met_h": 0.1, "valid_days": 3}, {"met_h": 10.0}, {}],
            9.0,
            id="one hardly worn is skipped",
        ),
        pytest.param(
            [
                {"met_h": 8.0},
                {"met_h": 9.0},
                {"met_h": 9.9, "complete": False, "valid_days": 3},
                {},
            ],
            None,
            id="one that has hardly arrived yet is no usual",
        ),
        pytest.param(
            [{"met_h": 8.0}, {"met_h": 9.0}, {"met_h": None}, {}],
            None,
            id="one without minutes is unknown, not nothing",
        ),
        pytest.param(
            [
                {"met_h": 8.0, "valid_days": 4, "met_h_estimated": 14.0},
                {"met_h": 12.0},
                {"met_h": 13.0},
                {},
            ],
            13.0,
            id="C48: unworn days are scaled, not taken as nothing",
        ),
        pytest.param(
            [{"met_h": 8.0}, *[{"valid_days": 0}] * 6, {"met_h": 9.0}, {"met_h": 10.0}, {}],
            None,
            id="nine weeks ago is another time",
        ),
    ],
)
def test_the_usual_week(given_weeks: list[dict[str, object]], usual: float | None) -> None:
    made = weeks(given_weeks, date(2026, 3, 2))
    previous = previous_weeks(made, len(made) - 1, LIMITS)
    assert usual_met_h(previous, LIMITS) == usual


def test_the_week_itself_is_no_part_of_its_usual() -> None:
    quiet = weeks([{"met_h": 8.0}] * 3 + [{"met_h": 1.0}])
    busy = weeks([{"met_h": 8.0}] * 3 + [{"met_h": 50.0}])
    for made in (quiet, busy):
        assert usual_met_h(previous_weeks(made, 3, LIMITS), LIMITS) == 8.0


def test_weeks_in_which_a_quantity_is_unknown_are_left_out() -> None:
    previous = weeks([{"met_h": 8.0}, {"met_h": None}, {"met_h": 9.0}, {"met_h": 10.0}])
    assert known_in(previous, lambda week: week.met_h, LIMITS) == (8.0, 9.0, 10.0)
    assert known_in(previous[:3], lambda week: week.met_h, LIMITS) == ()
