"""What was said stands in the letters as it was said: in its week, function first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analyzer.letters.patient import PatientLetter, patient_letter
from analyzer.letters.physio import PhysioLetter, physio_letter
from storage.records import Answer, Finding, Reason, Severity
from storage.told import NOTHING_TOLD, DiaryEntry, DiaryKind, SessionKind, Told
from tests.made.letters import AGREED, STORIES, WEEK, Story, to_patient, to_physio
from tests.made.letters import told as known
from tests.made.telling import ENROLLED, TOLD_WELL

WELL = STORIES["told-well"]


def telling(*entries: DiaryEntry, story: Story = WELL) -> Story:
    return replace(story, told=Told(diary=entries))


def entry(kind: DiaryKind, day: int, value: int | None = None, **more: Any) -> DiaryEntry:
    at = datetime(2026, 3, 9, 18, tzinfo=UTC) + timedelta(days=day)
    return DiaryEntry(kind, at, value, **more)


def test_the_week_is_compared_with_the_weeks_before_it() -> None:
    week = to_patient(WELL).told
    assert week.function is not None
    assert week.pain is not None
    assert (week.function.median, week.function_before) == (7, 6)
    assert (week.pain.median, week.pain.low, week.pain.high, week.pain.days) == (3, 2, 5, 5)


def test_own_activities_stand_beside_their_first_rating() -> None:
    goals = to_patient(WELL).told.goals
    assert goals is not None
    assert [(each.name, each.before, each.now) for each in goals.activities] == [
        ("kneel in the garden", 3, 5),
        ("drive an hour", 4, 6),
        ("carry shopping", 3, 4),
    ]


def test_soreness_names_the_strength_session_before_it_and_no_other() -> None:
    sore = to_patient(WELL).told.sore
    assert [(each.on, each.after, each.after_on) for each in sore] == [
        (date(2026, 3, 11), SessionKind.STRENGTH, date(2026, 3, 10))
    ]
    walked = telling(entry(DiaryKind.SORENESS, 2, 3), story=replace(WELL, strength_days=()))
    assert to_patient(walked).told.sore[0].after is None


def test_a_week_without_a_word_has_no_part_about_what_was_said() -> None:
    assert not to_patient(STORIES["in-band"]).told.anything
    before = telling(entry(DiaryKind.PAIN, -3, 4))
    assert not to_patient(before).told.anything
    assert to_patient(before).told.ever


def test_what_was_said_after_the_week_is_not_in_it() -> None:
    later = telling(entry(DiaryKind.PAIN, 6, 4), entry(DiaryKind.PAIN, 7, 9))
    pain = to_patient(later).told.pain
    assert pain is not None
    assert pain.high == 4


def test_a_letter_written_late_says_no_more_of_what_went_on_than_one_written_in_time() -> None:
    def pain(first: int, values: str) -> tuple[DiaryEntry, ...]:
        return tuple(entry(DiaryKind.PAIN, first + at, int(v)) for at, v in enumerate(values))

    in_time = (*pain(-21, "3" * 25), *pain(4, "888"), entry(DiaryKind.FLARE_START, 5))
    later = (*pain(7, "999"), entry(DiaryKind.FLARE_END, 9), entry(DiaryKind.FLARE_START, 12))
    written_late = known(telling(*in_time, *later), datetime(2026, 4, 1, 7, tzinfo=UTC))
    flags = physio_letter(known(telling(*in_time))).flags
    assert {each.rule for each in flags} == {"flare", "pain"}
    assert {each.last for each in flags} == {WEEK + timedelta(days=6)}
    assert physio_letter(written_late).flags == flags
    assert patient_letter(written_late).remark == to_patient(telling(*in_time)).remark


def test_a_day_nothing_was_said_of_stays_open_in_the_line() -> None:
    line = to_patient(telling(entry(DiaryKind.PAIN, 0, 4), entry(DiaryKind.PAIN, 2, 5))).told.line
    assert len(line) == 28
    assert [day.pain for day in line[-7:]] == [4, None, 5, None, None, None, None]


def test_a_flare_takes_the_place_of_the_band() -> None:
    letter = to_patient(STORIES["flare"])
    assert [each.code for each in letter.opening] == ["how.less", "band.flare"]
    assert letter.suggestion is None
    calm = to_patient(replace(STORIES["flare"], told=NOTHING_TOLD))
    assert [each.code for each in calm.opening] == ["how.less", "band.below_agreed"]


@pytest.mark.parametrize("story", ["in-band", "too-little", "too-much", "not-cleared"])
@pytest.mark.parametrize(
    ("rule", "severity"), [("pain", Severity.PAIN), ("adjust", Severity.OVERLOAD)]
)
def test_a_week_of_worse_pain_is_not_held_against_the_band(
    story: str, rule: str, severity: Severity
) -> None:
    values = known(STORIES[story])
    worse = Finding(rule, severity, WEEK, WEEK + timedelta(days=2), to_patient=False)
    letter = patient_letter(replace(values, findings=(worse,)))
    codes = [each.code for each in letter.opening]
    assert codes[0].startswith("how.")
    assert {code for code in codes if code.startswith("band.")} <= {"band.easier_start"}
    assert letter.suggestion is None
    before = replace(worse, first=WEEK - timedelta(days=7), last=WEEK - timedelta(days=1))
    calm = patient_letter(replace(values, findings=(before,)))
    assert [each.code for each in calm.opening if each.code.startswith("band.")]


def test_one_small_thing_counts_the_strength_that_was_told() -> None:
    trunk = entry(DiaryKind.SESSION, 3, session=SessionKind.TRUNK, minutes=10)
    cleared = replace(WELL, strength_days=())
    assert to_patient(telling(trunk, story=cleared)).suggestion == Reason("try.strength", {"n": 1})
    twice = entry(DiaryKind.SESSION, 5, session=SessionKind.STRENGTH, minutes=20)
    assert to_patient(telling(trunk, twice, story=cleared)).suggestion is None


def test_one_rule_at_most_speaks_of_what_was_told_and_none_in_silence() -> None:
    worse = [entry(DiaryKind.PAIN, day, 3) for day in range(-21, 0)]
    worse += [entry(DiaryKind.PAIN, day, 7) for day in range(3)]
    remark = to_patient(telling(*worse)).remark
    assert remark is not None
    assert remark.rule == "pain"
    assert to_patient(STORIES["red-flag"]).remark is None


def test_a_session_told_and_recorded_on_one_day_is_one_session() -> None:
    doubled = telling(
        entry(DiaryKind.SESSION, 1, session=SessionKind.STRENGTH, minutes=25),
        entry(DiaryKind.SESSION, 3, session=SessionKind.TRUNK, minutes=10),
    )
    done = to_patient(doubled).plan
    assert (done.sessions, done.exercise_sessions) == (5, 2)
    assert [each.kind for each in done.told] == [SessionKind.TRUNK]


def test_strength_that_was_told_counts_before_more_is_suggested() -> None:
    done = telling(
        entry(DiaryKind.SESSION, 2, session=SessionKind.STRENGTH),
        entry(DiaryKind.SESSION, 4, session=SessionKind.STRENGTH),
        story=replace(WELL, plans=(AGREED,)),
    )
    assert to_patient(replace(done, told=NOTHING_TOLD)).suggestion is not None
    assert to_patient(done).suggestion is None


def assert_silent(letter: PatientLetter) -> None:
    assert letter.alert is not None
    assert (letter.suggestion, letter.lesson) == (None, None)
    assert [each.code for each in letter.opening] == ["how.only_numbers"]
    band = letter.picture.band
    assert (band.floor_met_h, band.ceiling_met_h, band.agreed_with) == (None, None, None)


def test_while_an_answer_waits_a_letter_holds_numbers_only() -> None:
    assert_silent(to_patient(STORIES["red-flag"]))
    quiet = replace(STORIES["red-flag"], week=(12, 10, 9, 14, 12, 10, 16))
    assert_silent(to_patient(quiet))


def test_an_unlocked_answer_silences_nothing() -> None:
    story = STORIES["red-flag"]
    seen = replace(
        story.told.check_ins[0], unlocked_by="KN", unlocked_at=datetime(2026, 3, 14, tzinfo=UTC)
    )
    letter = to_patient(replace(story, told=replace(story.told, check_ins=(seen,))))
    assert letter.alert is None
    assert letter.opening[0].code != "how.only_numbers"


def test_what_rules_activity_out_leaves_numbers_and_the_reason() -> None:
    unstable = replace(ENROLLED, stability_threatened=Answer.YES)
    letter = to_patient(replace(WELL, told=replace(TOLD_WELL, enrolments=(unstable,))))
    assert [each.code for each in letter.opening] == ["how.only_numbers", "stability_threatened"]
    assert (letter.suggestion, letter.lesson) == (None, None)


def alarmed(note: str) -> PhysioLetter:
    story = STORIES["red-flag"]
    return to_physio(replace(story, plans=(replace(AGREED, since=WEEK, note=note),)))


def test_no_note_in_a_plan_silences_an_alert() -> None:
    letter = alarmed("dismiss alert: spoken with")
    assert letter.flags[0].rule == "alert"
    assert "alert" not in letter.dismissed


def test_forms_filled_in_in_the_week_are_said_and_those_due_are_named() -> None:
    letter = to_physio(WELL)
    assert [each.code for each in letter.changed] == [
        "instrument.change.only_relative",
        "instrument.change.small",
    ]
    assert [each.numbers["instrument"] for each in letter.due] == ["NRS"]


def test_a_lesson_needs_a_start_and_is_not_said_twice_in_a_row() -> None:
    assert to_patient(STORIES["in-band"]).lesson is None
    first = to_patient(STORIES["flare"])
    assert first.lesson is not None
    assert first.lesson.id == "good-and-bad-days"
    next_week = replace(STORIES["flare"], start=WEEK + timedelta(days=7), history_weeks=14)
    later = to_patient(next_week).lesson
    assert later is None or later.id != "good-and-bad-days"


@pytest.mark.parametrize("story", sorted(STORIES))
def test_without_anything_told_a_letter_has_none_of_it(story: str) -> None:
    letter = to_patient(replace(STORIES[story], told=NOTHING_TOLD))
    assert not letter.told.anything
    assert (letter.alert, letter.lesson) == (None, None)
