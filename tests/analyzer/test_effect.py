"""Whether asking helps is measured on the person, shown with its uncertainty, and acted upon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.effect import (
    asks_or_would_have,
    difference,
    effect_of,
    is_held_out,
    occasions,
)
from config.nudges import read_nudges
from storage.records import Decision, Nudge, Reason

NUMBERS = read_nudges().effect
FIRST = date(2026, 1, 5)
CODE = "small_step"


def decided(at_day: int, *, sent: bool, code: str = CODE, why: str = "held_out") -> Decision:
    on = FIRST + timedelta(days=at_day)
    at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    if sent:
        return Decision(on, Nudge(on, code, {"act_min": 5}, "drop", True), Reason("sent"), at)
    return Decision(on, None, Reason(why, {"nudge": code}), at)


def tried(with_it: list[float], without: list[float]) -> tuple[list[Decision], dict[date, float]]:
    made = [decided(at * 7, sent=True) for at in range(len(with_it))]
    made += [decided(at * 7 + 4, sent=False) for at in range(len(without))]
    return made, dict(zip([each.date for each in made], [*with_it, *without], strict=True))


CASES = [
    # name, minutes with, minutes without, retired
    ("no help", [20.0, 21, 19, 20, 22, 18], [20.0, 19, 21, 20, 18, 22], True),
    ("a clear help", [35.0, 38, 33, 36, 34, 40], [20.0, 19, 21, 20, 18, 22], False),
    ("it even holds back", [5.0, 6, 4, 5, 7, 5], [20.0, 19, 21, 20, 18, 22], True),
    ("too much chance to say", [0.0, 60, 5, 50, 10, 40], [20.0, 0, 45, 9, 30, 2], False),
    ("one odd day does not save it", [20.0, 21, 19, 20, 22, 18, 300], [20.0] * 12, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("with_it", "without", "retired"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_does_not_help_is_retired(
    with_it: list[float], without: list[float], retired: bool
) -> None:
    effect = effect_of(CODE, *tried(with_it, without), NUMBERS)
    assert effect.retired is retired
    assert effect.low_min is not None
    assert effect.high_min is not None
    assert effect.low_min <= effect.high_min


def test_the_estimate_is_drawn_towards_no_difference() -> None:
    effect = effect_of(CODE, *tried([30.0] * 6, [20.0] * 6), NUMBERS)
    assert effect.low_min == effect.high_min == 10.0
    assert effect.more_min is not None
    assert 0 < effect.more_min < 10


@pytest.mark.parametrize(("n", "m"), [(5, 20), (20, 5), (0, 0)])
def test_few_days_say_nothing(n: int, m: int) -> None:
    effect = effect_of(CODE, *tried([0.0] * n, [30.0] * m), NUMBERS)
    assert (effect.with_days, effect.without_days) == (n, m)
    assert effect.more_min is None
    assert not effect.retired


def test_days_the_watch_did_not_see_do_not_count() -> None:
    made, after_min = tried([0.0] * 8, [30.0] * 8)
    seen = {on: after_min[on] for on in list(after_min)[:5]}
    assert effect_of(CODE, made, seen, NUMBERS).with_days == 5


def test_a_day_soon_after_a_nudge_is_no_comparison() -> None:
    made = [
        decided(0, sent=True),
        decided(0, sent=False, why="said_recently"),
        decided(1, sent=False, why="said_recently"),
        decided(2, sent=False, why="said_recently"),
        decided(3, sent=False, why="gate_shut"),
        decided(4, sent=False, code="quieter_days"),
    ]
    sent, left_out = occasions(CODE, made, NUMBERS)
    assert sent == (FIRST,)
    assert left_out == (FIRST + timedelta(days=2),)


def test_only_what_asks_for_more_is_measured() -> None:
    assert asks_or_would_have(decided(0, sent=True))
    assert asks_or_would_have(decided(0, sent=False))
    assert not asks_or_would_have(decided(0, sent=False, code="easier_start"))
    assert not asks_or_would_have(decided(0, sent=False, why="gate_shut"))


def test_the_days_left_out_are_the_same_every_time_and_about_the_share_meant() -> None:
    days = [FIRST + timedelta(days=at) for at in range(2000)]
    out = [each for each in days if is_held_out(7, each, NUMBERS)]
    assert out == [each for each in days if is_held_out(7, each, NUMBERS)]
    assert 0.17 < len(out) / len(days) < 0.23
    assert out != [each for each in days if is_held_out(8, each, NUMBERS)]


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    chance = Random(1)
    held = 0
    for _ in range(400):
        with_it = [chance.gauss(25, 8) for _ in range(9)]
        without = [chance.gauss(20, 8) for _ in range(7)]
        _, low, high = difference(with_it, without, NUMBERS.confidence)
        held += low <= 5 <= high
    assert 0.87 <= held / 400 <= 0.96


MINUTES = st.lists(st.floats(0, 240), min_size=1, max_size=12)


@given(MINUTES, MINUTES, st.floats(-50, 50))
def test_a_difference_moves_with_the_minutes_and_turns_with_the_sides(
    with_it: list[float], without: list[float], more: float
) -> None:
    middle, low, high = difference(with_it, without, 0.9)
    assert low <= middle <= high
    moved = difference([each + more for each in with_it], without, 0.9)
    assert moved == pytest.approx((middle + more, low + more, high + more))
    assert difference(without, with_it, 0.9) == pytest.approx((-middle, -high, -low))
