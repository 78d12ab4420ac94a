"""What the patient's letter says is decided here, before any words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analyzer.letters.patient import PatientLetter, patient_letter
from analyzer.letters.picture import DayState, day_state
from storage.records import Answer, Day, Finding, Reason, Severity, Verdict
from tests.made.letters import (
    AGREED,
    NOT_CLEARED,
    PERSON,
    STORIES,
    WEEK,
    Story,
    days_of,
    to_patient,
    told,
)

STEADY = Story(week=(32, 35, 33, 36, 34, 31, 35))


def codes(letter: PatientLetter) -> list[str]:
    return [sentence.code for sentence in letter.opening]


@pytest.mark.parametrize(
    ("name", "verdict", "opening"),
    [
        ("in-band", Verdict.IN_BAND, ["how.about", "band.inside_agreed"]),
        ("too-little", Verdict.TOO_LITTLE, ["how.less", "band.below_agreed"]),
        (
            "too-much",
            Verdict.TOO_MUCH,
            ["how.much_more", "how.most_on", "band.above_agreed", "band.easier_start"],
        ),
        ("cannot-tell", Verdict.UNKNOWN, ["how.few_days"]),
        ("not-cleared", Verdict.TOO_LITTLE, ["how.about", "band.not_cleared"]),
        ("travel", Verdict.IN_BAND, ["how.about", "band.inside_agreed"]),
    ],
)
def test_each_verdict_opens_with_its_own_sentences(
    name: str, verdict: Verdict, opening: list[str]
) -> None:
    letter = to_patient(STORIES[name])
    assert letter.verdict is verdict
    assert codes(letter) == opening


def test_the_busiest_day_is_named_by_its_date() -> None:
    named = to_patient(STORIES["too-much"]).opening[1]
    assert named.numbers == {"date": "2026-03-14"}


def test_while_nothing_is_agreed_the_recommendation_is_the_floor_and_only_below_it() -> None:
    cleared = replace(AGREED, floor_met_h=None, ceiling_met_h=None)
    below = to_patient(replace(STORIES["too-little"], plans=(cleared,)))
    assert codes(below)[1] == "band.below_documents"
    assert below.opening[1].numbers["low_min"] == 30


def test_without_clearance_no_sentence_and_no_picture_asks_for_more() -> None:
    for plans in ((NOT_CLEARED,), (), (replace(AGREED, cleared=Answer.NO, floor_met_h=None),)):
        letter = to_patient(replace(STORIES["too-little"], plans=plans))
        assert letter.suggestion is None
        assert "band.below_documents" not in codes(letter)
        assert letter.picture.band.floor_met_h is None


def test_a_small_thing_to_try_comes_with_too_little_and_clearance() -> None:
    assert to_patient(STORIES["too-little"]).suggestion == Reason("try.ten_minutes")


def test_a_missing_strength_session_is_the_small_thing_when_the_week_was_in_band() -> None:
    assert to_patient(STORIES["in-band"]).suggestion == Reason("try.strength", {"n": 1})
    enough = replace(STORIES["in-band"], strength_days=(1, 4))
    assert to_patient(enough).suggestion is None


@pytest.mark.parametrize("name", ["too-much", "cannot-tell", "not-cleared"])
def test_nothing_is_suggested_when_too_much_unknown_or_not_cleared(name: str) -> None:
    assert to_patient(STORIES[name]).suggestion is None


@pytest.mark.parametrize(
    "severity", [Severity.ALERT, Severity.GATE, Severity.PAIN, Severity.OVERLOAD]
)
@pytest.mark.parametrize("days_after_monday", [0, 6, 7])
def test_a_flag_in_the_week_or_since_silences_the_suggestion(
    severity: Severity, days_after_monday: int
) -> None:
    on = WEEK + timedelta(days=days_after_monday)
    flag = Finding("a-rule", severity, on, on)
    values = told(STORIES["too-little"])
    letter = patient_letter(replace(values, findings=(flag,)))
    assert letter.suggestion is None


def test_a_flag_from_long_before_the_week_silences_nothing() -> None:
    old = Finding("a-rule", Severity.PAIN, date(2026, 2, 1), date(2026, 2, 3))
    values = told(STORIES["too-little"])
    letter = patient_letter(replace(values, findings=(old,)))
    assert letter.suggestion is not None


def test_an_unworn_day_has_no_numbers_at_all() -> None:
    sunday = to_patient(STORIES["in-band"]).picture.days[6]
    assert sunday.state is DayState.NOT_WORN
    assert (sunday.active_min, sunday.light_min, sunday.steps) == (None, None, None)


def test_a_day_that_may_still_arrive_is_not_called_not_worn() -> None:
    assert to_patient(STORIES["travel"]).picture.days[6].state is DayState.NOT_RECEIVED
    day = days_of(STEADY)[-1]
    empty = replace(day, valid=False, wear_min=0, steps=None)
    assert day_state(replace(empty, complete=False)) is DayState.NOT_RECEIVED
    assert day_state(empty) is DayState.NOT_WORN
    assert day_state(replace(day, complete=False)) is DayState.ARRIVING
    assert day_state(replace(day, valid=False)) is DayState.PARTLY
    assert day_state(None) is DayState.NOT_RECEIVED


def test_few_days_that_may_become_more_are_called_so() -> None:
    letter = to_patient(replace(STORIES["travel"], not_received=(2, 3, 4, 5, 6)))
    assert letter.opening == (Reason("how.few_days_yet", {"n": 2}),)


def test_days_that_do_not_count_are_in_no_mean() -> None:
    letter = to_patient(STORIES["cannot-tell"])
    assert letter.valid_days == 2
    assert letter.active_min_per_day == pytest.approx((31 + 22) / 2)


def test_usual_is_the_persons_own_past_without_this_week() -> None:
    busy = replace(STEADY, week=(200,) * 7)
    assert to_patient(busy).usual_active_min_per_day == to_patient(STEADY).usual_active_min_per_day
    assert to_patient(busy).picture.active_range == to_patient(STEADY).picture.active_range


def test_a_newcomer_has_no_usual_and_no_usual_range() -> None:
    letter = to_patient(replace(STEADY, history_weeks=1, gap_week=None))
    assert letter.usual_active_min_per_day is None
    assert letter.picture.active_range is None
    assert codes(letter)[0] == "how.no_usual"
    assert [week.met_h is None for week in letter.picture.trend] == [True] * 10 + [False] * 2


def test_twelve_weeks_end_with_this_one_and_leave_gaps_open() -> None:
    trend = to_patient(STEADY).picture.trend
    assert [week.start for week in trend] == [
        WEEK - timedelta(weeks=back) for back in range(11, -1, -1)
    ]
    assert [at for at, week in enumerate(trend) if week.met_h is None] == [6]


def test_a_week_with_unworn_days_is_a_marked_estimate() -> None:
    last = to_patient(STORIES["in-band"]).picture.trend[-1]
    assert last.estimated
    assert last.met_h == pytest.approx(11.1 * 7 / 6, rel=0.01)


def test_unworn_hours_are_clipped_to_waking_ones() -> None:
    letter = to_patient(replace(STEADY, unworn={0: ((0, 420), (1300, 1440))}))
    assert letter.picture.days[0].unworn == ((360, 420), (1300, 1380))
    assert letter.picture.days[0].unworn_awake_min == 140


def test_unworn_time_is_known_without_knowing_where_it_was() -> None:
    values = told(replace(STEADY, unworn={0: ((540, 720),)}))
    column = patient_letter(replace(values, unworn={})).picture.days[0]
    assert column.unworn is None
    assert column.unworn_awake_min == 180


def test_a_clock_change_is_told_and_a_journey_is_told_instead_of_it() -> None:
    changed = replace(STEADY, lengths=(1440,) * 6 + (1380,))
    assert Reason("note.clocks", {"date": "2026-03-15", "n": 23}) in to_patient(changed).notes
    assert [note.code for note in to_patient(STORIES["travel"]).notes] == [
        "note.not_received",
        "note.travel",
    ]


def test_unused_heart_rate_is_told() -> None:
    paced = replace(STEADY, person=replace(PERSON, pacemaker=Answer.YES))
    assert Reason("note.no_heart_rate") in to_patient(paced).notes


def test_nothing_stored_at_all_still_makes_a_letter() -> None:
    values = told(STEADY)
    empty = patient_letter(replace(values, days=(), weeks=(), findings=(), plans=()))
    assert codes(empty) == ["how.nothing_received"]
    assert {day.state for day in empty.picture.days} == {DayState.NOT_RECEIVED}


def test_days_without_active_minutes_are_unknown_and_not_zero() -> None:
    values = told(STEADY)
    days: tuple[Day, ...] = tuple(
        replace(day, moderate_min=None, vigorous_min=None) for day in values.days
    )
    letter = patient_letter(replace(values, days=days))
    assert letter.active_min_per_day is None
    assert letter.picture.days[0].active_min is None
    assert codes(letter) == ["how.cannot_tell"]


def test_a_naive_moment_and_a_week_from_another_day_are_refused() -> None:
    values = told(STEADY)
    with pytest.raises(ValueError, match="aware"):
        patient_letter(replace(values, now=datetime(2026, 3, 16, 7)))  # noqa: DTZ001
    with pytest.raises(ValueError, match="Monday"):
        patient_letter(replace(values, week_start=date(2026, 3, 10)))


def test_the_same_values_give_the_same_letter() -> None:
    now = datetime(2026, 3, 16, 7, tzinfo=UTC)
    first = patient_letter(told(STEADY, now))
    assert first == patient_letter(told(STEADY, now))
