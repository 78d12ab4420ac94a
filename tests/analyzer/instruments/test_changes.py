"""Changes: both thresholds are given, a disagreement makes no claim, other forms are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.instruments.changes import Change, Refused, change, unmoved
from analyzer.instruments.course import course
from storage.told import Score
from tests.made.instruments import FACTS, LATER, START, answers, form

RMDQ, PSFS, TSK = (FACTS.named(name) for name in ("rmdq", "psfs", "tsk"))


def outcome(
    name: str, earlier: float, later: float, version: str = "", language: str = "en"
) -> str:
    first, second = (
        form(name, total, on, version, language) for total, on in ((earlier, START), (later, LATER))
    )
    found = change(first, second, FACTS.named(name))
    assert isinstance(found, Change)
    return found.outcome.code.removeprefix("instrument.change.")


@pytest.mark.parametrize(
    ("name", "earlier", "later", "code"),
    [
        ("rmdq", 16, 11, "better.absolute_relative"),
        ("rmdq", 17, 12, "only_absolute"),  # 29.4 %: five points reach 30 % only from 16 down
        ("rmdq", 20, 14, "better.absolute_relative"),  # exactly 30 %
        ("rmdq", 7, 12, "worse.absolute_relative"),
        ("rmdq", 12, 12, "none"),
        ("rmdq", 12, 11, "small"),
        ("nrs", 0, 3, "from_zero"),
        ("nrs", 10, 8, "only_absolute"),
        ("nrs", 10, 7, "better.absolute_relative"),
        ("odi", 40, 28, "better.absolute_relative"),
        ("odi", 20, 12, "only_relative"),
        ("ndi", 25, 20, "only_absolute"),
        ("ndi", 25, 14, "better.absolute_error"),
        ("wai", 30, 40, "no_threshold"),
    ],
)
def test_what_may_be_said_of_a_change(name: str, earlier: int, later: int, code: str) -> None:
    assert outcome(name, earlier, later) == code


def test_the_measuring_error_of_the_danish_form_is_not_lent_to_another_language() -> None:
    assert outcome("tsk", 40, 30, "17", "da") == "better.error"
    assert outcome("tsk", 40, 30, "17", "sv") == "no_threshold"


@pytest.mark.parametrize(("count", "points", "code"), [(1, 2, "small"), (1, 3, "better.error")])
def test_a_single_activity_needs_three_points(count: int, points: int, code: str) -> None:
    first, second = (
        form("psfs", {f"activity {n}": value for n in range(count)}, on)
        for value, on in ((4.0, START), (4.0 + points, LATER))
    )
    found = change(first, second, PSFS)
    assert isinstance(found, Change)
    assert found.outcome.code.endswith(code)


def test_the_shorter_of_two_lists_of_activities_decides_how_strict_to_be() -> None:
    first, second = (
        replace(form("psfs", total, on), items_answered=count)
        for total, on, count in ((4, START, 4), (6.5, LATER, 2))
    )
    found = change(first, second, PSFS)
    assert isinstance(found, Change)
    assert [(each.value, each.met) for each in found.criteria] == [(3, False)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": "23"}, "version"),
        ({"language": "da"}, "language"),
        ({"direction": "high_is_better"}, "direction"),
        ({"total": None}, "total"),
        ({"instrument": "odi"}, "instrument"),
    ],
)
def test_two_different_forms_are_never_compared(changed: dict[str, str], code: str) -> None:
    later = replace(form("rmdq", 7, LATER), **changed)  # type: ignore[arg-type]
    for pair in ((form("rmdq", 12), later), (later, form("rmdq", 12))):
        found = change(*pair, RMDQ)
        assert isinstance(found, Refused)
        assert found.why.code == f"instrument.refused.{code}"


def test_the_two_directions_of_psfs_are_never_compared() -> None:
    """The same shop, 3 on a form where 10 is best and 3 on one where 10 is worst."""
    original = form("psfs", {"walk to the shop": 3}, START, "0-unable")
    turned = form("psfs", {"walk to the shop": 3}, LATER, "10-unable")
    assert isinstance(change(original, turned, PSFS), Refused)
    assert isinstance(change(original, replace(turned, version="0-unable"), PSFS), Refused)


def test_towards_better_is_down_on_the_turned_form() -> None:
    first, second = (
        form("psfs", {"walk": value}, on, "10-unable") for value, on in ((7, START), (3, LATER))
    )
    found = change(first, second, PSFS)
    assert isinstance(found, Change)
    assert found.better_by == 4


def test_other_activities_are_another_question() -> None:
    found = change(form("psfs", {"walk": 3}), form("psfs", {"swim": 8}, LATER), PSFS)
    assert isinstance(found, Refused)
    assert found.why.code == "instrument.refused.activities"


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("eq5d", answers(1, 1, 1, 1, 1), "group"),
        ("startback", answers(*[0] * 9), "sorting"),
        ("fabq", answers(*[0] * 16), "total"),
    ],
)
def test_what_does_not_measure_change_in_one_person_gives_none(
    name: str, given: dict[str, float], code: str
) -> None:
    version = "5L" if name == "eq5d" else ""
    found = change(
        form(name, given, START, version), form(name, given, LATER, version), FACTS.named(name)
    )
    assert isinstance(found, Refused)
    assert found.why.code == f"instrument.refused.{code}"


@given(st.integers(0, 24), st.integers(0, 24))
def test_a_claim_is_made_only_where_all_thresholds_agree(earlier: int, later: int) -> None:
    found = change(form("rmdq", earlier), form("rmdq", later, LATER), RMDQ)
    assert isinstance(found, Change)
    claimed = ".better." in found.outcome.code or ".worse." in found.outcome.code
    assert claimed == all(each.met for each in found.criteria)
    absolute, relative = found.criteria
    assert absolute.met == (abs(later - earlier) >= 5)
    assert relative.met == (None if earlier == 0 else 10 * abs(later - earlier) >= 3 * earlier)


@given(st.integers(0, 24), st.integers(0, 24))
def test_the_order_the_two_are_given_in_changes_nothing(earlier: int, later: int) -> None:
    first, second = form("rmdq", earlier), form("rmdq", later, LATER)
    assert change(first, second, RMDQ) == change(second, first, RMDQ)


@pytest.mark.parametrize(("total", "expected"), [(3, True), (4, False), (20, False), (21, True)])
def test_near_its_ends_rmdq_hardly_moves(total: int, expected: bool) -> None:
    assert unmoved(RMDQ, form("rmdq", total)) is expected


def test_the_course_compares_with_the_first_of_the_same_form_and_says_what_it_leaves_out() -> None:
    def on(weeks: int, total: float, version: str) -> Score:
        return form("rmdq", total, START + timedelta(weeks=weeks), version)

    found = course((on(8, 9, "23"), on(0, 14, "24"), on(20, 7, "24")), FACTS)
    assert [step.score.total for step in found] == [14, 9, 7]
    first, second, third = found
    assert (first.change, first.not_compared) == (None, None)
    assert second.change is None
    assert second.not_compared is not None
    assert third.change is not None
    assert third.change.earlier.total == 14
    assert third.not_compared is not None
