"""The gate opens on a recorded, signed clearance and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.gate import REASONS, gate, plan_on
from storage.records import Answer, Plan
from tests.made.histories import CLEARED, PERSON

ON = date(2026, 3, 9)
BEFORE = replace(CLEARED, since=date(2026, 3, 1))
NEWER = replace(CLEARED, since=date(2026, 3, 5))


@pytest.mark.parametrize(
    ("plans", "open_", "code"),
    [
        pytest.param([], False, "no_plan", id="C80: nothing on file"),
        pytest.param([BEFORE], True, "cleared", id="cleared"),
        pytest.param(
            [replace(BEFORE, cleared=Answer.UNKNOWN)], False, "clearance_unknown", id="C81: unknown"
        ),
        pytest.param([replace(BEFORE, cleared=Answer.NO)], False, "not_cleared", id="no"),
        pytest.param([replace(BEFORE, signed_by=" ")], False, "not_signed", id="nobody signed"),
        pytest.param([replace(BEFORE, since=ON)], True, "cleared", id="from this very day"),
        pytest.param(
            [replace(BEFORE, since=date(2026, 3, 10))], False, "no_plan", id="from tomorrow only"
        ),
        pytest.param(
            [BEFORE, replace(NEWER, cleared=Answer.UNKNOWN)],
            False,
            "clearance_unknown",
            id="a newer plan leaves it open",
        ),
        pytest.param(
            [replace(NEWER, cleared=Answer.NO), BEFORE],
            False,
            "not_cleared",
            id="the newer plan was given first",
        ),
        pytest.param(
            [BEFORE, replace(BEFORE, cleared=Answer.NO)],
            False,
            "not_cleared",
            id="two from one day: the one given last",
        ),
    ],
)
def test_the_gate(plans: list[Plan], open_: bool, code: str) -> None:
    found = gate(plans, PERSON, ON)
    assert (found.may_say_more, found.why.code) == (open_, code)
    assert found.why.numbers.keys() == set(REASONS[code])


PLANS = st.builds(
    Plan,
    since=st.dates(date(2026, 2, 1), date(2026, 4, 1)),
    signed_by=st.sampled_from(["", "K. Lie"]),
    cleared=st.sampled_from(Answer),
)


@given(st.lists(PLANS, max_size=6))
def test_an_open_gate_rests_on_a_plan_in_force_that_says_yes(plans: list[Plan]) -> None:
    plan = plan_on(plans, ON)
    says_yes = plan is not None and plan.cleared is Answer.YES and plan.signed_by == "K. Lie"
    assert gate(plans, PERSON, ON).may_say_more == says_yes
    assert plan is None or all(other.since <= plan.since for other in plans if other.since <= ON)
