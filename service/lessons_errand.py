"""Which lessons fit one week of one person, from everything that is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from config.lessons import Lesson
    from storage.records import Finding, Person, Plan
    from storage.told import Told


def lessons_of_week(connection: Connection, person: Person, week_start: date) -> tuple[Lesson, ...]:
    """None while an alert is open or something recorded forbids activity."""
    from analyzer.gate import gate
    from analyzer.profiles import profile_on
    from analyzer.red_flags import open_alert
    from config.lessons import Circumstances, fitting, read_lessons
    from config.profiles import read_profiles
    from config.questions import read_questions
    from storage import findings
    from storage.plans import read_plans
    from storage.told_reading import everything_told

    last = week_start + timedelta(days=6)
    plans = read_plans(connection, person.id)
    told = everything_told(connection, person.id)
    opened = gate(plans, person, last, told, read_questions())
    if opened.report_only or open_alert(told.check_ins, read_questions()) is not None:
        return ()
    found = findings.read_findings(connection, person.id, week_start, date.max)
    now = Circumstances(
        cleared=opened.may_say_more,
        week=programme_week(plans, told, week_start),
        profiles=profile_on(told, person, last, read_profiles()).ids,
        rules=[each.rule for each in found if week_start <= each.last <= last],
        sports=_sports(connection, person, week_start),
        flagged=_flagged(found, week_start),
    )
    return fitting(read_lessons(), now)


def programme_week(plans: Iterable[Plan], told: Told, week_start: date) -> int | None:
    """Counted from the week of the first enrolment, else of the first plan; 1 is the first."""
    enrolled = [row.since for row in told.enrolments]
    starts = enrolled or [plan.since for plan in plans]
    if not starts:
        return None
    first = min(starts)
    weeks = (week_start - (first - timedelta(days=first.weekday()))).days // 7
    return weeks + 1 if weeks >= 0 else None


def _flagged(found: Iterable[Finding], week_start: date) -> bool:
    """By pain or overload, in the week or after it."""
    from storage.records import Severity

    grave = (Severity.ALERT, Severity.PAIN, Severity.OVERLOAD)
    return any(each.severity in grave and each.last >= week_start for each in found)


def _sports(connection: Connection, person: Person, week_start: date) -> tuple[str, ...]:
    from storage import activities

    zone = ZoneInfo(person.timezone)
    first = datetime.combine(week_start, time(), zone)
    end = datetime.combine(week_start + timedelta(days=7), time(), zone)
    recorded = activities.read(connection, person.id, first, end)
    return tuple(dict.fromkeys(each.sport for each in recorded))
