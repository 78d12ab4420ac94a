"""The numbers of the nudges are checked when read, and say which of them are proposals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.nudges import NudgeNumbers, faults, read_nudges

NUMBERS = read_nudges()


def test_the_numbers_shipped_have_no_fault() -> None:
    assert list(faults(NUMBERS)) == []


WRONG: list[tuple[str, NudgeNumbers]] = [
    ("goal.percentile", replace(NUMBERS, goal=replace(NUMBERS.goal, percentile=110))),
    ("goal.act_least_min", replace(NUMBERS, goal=replace(NUMBERS.goal, act_least_min=20))),
    ("effect.held_out_share", replace(NUMBERS, effect=replace(NUMBERS.effect, held_out_share=0))),
    ("seldom.source", replace(NUMBERS, seldom=replace(NUMBERS.seldom, source=" "))),
    ("flare.proposed", replace(NUMBERS, flare=replace(NUMBERS.flare, proposed=("typo",)))),
]


@pytest.mark.parametrize(("name", "numbers"), WRONG, ids=[name for name, _ in WRONG])
def test_a_fault_is_named(name: str, numbers: NudgeNumbers) -> None:
    (found,) = faults(numbers)
    assert found.startswith(name)
