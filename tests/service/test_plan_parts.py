"""What a physio types is read as it was meant, and written so that it can be read again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.plan_parts import (
    PlanPartError,
    exercise,
    exercise_words,
    milestone,
    milestone_words,
)
from storage.told import Exercise, Milestone

COUNT = st.integers(1, 99)
#: Names that end in something like a dose would be read as one.
NAME = st.sampled_from(["bridge", "bird dog", "Rygglyft på boll", "4-point kneel", "knee to chest"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bridge", Exercise("bridge")),
        ("bridge 3x10", Exercise("bridge", 3, 10)),
        ("bridge 3 × 10", Exercise("bridge", 3, 10)),
        ("plank 3x20s 4/week", Exercise("plank", 3, None, 20, 4)),
        ("4-point kneel 2x8x5s", Exercise("4-point kneel", 2, 8, 5)),
        ("walk 5/week", Exercise("walk", per_week=5)),
        ("  bridge   3x10 ", Exercise("bridge", 3, 10)),
    ],
)
def test_an_exercise_is_read(text: str, meant: Exercise) -> None:
    assert exercise(text) == meant


@pytest.mark.parametrize("text", ["", "3", "12 34"])
def test_what_has_no_name_is_no_exercise(text: str) -> None:
    with pytest.raises(PlanPartError, match="bridge 3x10"):
        exercise(text)


@given(
    st.builds(Exercise, NAME, st.none(), st.none(), st.none(), st.none() | COUNT)
    | st.builds(Exercise, NAME, COUNT, COUNT, st.none() | COUNT, st.none() | COUNT)
    | st.builds(Exercise, NAME, COUNT, st.none(), COUNT, st.none() | COUNT)
)
def test_an_exercise_that_is_written_reads_the_same(part: Exercise) -> None:
    assert exercise(exercise_words(part)) == part


def test_a_milestone_reads_the_same_too() -> None:
    part = Milestone(date(2026, 5, 1), "walk to the shop")
    assert milestone(milestone_words(part)) == part


@pytest.mark.parametrize("text", ["walk to the shop", "2026-05-01", "2026-05-32 walk", ""])
def test_a_milestone_without_day_or_deed_is_refused(text: str) -> None:
    with pytest.raises(PlanPartError, match="2026-05-01 walk to the shop"):
        milestone(text)
