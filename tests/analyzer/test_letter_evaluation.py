"""The evaluation puts two times side by side and says where it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analyzer.letters.evaluation import EvaluationLetter
from analyzer.letters.then_and_now import NoEvaluationError
from storage.told import NOTHING_TOLD
from tests.made.letters import STORIES, to_evaluation

WELL = STORIES["told-well"]


def unknown(letter: EvaluationLetter) -> set[str]:
    return {each.code for each in letter.unknowns}


def test_it_holds_days_42_to_70_against_the_four_weeks_before_the_start() -> None:
    letter = to_evaluation(WELL)
    assert letter.start == date(2026, 1, 12)
    assert (letter.columns.before.first, letter.columns.before.last) == (
        date(2025, 12, 15),
        date(2026, 1, 11),
    )
    assert letter.columns.window.first == date(2026, 2, 23)
    assert letter.columns.closes == date(2026, 3, 23)
    assert (letter.steps.days_then, letter.steps.days_now) == (28, 21)


def test_the_window_ends_yesterday_while_it_is_open_and_says_so() -> None:
    assert to_evaluation(WELL).columns.window.last == date(2026, 3, 15)
    assert "evaluation.open" in unknown(to_evaluation(WELL))
    over = to_evaluation(WELL, datetime(2026, 4, 20, 7, tzinfo=UTC))
    assert over.columns.window.last == date(2026, 3, 23)
    assert "evaluation.open" not in unknown(over)


def test_volume_is_seven_mean_days() -> None:
    volume = to_evaluation(WELL).met_h_per_week
    assert volume.then == pytest.approx(12.0, abs=0.05)
    assert volume.now == pytest.approx(13.9, abs=0.05)


def test_pain_told_only_after_the_start_is_compared_with_the_first_weeks() -> None:
    letter = to_evaluation(WELL)
    assert letter.pain.from_first_weeks
    assert letter.pain.then is not None
    assert letter.pain.now is not None
    assert (letter.pain.then.median, letter.pain.now.median) == (4, 3)


def test_function_told_in_one_of_the_times_is_not_compared() -> None:
    assert "evaluation.function_not_told" in unknown(to_evaluation(WELL))


def test_where_too_little_was_worn_before_the_first_weeks_stand_in() -> None:
    short = to_evaluation(replace(WELL, history_weeks=9))
    assert short.columns.from_first_weeks
    assert short.columns.before.first == short.start
    assert "evaluation.first_weeks" in unknown(short)


def test_every_evaluation_says_that_it_knows_no_cause() -> None:
    for story in STORIES.values():
        assert "evaluation.no_cause" in unknown(to_evaluation(story))


def test_it_is_counted_from_the_plan_where_nobody_is_enrolled() -> None:
    letter = to_evaluation(replace(WELL, told=NOTHING_TOLD))
    assert letter.from_plan
    assert letter.start == date(2026, 1, 5)


def test_before_its_weeks_there_is_none_and_without_a_start_never() -> None:
    with pytest.raises(NoEvaluationError, match="2026-02-23"):
        to_evaluation(WELL, datetime(2026, 2, 23, 7, tzinfo=UTC))
    with pytest.raises(NoEvaluationError, match="stegvis enrol"):
        to_evaluation(replace(WELL, told=NOTHING_TOLD, plans=()))
