"""How easily a session began and ended, by its heart rate alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.days import analyse
from analyzer.heart_rate import NO_EDGES, BandEdges
from analyzer.minutes import merge
from analyzer.session_shape import SessionShape, shape_of
from analyzer.source_order import DEFAULT_ORDER
from storage.records import Activity, Answer, Channel, Person
from tests.made.minutes import COMPENDIUM, DAY, MEASURES, PERSON, at, block, session, stream

EDGES = BandEdges(light_bpm=95, moderate_bpm=106, vigorous_bpm=129)
START = 600


def shape(rates: Sequence[int], edges: BandEdges = EDGES) -> SessionShape | None:
    """A session of so many minutes; a rate of 0 is a minute without one."""
    line = stream(block(DAY, hr_mean_bpm={START: rates}), channel=Channel.ACTIVITY)
    minutes = merge([line], DEFAULT_ORDER, DAY, DAY)
    start, end = at(START), at(START) + timedelta(minutes=len(rates))
    length_s = 60.0 * len(rates)
    recorded = Activity(
        1, start, end, "running", "generic", length_s, length_s, None, None, None, 0, None, 0,
        "0" * 64, "a",
    )  # fmt: skip
    return shape_of(minutes, recorded, edges)


@pytest.mark.parametrize(
    ("rates", "warm_up", "cool_down"),
    [
        pytest.param([90] * 8 + [130] * 20 + [100] * 5, 8, 5, id="three phases"),
        pytest.param([106] * 30, 0, 0, id="moderate from the first to the last minute"),
        pytest.param([105] * 29 + [106], 29, 0, id="the edge itself is moderate"),
        pytest.param([100] * 30, None, None, id="never that hard"),
        pytest.param([0, 0, 0, 120, 0, 0], 3, 2, id="minutes without a rate are not hard"),
    ],
)
def test_the_ends_of_a_session(
    rates: list[int], warm_up: int | None, cool_down: int | None
) -> None:
    found = shape(rates)
    assert found is not None
    assert (found.warm_up_min, found.cool_down_min) == (warm_up, cool_down)
    assert found.length_min == len(rates)


def test_how_much_of_it_has_a_heart_rate_is_told() -> None:
    found = shape([120, 0, 120, 0])
    assert found is not None
    assert found.known_share == 0.5


def test_without_heart_rate_or_bands_there_is_no_shape() -> None:
    assert shape([0] * 20) is None
    assert shape([120] * 20, NO_EDGES) is None


def test_a_session_outside_the_minutes_has_no_shape() -> None:
    minutes = merge([], DEFAULT_ORDER, DAY, DAY)
    recorded = Activity(
        1, at(-30), at(30), "running", "generic", None, None, None, None, None, 0, None, 0,
        "0" * 64, "a",
    )  # fmt: skip
    assert shape_of(minutes, recorded, EDGES) is None


@given(st.lists(st.integers(60, 180), min_size=1, max_size=90))
def test_the_ends_leave_at_least_one_hard_minute(rates: list[int]) -> None:
    found = shape(rates)
    assert found is not None
    if found.warm_up_min is None or found.cool_down_min is None:
        assert max(rates) < EDGES.moderate_bpm
    else:
        assert found.warm_up_min + found.cool_down_min < len(rates)


def shapes(person: Person, stretch_days: int = 366) -> tuple[SessionShape, ...]:
    """Two runs on neighbouring days, the first around midnight: resting 60, maximum 173."""
    first, second = DAY, DAY + timedelta(days=1)
    line = stream(
        block(first, hr_mean_bpm={1430: [90] * 5 + [140] * 5}),
        block(second, hr_mean_bpm={0: [140] * 10 + [90] * 10, 600: [140] * 30}),
        channel=Channel.ACTIVITY,
    )
    runs = [session("running", "generic", 1430, 30), session("running", "generic", 600, 30, second)]
    return analyse(
        person, (), [line], (), runs, measures=MEASURES, compendium=COMPENDIUM,
        first=first, last=second, received_until=None, stretch_days=stretch_days,
    ).shapes  # fmt: skip


@pytest.mark.parametrize("stretch_days", [1, 366])
def test_a_session_has_the_shape_its_own_day_s_bands_give_it(stretch_days: int) -> None:
    first, second = shapes(PERSON, stretch_days)
    assert (first.start, first.length_min) == (at(1430), 30)
    assert (first.warm_up_min, first.cool_down_min) == (5, 10)
    assert (second.warm_up_min, second.cool_down_min) == (0, 0)


def test_a_heart_rate_that_tells_no_effort_tells_no_shape() -> None:
    assert shapes(replace(PERSON, beta_blocker=Answer.YES)) == ()
