"""What people say comes back as it was said, in the order of the time it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import StatementError

from storage import check_ins, diary, enrolments, people, plans, scores, tables, unjudged
from storage.records import Answer, Plan
from storage.told import (
    NOTHING_TOLD,
    CheckIn,
    Diagnosis,
    DiaryEntry,
    DiaryKind,
    Enrolment,
    Exercise,
    Milestone,
    Region,
    Score,
    SessionKind,
    Told,
    WorkLoad,
)
from storage.told_reading import everything_told

AT = datetime(2026, 3, 9, 19, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)

STRENGTH = DiaryEntry(
    DiaryKind.SESSION,
    AT,
    None,
    SessionKind.STRENGTH,
    30,
    3,
    10,
    5,
    note="på gymmet",
    recorded_at=NOW,
)
ENROLMENT = Enrolment(
    since=date(2026, 3, 2),
    recorded_by="KN",
    onset=date(2025, 9, 1),
    region=Region.BACK,
    diagnosis=Diagnosis.STENOSIS,
    stability_threatened=Answer.NO,
    nerve_signs=Answer.YES,
    work_load=WorkLoad.HEAVY,
    surgery_on=date(2024, 1, 31),
    beginner_since=date(2026, 3, 2),
    recorded_at=NOW,
)
CHECK_IN = CheckIn(AT, {"leg_pain": Answer.YES, "fever": Answer.UNKNOWN}, recorded_at=NOW)
SCORE = Score("psfs", "5", "nb", date(2026, 3, 5), 3, 4.5, {"walk": 4.0}, "high_is_better", NOW)


def test_nobody_has_said_anything_at_first(engine, person):
    with engine.begin() as conn:
        assert everything_told(conn, person.id) == NOTHING_TOLD


def test_everything_said_comes_back_as_given(engine, person):
    with engine.begin() as conn:
        assert diary.add_entry(conn, person.id, STRENGTH, NOW) == STRENGTH
        assert check_ins.add_check_in(conn, person.id, CHECK_IN, NOW) == CHECK_IN
        assert enrolments.add_enrolment(conn, person.id, ENROLMENT, NOW) == ENROLMENT
        assert scores.add_score(conn, person.id, SCORE, NOW) == SCORE
    with engine.begin() as conn:
        told = everything_told(conn, person.id)
    assert told == Told((STRENGTH,), (CHECK_IN,), (ENROLMENT,), (SCORE,))
    assert told.check_ins[0].answers["fever"] is Answer.UNKNOWN


def test_what_was_said_belongs_to_one_person_and_goes_with_them(engine, person):
    plan = Plan(date(2026, 3, 2), "KN")
    with engine.begin() as conn:
        other = people.add_person(conn, name="another", timezone="UTC", now=NOW)
        diary.add_entry(conn, person.id, STRENGTH, NOW)
        check_ins.add_check_in(conn, person.id, CHECK_IN, NOW)
        enrolments.add_enrolment(conn, person.id, ENROLMENT, NOW)
        scores.add_score(conn, person.id, SCORE, NOW)
        stored = plans.add_plan(conn, person.id, plan, NOW)
        plans.add_parts(conn, person.id, stored, [Exercise("bridge")], [])
        assert everything_told(conn, other.id) == NOTHING_TOLD
        conn.execute(delete(tables.people).where(tables.people.c.id == person.id))
        for table in (
            tables.diary,
            tables.check_ins,
            tables.enrolments,
            tables.scores,
            tables.plans,
            tables.plan_exercises,
        ):
            assert conn.execute(table.select()).all() == []


def test_a_moment_without_a_zone_is_refused(engine, person):
    naive = replace(STRENGTH, at=AT.replace(tzinfo=None))
    with engine.begin() as conn, pytest.raises(StatementError, match="without a time zone"):
        diary.add_entry(conn, person.id, naive, NOW)


def test_a_stretch_of_the_diary_has_its_beginning_and_not_its_end(engine, person):
    entries = [DiaryEntry(DiaryKind.PAIN, AT + timedelta(hours=i), i) for i in range(4)]
    with engine.begin() as conn:
        for entry in entries:
            diary.add_entry(conn, person.id, entry, NOW)
        found = diary.read_entries(
            conn, person.id, AT + timedelta(hours=1), AT + timedelta(hours=3)
        )
    assert [entry.value for entry in found] == [1, 2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(hours=st.lists(st.integers(0, 8), min_size=1, max_size=6))
def test_added_in_any_order_it_reads_back_in_order_of_time(engine, person, hours):
    with engine.connect() as conn, conn.begin() as transaction:
        for hour in hours:
            at = AT + timedelta(hours=hour)
            on = AT.date() + timedelta(days=hour)
            diary.add_entry(conn, person.id, DiaryEntry(DiaryKind.PAIN, at, hour), NOW)
            check_ins.add_check_in(conn, person.id, CheckIn(at, {}), NOW)
            enrolments.add_enrolment(conn, person.id, Enrolment(on, "KN"), NOW)
            scores.add_score(conn, person.id, replace(SCORE, on=on), NOW)
        told = everything_told(conn, person.id)
        transaction.rollback()
    expected = sorted(hours)
    assert [entry.value for entry in told.diary] == expected
    assert [each.at for each in told.check_ins] == [AT + timedelta(hours=i) for i in expected]
    assert [(row.since - AT.date()).days for row in told.enrolments] == expected
    assert [(score.on - AT.date()).days for score in told.scores] == expected


def test_of_two_rows_of_one_day_the_one_given_last_comes_last(engine, person):
    with engine.begin() as conn:
        for who in ("KN", "LB"):
            enrolments.add_enrolment(conn, person.id, Enrolment(date(2026, 3, 2), who), NOW)
        assert [row.recorded_by for row in enrolments.enrolments(conn, person.id)] == ["KN", "LB"]


# --- a clinician's word ------------------------------------------------------------------------


def test_a_check_in_is_unlocked_once_and_keeps_its_answers(engine, person):
    with engine.begin() as conn:
        check_ins.add_check_in(conn, person.id, CHECK_IN, NOW)
        assert not check_ins.unlock(conn, person.id, AT + timedelta(hours=1), "KN", NOW)
        assert check_ins.unlock(conn, person.id, AT, "KN", NOW)
        assert not check_ins.unlock(conn, person.id, AT, "LB", NOW + timedelta(days=1))
        (kept,) = check_ins.check_ins(conn, person.id)
    assert kept == replace(CHECK_IN, unlocked_by="KN", unlocked_at=NOW)


def test_nobody_cannot_unlock(engine, person):
    with engine.begin() as conn:
        check_ins.add_check_in(conn, person.id, CHECK_IN, NOW)
        with pytest.raises(ValueError, match="by somebody"):
            check_ins.unlock(conn, person.id, AT, " ", NOW)


# --- days to judge again -----------------------------------------------------------------------

ADDING = {
    "diary": lambda conn, of: diary.add_entry(conn, of, STRENGTH, NOW),
    "check-in": lambda conn, of: check_ins.add_check_in(conn, of, CHECK_IN, NOW),
    "enrolment": lambda conn, of: enrolments.add_enrolment(
        conn, of, replace(ENROLMENT, since=AT.date()), NOW
    ),
    "score": lambda conn, of: scores.add_score(conn, of, replace(SCORE, on=AT.date()), NOW),
}


@pytest.mark.parametrize("what", ADDING)
def test_what_is_said_marks_its_days_in_the_same_transaction(engine, person, what):
    with engine.connect() as conn, conn.begin() as transaction:
        ADDING[what](conn, person.id)
        transaction.rollback()
    with engine.begin() as conn:
        assert unjudged.take(conn, person.id, NOW) is None
        ADDING[what](conn, person.id)
        assert unjudged.take(conn, person.id, NOW) == (AT.date(), NOW.date())


def test_unlocking_marks_the_days_since_the_answers(engine, person):
    with engine.begin() as conn:
        check_ins.add_check_in(conn, person.id, CHECK_IN, NOW)
        unjudged.take(conn, person.id, NOW)
        check_ins.unlock(conn, person.id, AT, "KN", NOW)
        assert unjudged.take(conn, person.id, NOW) == (AT.date(), NOW.date())


@pytest.mark.parametrize(
    ("since", "marked"),
    [
        (date.min, date(1970, 1, 1)),  # before any watch; the calendar's end would overflow
        (date.max, NOW.date()),
    ],
)
def test_a_mark_stays_between_the_first_watch_and_now(engine, person, since, marked):
    with engine.begin() as conn:
        unjudged.mark_from(conn, person.id, since, NOW)
        assert unjudged.take(conn, person.id, NOW) == (marked, NOW.date())


# --- parts of a plan ---------------------------------------------------------------------------


def test_a_plan_keeps_its_own_exercises_and_milestones_in_their_order(engine, person):
    first = Plan(date(2026, 3, 2), "KN", sessions_per_week=3, pain_tolerance=4)
    exercises = (Exercise("bridge", 3, 10), Exercise("bird dog", 2, 8, hold_s=5, per_week=3))
    milestones = (
        Milestone(date(2026, 5, 1), "walk to the shop"),
        Milestone(date(2026, 4, 1), "sit"),
    )
    with engine.begin() as conn:
        first = plans.add_plan(conn, person.id, first, NOW)
        second = plans.add_plan(conn, person.id, replace(first, recorded_at=None), AT)
        plans.add_parts(conn, person.id, first, exercises, milestones)
        assert plans.read_plans(conn, person.id) == (second, first)
        assert plans.exercises_of(conn, person.id, first) == exercises
        assert plans.milestones_of(conn, person.id, first) == milestones
        assert plans.exercises_of(conn, person.id, second) == ()
        with pytest.raises(ValueError, match="not stored"):
            plans.add_parts(conn, person.id, replace(first, since=date(2020, 1, 1)), exercises)
