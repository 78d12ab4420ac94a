"""What somebody answered stays open until a clinician unlocks it; nothing else closes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.red_flags import (
    asked,
    doubtful,
    nerve_signs_answered,
    open_alert,
    open_doubt,
    urgency,
)
from config.questions import URGENCIES, Questions, read_questions
from storage.records import Answer
from storage.told import CheckIn, Region

AT = datetime(2026, 3, 9, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

QUESTIONS: Questions = read_questions()
IDS = tuple(question.id for question in QUESTIONS)


def said(*names: str, at: datetime = AT, answer: Answer = Answer.YES) -> CheckIn:
    return CheckIn(at, dict.fromkeys(names, answer))


def unlocked(check_in: CheckIn, at: datetime) -> CheckIn:
    return replace(check_in, unlocked_by="KN", unlocked_at=at)


@dataclass(frozen=True)
class Case:
    """A row of the reference cases: what was answered, and how fast it wants to be looked at."""

    id: str
    yes: tuple[str, ...]
    urgency: str | None
    silent: bool


CASES = (
    Case("C82", ("saddle_numbness",), "emergency", True),
    Case("R120 a fall", ("accident",), "emergency", True),
    Case("R078 nerve signs grow", ("leg_pain",), "same_day", True),
    Case("R152 very intense", ("unusual_pain",), "same_day", True),
    Case("R129 not better for weeks", ("no_improvement",), "soon", False),
    Case("not excluded", ("cancer",), "soon", True),
    Case("the gravest counts", ("no_improvement", "leg_pain", "fever"), "emergency", True),
    Case("nothing", (), None, False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_an_answer_causes(case: Case) -> None:
    check_in = said(*case.yes)
    alert = open_alert([check_in], QUESTIONS)
    assert urgency(check_in, QUESTIONS) == case.urgency
    assert (alert is not None) is case.silent
    if alert is not None:
        assert alert.urgency == case.urgency
        assert set(alert.questions) == set(case.yes)


def test_the_reference_case_is_the_one_we_mean(shared: Path) -> None:
    lines = (shared / "clinical" / "reference_cases.tsv").read_text(encoding="utf-8").splitlines()
    (row,) = (line.split("\t") for line in lines if line.startswith("C82\t"))
    assert "saddle numbness = yes" in row[2]
    assert "nudges off until clinician unlock" in row[3]


def test_an_alert_carries_its_answers_and_what_stands_behind_them() -> None:
    alert = open_alert([said("leg_pain"), said("saddle_numbness", at=AT + DAY)], QUESTIONS)
    assert alert is not None
    assert (alert.urgency, alert.since, alert.latest) == ("emergency", AT, AT + DAY)
    assert alert.questions == ("saddle_numbness", "leg_pain")
    assert alert.recommendations == ("R121", "R078", "R119", "R130")


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
@given(names=st.sets(st.sampled_from(IDS)))
def test_only_a_yes_raises_an_alert(answer: Answer, names: set[str]) -> None:
    assert open_alert([said(*names, answer=answer)], QUESTIONS) is None


@given(
    names=st.lists(st.sampled_from([*IDS, "asked_before_2026"]), min_size=1),
    later=st.lists(st.lists(st.sampled_from(IDS)), max_size=3),
)
def test_no_later_answer_closes_an_alert(names: list[str], later: list[list[str]]) -> None:
    first = said(*names)
    answers = [said(*each, at=AT + DAY, answer=Answer.NO) for each in later]
    alone, among = open_alert([first], QUESTIONS), open_alert([first, *answers], QUESTIONS)
    assert alone == among


@given(st.lists(st.lists(st.sampled_from(IDS), min_size=1), min_size=1, max_size=4))
def test_the_gravest_open_answer_decides_in_any_order(answered: list[list[str]]) -> None:
    check_ins = [said(*names, at=AT + i * HOUR) for i, names in enumerate(answered)]
    alert = open_alert(check_ins, QUESTIONS)
    assert alert == open_alert(check_ins[::-1], QUESTIONS)
    if alert is not None:
        grave = {urgency(each, QUESTIONS) for each in check_ins}
        assert alert.urgency == next(each for each in URGENCIES if each in grave)


def test_unlocking_opens_what_was_silent_and_no_more_than_that() -> None:
    first, second = said("fever"), said("leg_pain", at=AT + DAY)
    assert open_alert([unlocked(first, AT + HOUR)], QUESTIONS) is None
    left = open_alert([unlocked(first, AT + HOUR), second], QUESTIONS)
    assert left is not None
    assert left.questions == ("leg_pain",)


@pytest.mark.parametrize(
    "check_in",
    [
        replace(said("fever"), unlocked_by="KN"),
        replace(said("fever"), unlocked_by=" ", unlocked_at=AT),
        replace(said("fever"), unlocked_at=AT),
    ],
    ids=["no moment", "a blank name", "no name"],
)
def test_half_a_signature_unlocks_nothing(check_in: CheckIn) -> None:
    assert open_alert([check_in], QUESTIONS) is not None


@pytest.mark.parametrize(
    ("at", "silent"),
    [(AT - HOUR, False), (AT, True), (AT + HOUR, True), (AT + DAY, False), (AT + 2 * DAY, False)],
)
def test_an_earlier_moment_is_judged_by_what_was_open_then(at: datetime, silent: bool) -> None:
    check_in = unlocked(said("saddle_numbness"), AT + DAY)
    assert (open_alert([check_in], QUESTIONS, at) is not None) is silent


def test_a_question_no_longer_asked_counts_as_an_emergency() -> None:
    alert = open_alert([said("asked_before_2026")], QUESTIONS)
    assert alert is not None
    assert alert.urgency == "emergency"


# --- not being sure ----------------------------------------------------------------------------

UNSURE = said("saddle_numbness", "leg_pain", answer=Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("later", "left"),
    [
        ([], ("saddle_numbness", "leg_pain")),
        ([said("leg_pain", at=AT + DAY, answer=Answer.NO)], ("saddle_numbness",)),
        ([said("saddle_numbness", "leg_pain", at=AT + DAY, answer=Answer.NO)], None),
        ([said("saddle_numbness", "leg_pain", at=AT - DAY, answer=Answer.NO)], "both"),
        ([said("saddle_numbness", "leg_pain", at=AT + DAY, answer=Answer.UNKNOWN)], "both"),
        ([said("saddle_numbness", at=AT + DAY)], "both"),
        ([said("fever", at=AT + DAY, answer=Answer.NO)], "both"),
    ],
    ids=["nothing", "one no", "two", "an earlier no", "still unsure", "a yes", "another question"],
)
def test_a_doubt_stays_until_the_same_question_is_answered_no(
    later: list[CheckIn], left: tuple[str, ...] | str | None
) -> None:
    found = open_doubt([UNSURE, *later], QUESTIONS)
    wanted = ("saddle_numbness", "leg_pain") if left == "both" else left
    assert (None if found is None else found.questions) == wanted


def test_a_clinician_settles_a_doubt_and_only_from_then_on() -> None:
    settled = [unlocked(UNSURE, AT + DAY)]
    assert open_doubt(settled, QUESTIONS) is None
    assert open_doubt(settled, QUESTIONS, AT) is not None
    assert open_doubt(settled, QUESTIONS, AT - HOUR) is None
    assert doubtful([UNSURE, *settled], QUESTIONS) == (UNSURE,)


def test_what_is_not_urgent_leaves_no_doubt_unless_nobody_knows_the_questions() -> None:
    unsure = said("night_pain", answer=Answer.UNKNOWN)
    assert open_doubt([unsure], QUESTIONS) is None
    assert open_doubt([unsure], None) is not None
    assert open_doubt([said("asked_before_2026", answer=Answer.UNKNOWN)], QUESTIONS) is not None


# --- who is asked what -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "hands", "saddle"),
    [
        (Region.BACK, False, True),
        (Region.NECK, True, True),
        (Region.BOTH, True, True),
        (Region.UNKNOWN, True, True),
    ],
)
def test_the_neck_is_asked_about_hands_and_everybody_about_emergencies(
    region: Region, hands: bool, saddle: bool
) -> None:
    names = {question.id for question in asked(QUESTIONS, region)}
    assert ("clumsy_hands" in names) is hands
    assert ("saddle_numbness" in names) is saddle


SIGNS = tuple(each.id for each in asked(QUESTIONS, Region.BACK) if each.nerve_sign)


@pytest.mark.parametrize(
    ("names", "region", "all_of_them"),
    [
        (SIGNS, Region.BACK, True),
        (SIGNS[1:], Region.BACK, False),
        (SIGNS, Region.UNKNOWN, False),
        (IDS, Region.UNKNOWN, True),
    ],
)
def test_signs_from_nerves_are_answered_when_all_of_the_region_are(
    names: tuple[str, ...], region: Region, all_of_them: bool
) -> None:
    assert nerve_signs_answered(said(*names, answer=Answer.NO), region, QUESTIONS) is all_of_them
