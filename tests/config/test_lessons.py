"""Lessons stand on statements, have words in every language, and come when they may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.catalogue import LANGUAGES, translation
from config.lessons import Circumstances, Lesson, faults, fitting, read_lessons
from config.recommendations import read_recommendations
from service.carriers import known
from service.letters.phrases_lessons import LESSONS

LESSON_ROWS = read_lessons()
EACH = [pytest.param(lesson, id=lesson.id) for lesson in LESSON_ROWS]
BY_ID = {lesson.id: lesson for lesson in LESSON_ROWS}
ROWS = read_recommendations()

#: A lesson is read on a phone, standing.
LONGEST = 260

EVERYTHING = Circumstances(
    cleared=True,
    week=None,
    profiles=known("profile"),
    rules=known("rule"),
    sports=("running", "swimming"),
)


def ids(now: Circumstances) -> set[str]:
    return {lesson.id for lesson in fitting(LESSON_ROWS, now)}


def test_lessons_and_their_words_are_the_same_set() -> None:
    assert list(LESSONS) == [lesson.id for lesson in LESSON_ROWS]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", EACH)
def test_a_lesson_is_short_and_written_in_every_language(lesson: Lesson, language: str) -> None:
    source = LESSONS[lesson.id].one
    said = translation(language).gettext(source)
    assert len(said) <= LONGEST
    assert (said == source) == (language == "en"), f"{lesson.id} has no words in {language}"


@pytest.mark.parametrize("lesson", EACH)
def test_a_lesson_waits_for_rules_and_profiles_that_exist(lesson: Lesson) -> None:
    assert set(lesson.after) <= known("rule")
    assert set(lesson.profiles) <= known("profile")


@pytest.mark.parametrize("lesson", EACH)
def test_a_lesson_and_its_statements_name_each_other(lesson: Lesson) -> None:
    naming = {row.id for row in ROWS if f"lesson:{lesson.id}" in row.carriers}
    assert set(lesson.recommendations) <= naming, naming


@pytest.mark.parametrize("lesson", EACH)
def test_every_lesson_comes_to_somebody(lesson: Lesson) -> None:
    weeks = {lesson.week}
    assert any(lesson.id in ids(replace(EVERYTHING, week=week)) for week in weeks)


def test_every_statement_that_teaches_has_a_lesson_or_a_test_of_words() -> None:
    silent = [
        row.id
        for row in ROWS
        if row.effect == "education"
        and not any(each.startswith(("lesson:", "test:")) for each in row.carriers)
    ]
    assert not silent


@pytest.mark.parametrize("week", range(1, 30))
def test_without_clearance_no_lesson_asks_for_more(week: int) -> None:
    shown = fitting(LESSON_ROWS, replace(EVERYTHING, cleared=False, week=week))
    assert not [lesson.id for lesson in shown if lesson.cleared]


def test_that_nothing_serious_was_found_is_said_only_to_those_it_was_found_for() -> None:
    now = Circumstances(cleared=True, week=2, profiles=("non_specific",))
    assert "nothing-serious-found" in ids(now)
    assert "nothing-serious-found" not in ids(replace(now, cleared=False))
    for other in known("profile") - {"non_specific"}:
        assert "nothing-serious-found" not in ids(replace(now, profiles=(other,)))


def test_some_pain_is_called_expected_only_while_nothing_is_flagged() -> None:
    now = Circumstances(cleared=True, week=BY_ID["some-pain"].week)
    assert "some-pain" in ids(now)
    assert "some-pain" not in ids(replace(now, flagged=True))


def test_a_swim_brings_the_lesson_on_strokes_to_the_neck_alone() -> None:
    """C87: a tip about strokes; breaststroke is not forbidden."""
    now = Circumstances(cleared=True, week=None, profiles=("neck",), sports=("swimming",))
    assert "swim-and-neck" in ids(now)
    assert "swim-and-neck" not in ids(replace(now, profiles=("stenosis",)))


def test_soreness_after_strength_has_its_lesson() -> None:
    """C83."""
    assert ids(Circumstances(cleared=False, week=None, rules=("soreness",))) == {"soreness"}


def test_what_a_finding_asks_for_comes_before_what_the_week_would_bring() -> None:
    shown = fitting(LESSON_ROWS, Circumstances(cleared=False, week=1, rules=("soreness",)))
    assert [lesson.id for lesson in shown] == ["soreness", "as-able", "keep-a-diary"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"recommendations": ()}, "at least one"),
        ({"recommendations": ("R999",)}, "R999 is not known"),
        ({"recommendations": ("R038",)}, "deliberately not used"),
        ({"grade": "++++"}, "no statement of it has ++++"),
        ({"week": None, "after": (), "sports": ()}, "never shown"),
        ({"week": 0}, "the first is 1"),
    ],
)
def test_faults_are_named(changes: dict[str, object], named: str) -> None:
    odd = replace(BY_ID["as-able"], **changes)  # type: ignore[arg-type]  # faults are the point
    assert [fault for fault in faults([odd], ROWS) if named in fault]


#: Says that ordinary movement in small pieces is fine on a bad day too, which is when it is true.
ALSO_ON_A_BAD_DAY = {"stay-active"}


@pytest.mark.parametrize("lesson", EACH)
def test_what_could_ask_for_more_waits_for_a_calm_week_too(lesson: Lesson) -> None:
    assert lesson.unflagged == (lesson.cleared and lesson.id not in ALSO_ON_A_BAD_DAY)


def test_after_days_of_worse_pain_no_lesson_speaks_for_more_exercise() -> None:
    worse = replace(EVERYTHING, flagged=True, rules=("adjust", "pain", "daily-exercise", "drop"))
    assert ids(replace(worse, sports=())) == {"stay-active", "easier-day", "one-small-change"}


def test_muscles_tense_from_worry_are_only_spoken_of_in_cleared_non_specific_trouble() -> None:
    now = Circumstances(cleared=True, week=BY_ID["tense-muscles"].week, profiles=("non_specific",))
    assert "tense-muscles" in ids(now)
    assert "tense-muscles" not in ids(replace(now, cleared=False))
    assert "tense-muscles" not in ids(replace(now, profiles=("herniation",)))
    assert "tense-muscles" not in ids(replace(now, profiles=()))
