"""The next act is small, from the person's own days, and inside what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.goal import Agreed, goal_of
from analyzer.week_verdict import Band
from config.nudges import read_nudges
from storage.records import Day
from tests.made.histories import MONDAY, day, unworn

NUMBERS = read_nudges().goal
NO_BAND = Band(None, None, None)


def lived(met_h: Sequence[float | None], steps: int = 6000) -> list[Day]:
    """Days that end the day before `MONDAY`; None is a day not worn."""
    made = []
    for back, each in enumerate(reversed(met_h), start=1):
        on = MONDAY - timedelta(days=back)
        made.append(unworn(on) if each is None else day(on, steps, met_h=each))
    return made[::-1]


CASES = [
    # name, days, agreed, goal in MET-h a day, act in minutes
    ("better days point the way", [1.0] * 14 + [2.0] * 14, Agreed(NO_BAND), 2.0, 10),
    ("all days alike: the smallest act", [1.4] * 28, Agreed(NO_BAND), 1.4, 5),
    ("raised to the floor", [1.0] * 28, Agreed(Band(8.4, "physio", None)), 1.2, 5),
    ("lowered to the ceiling", [1.0, 2.0] * 14, Agreed(Band(None, None, 11.9)), 1.7, 5),
    ("no room under the ceiling", [1.5] * 28, Agreed(Band(None, None, 10.5)), 1.5, 0),
    ("the ramp is a limit", [1.0] * 14 + [2.0] * 14, Agreed(NO_BAND, 2.5), 2.0, 5),
    ("nobody starts from nothing by ten per cent", [0.0] * 28, Agreed(NO_BAND), 0.0, 5),
    ("no growth agreed", [1.0] * 28, Agreed(NO_BAND, 0.0), 1.0, 0),
    ("steps agreed are nearly there", [1.0] * 28, Agreed(NO_BAND, None, 6400), 1.0, 0),
    ("steps agreed leave room", [1.0] * 28, Agreed(NO_BAND, None, 8000), 1.0, 5),
    ("short acts only", [1.0] * 14 + [2.0] * 14, Agreed(NO_BAND, None, None, True), 2.0, 5),
    ("too few days: the smallest act", [1.0] * 9, Agreed(NO_BAND), None, 5),
    ("unworn days are not zero", [1.4] * 14 + [None] * 14, Agreed(NO_BAND), 1.4, 5),
    ("a busy last week uses up the ceiling", [1.0] * 21 + [2.0] * 7, Agreed(Band(None, None, 14.0)),
     1.0, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "agreed", "goal", "act"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_goal(days: list[float | None], agreed: Agreed, goal: float | None, act: int) -> None:
    found = goal_of(lived(days), agreed, MONDAY, NUMBERS)
    assert (found.goal_met_h, found.act_min) == (goal, act)


def test_days_of_long_ago_and_of_today_do_not_count() -> None:
    today = day(MONDAY, met_h=30.0)
    old = [day(date(2025, 1, 1) + timedelta(days=at), met_h=30.0) for at in range(60)]
    found = goal_of([*old, *lived([1.4] * 28), today], Agreed(NO_BAND), MONDAY, NUMBERS)
    assert found.usual_met_h == found.goal_met_h == 1.4


@settings(max_examples=60)
@given(
    st.lists(st.none() | st.floats(0, 12), max_size=30),
    st.none() | st.floats(0, 40),
    st.none() | st.floats(0, 60),
    st.none() | st.floats(0, 20),
    st.none() | st.integers(1000, 12_000),
)
def test_no_act_leaves_the_room_there_is(
    days: list[float | None],
    floor: float | None,
    ceiling: float | None,
    ramp: float | None,
    steps: int | None,
) -> None:
    agreed = Agreed(Band(floor, "physio", ceiling), ramp, steps)
    act = goal_of(lived(days), agreed, MONDAY, NUMBERS).act_min
    assert act in {0, 5, 10, 15}
    known = [each for each in days[-28:] if each is not None]
    if act and ceiling is not None:
        assert sum(each or 0.0 for each in days[-7:]) + act / 20 <= ceiling + 1e-6
    if act and steps is not None and known:
        assert 6000 + 100 * act <= steps
    if act > 5 and ramp is not None:
        assert act / 20 <= sum(known) / len(known) * 7 * ramp / 100 + 1e-6
    assert not (act and ramp == 0)
