"""Which lessons a person's week brings, through the real commands."""

from __future__ import annotations

from datetime import date

import pytest

from service.lessons_errand import programme_week
from storage.records import Plan
from storage.told import NOTHING_TOLD, Enrolment, Told

from .conftest import Household

MONDAY = date(2026, 3, 9)


def ids(home: Household, week: str) -> list[str]:
    return [row["id"] for row in home.json("lessons", "--week", week)]


def test_all_lessons_can_be_read_without_a_person(household: Household) -> None:
    assert "bålträning" in household.run("lessons", "--language", "sv").lower()


def test_lessons_come_with_the_weeks_of_the_plan_and_wait_for_clearance(
    moved_in: Household,
) -> None:
    assert ids(moved_in, "2026-W11") == []
    moved_in.run("plan", "set", "--by", "KN", "--since", "2026-03-09")
    assert {"as-able", "keep-a-diary"} <= set(ids(moved_in, "2026-W11"))
    assert "everyday-counts" not in ids(moved_in, "2026-W12")
    moved_in.run("plan", "set", "--by", "KN", "--since", "2026-03-10", "--cleared", "yes")
    assert "everyday-counts" in ids(moved_in, "2026-W12")


def test_while_an_alert_is_open_no_lesson_is_shown(moved_in: Household) -> None:
    moved_in.run("plan", "set", "--by", "KN", "--since", "2026-03-09", "--cleared", "yes")
    assert ids(moved_in, "2026-W12")
    moved_in.run("checkin", "--yes", "saddle_numbness")
    assert ids(moved_in, "2026-W12") == []


@pytest.mark.parametrize(
    ("enrolled", "planned", "expected"),
    [
        ((), (), None),
        ((), (date(2026, 3, 11),), 1),  # the week it begins in is the first
        ((), (date(2026, 3, 4), date(2026, 2, 25)), 3),
        ((date(2026, 3, 8),), (date(2026, 1, 5),), 2),  # the enrolment counts, where there is one
        ((date(2026, 3, 16),), (), None),  # not begun yet
    ],
)
def test_weeks_are_counted_from_the_enrolment_else_the_plan(
    enrolled: tuple[date, ...], planned: tuple[date, ...], expected: int | None
) -> None:
    plans = [Plan(since, "KN") for since in planned]
    told = Told(enrolments=tuple(Enrolment(since, "KN") for since in enrolled))
    assert programme_week(plans, told if enrolled else NOTHING_TOLD, MONDAY) == expected
