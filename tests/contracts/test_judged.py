"""Days, weeks, findings and decisions: the newest judgement, and what became of older ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from storage import days, decisions, findings, tables, verdicts, weeks
from storage.records import (
    Day,
    Decision,
    Finding,
    Nudge,
    Period,
    Reason,
    Severity,
    Verdict,
    VerdictChange,
    Week,
)

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
MONDAY = date(2026, 3, 2)
ALL = (date.min, date.max)


def day(offset: int = 0, **changes) -> Day:
    unknown = Day(
        date=MONDAY + timedelta(days=offset),
        zone="Europe/Stockholm",
        steps=None,
        wear_min=0,
        hr_min_bpm=None,
        hr_mean_bpm=None,
        hr_max_bpm=None,
        rest_bpm=None,
        light_min=None,
        moderate_min=None,
        vigorous_min=None,
        met_h=None,
        met_h_high=None,
        still_min=None,
        strength_sessions=0,
        valid=False,
    )
    return replace(unknown, **changes)


def week(offset: int = 0, **changes) -> Week:
    start = MONDAY + timedelta(weeks=offset)
    year, number, _ = start.isocalendar()
    return replace(
        Week(year, number, start, 3, None, None, None, None, None, None, None, None, 0, None),
        **changes,
    )


FULL = {
    "steps": 6120,
    "hr_mean_bpm": 71.25,
    "met_h": 0.0,
    "valid": True,
    "verdict": Verdict.IN_BAND,
    "why": Reason("inside", {"usual": 6000, "share": 0.98, "basis": "median"}),
    "complete": True,
}


def test_what_is_unknown_about_a_day_comes_back_unknown_and_zero_as_zero(engine, person):
    written = (day(0), day(1, **FULL))
    with engine.begin() as conn:
        assert days.write_days(conn, person.id, written, NOW) == (written[0].date, written[1].date)
        assert days.read_days(conn, person.id, *ALL) == written
        back = days.read_days(conn, person.id, written[1].date, written[1].date)[0]
    assert back.met_h == 0.0
    assert str(back.why) == "inside (usual=6000, share=0.98, basis=median)"


def test_the_same_days_twice_are_no_news(engine, person):
    with engine.begin() as conn:
        days.write_days(conn, person.id, [day(0), day(1, **FULL)], NOW)
        assert days.write_days(conn, person.id, [day(1, **FULL), day(0)], LATER) == ()
        news = days.write_days(conn, person.id, [day(0, wear_min=5), day(1, **FULL)], LATER)
    assert news == (MONDAY,)


def test_a_verdict_that_changes_is_recorded_and_a_first_one_is_not(engine, person):
    given = day(0, verdict=Verdict.TOO_LITTLE, why=Reason("below"))
    other = day(0, verdict=Verdict.IN_BAND, why=Reason("late_data", {"steps": 9000}))
    same = replace(other, why=Reason("still_inside"))
    with engine.begin() as conn:
        for written in (day(0), given, other, same):
            days.write_days(conn, person.id, [written], LATER)
        changes = verdicts.read_changes(conn, person.id, *ALL)
    assert changes == (
        VerdictChange(Period.DAY, MONDAY, Verdict.TOO_LITTLE, Verdict.IN_BAND, other.why, LATER),
    )


def test_days_and_weeks_that_are_no_more_can_be_forgotten(engine, person):
    with engine.begin() as conn:
        days.write_days(conn, person.id, [day(each) for each in range(-1, 9)], NOW)
        weeks.write_weeks(conn, person.id, [week(each) for each in (-1, 0, 1)], NOW)
        days.keep_only(conn, person.id, MONDAY, MONDAY + timedelta(days=6))
        weeks.keep_only(conn, person.id, MONDAY, MONDAY + timedelta(days=6))
        assert days.read_days(conn, person.id, *ALL) == tuple(day(each) for each in range(7))
        assert weeks.read_weeks(conn, person.id, *ALL) == (week(0),)


def test_weeks_are_kept_like_days(engine, person):
    judged = week(1, verdict=Verdict.TOO_MUCH, why=Reason("rise", {"tier": 2}), met_h=21.5)
    with engine.begin() as conn:
        assert len(weeks.write_weeks(conn, person.id, [judged, week(0)], NOW)) == 2
        assert weeks.write_weeks(conn, person.id, [week(0), judged], NOW) == ()
        again = replace(judged, verdict=Verdict.IN_BAND)
        assert weeks.write_weeks(conn, person.id, [again], LATER) == (judged.start,)
        assert weeks.read_weeks(conn, person.id, *ALL) == (week(0), again)
        assert weeks.read_weeks(conn, person.id, MONDAY, MONDAY) == (week(0),)
        (change,) = verdicts.read_changes(conn, person.id, *ALL)
    assert (change.period, change.start) == (Period.WEEK, judged.start)


def test_the_first_week_of_an_iso_year_keeps_its_year(engine, person):
    monday = date(2025, 12, 29)
    first = replace(week(), year=2026, week=1, start=monday)
    with engine.begin() as conn:
        weeks.write_weeks(conn, person.id, [first], NOW)
        assert weeks.read_weeks(conn, person.id, monday, monday) == (first,)


def finding(rule: str, last: int, length: int = 7, **changes) -> Finding:
    end = MONDAY + timedelta(days=last)
    found = Finding(rule, Severity.OVERLOAD, end - timedelta(days=length - 1), end, {"rise": 1.3})
    return replace(found, **changes)


def test_findings_are_replaced_by_the_date_they_end_on(engine, person):
    before, inside, after = finding("rise", 0), finding("rise", 3), finding("rise", 9)
    new = finding("drop", 4, length=28, valid_days=None, to_patient=True)
    span = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    with engine.begin() as conn:
        assert findings.replace_findings(conn, person.id, *ALL, [after, before, inside])
        assert findings.replace_findings(conn, person.id, *span, [new])
        assert not findings.replace_findings(conn, person.id, *span, [new])
        assert findings.read_findings(conn, person.id, *ALL) == (before, new, after)
        assert findings.read_findings(conn, person.id, *span) == (new,)
        with pytest.raises(ValueError, match="does not end from"):
            findings.replace_findings(conn, person.id, *span, [after])


NUDGE = Nudge(MONDAY, "walk_more", {"steps": 2100}, "drop", asks_for_more=True)


def decision(at: datetime, nudge: Nudge | None, code: str = "nothing_to_say") -> Decision:
    return Decision(MONDAY, nudge, Reason(code, {"rules": 2}), at, ("drop", "rise"))


def test_decisions_are_kept_sent_or_not(engine, person):
    silent, sent = decision(NOW, None), decision(LATER, NUDGE, "low")
    with engine.begin() as conn:
        assert decisions.add_decision(conn, person.id, sent)
        assert decisions.add_decision(conn, person.id, silent)
        assert decisions.read_decisions(conn, person.id, *ALL) == (silent, sent)
        assert decisions.read_decisions(conn, person.id, date.min, date(2026, 3, 1)) == ()


def test_a_date_has_one_nudge_and_any_number_of_silences(engine, person):
    hours = [NOW + timedelta(hours=each) for each in range(4)]
    with engine.begin() as conn:
        assert decisions.add_decision(conn, person.id, decision(hours[0], NUDGE))
        assert not decisions.add_decision(conn, person.id, decision(hours[1], NUDGE))
        assert decisions.add_decision(conn, person.id, decision(hours[2], None))
        assert decisions.add_decision(conn, person.id, decision(hours[3], None))
        assert not decisions.add_decision(conn, person.id, decision(hours[3], None))
        kept = decisions.read_decisions(conn, person.id, *ALL)
    assert [each.nudge for each in kept] == [NUDGE, None, None]


def test_erasing_a_person_takes_everything_of_theirs(engine, person):
    with engine.begin() as conn:
        days.write_days(conn, person.id, [day()], NOW)
        findings.replace_findings(conn, person.id, *ALL, [finding("rise", 1)])
        decisions.add_decision(conn, person.id, decision(NOW, NUDGE))
        conn.execute(delete(tables.people).where(tables.people.c.id == person.id))
        for table in tables.metadata.sorted_tables:
            assert conn.execute(table.select()).all() == [], table.name
