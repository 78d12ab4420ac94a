"""Judge stored days and weeks, and keep what is news."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analyzer.calendar import local_date
from analyzer.rules.session_quality import ID as SESSION_QUALITY
from analyzer.verdict import HISTORY_DAYS, judge
from analyzer.weeks import summarise as weeks_of
from config.limits import read_limits
from config.profiles import read_profiles
from config.questions import read_questions
from service.analysis.span import LAST_WEEKS, Span
from service.zones import zones_of
from storage import activities, findings
from storage import days as stored_days
from storage import weeks as stored_weeks
from storage.extent import judged
from storage.plans import read_plans
from storage.told_reading import everything_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from analyzer.days import Analysed
    from analyzer.verdict import Judged
    from service.home import Home
    from storage.records import Day, Finding, Person


def judge_span(
    home: Home, connection: Connection, person: Person, span: Span, fresh: Analysed | None = None
) -> None:
    """Judge the days of ``span`` and all later ones that look back at them; write what is news.

    ``fresh``: the days of the span where they were just worked out again.
    """
    now = home.now()
    today = local_date(zones_of(connection, person), now)
    judging = _looking_back_at(span, judged(connection, person.id), today)
    verdicts = _verdicts(connection, person, judging, fresh, today)
    _write_days_and_weeks(connection, person, verdicts, judging, now)
    _write_findings(connection, person, verdicts, judging, span if fresh is not None else None)


def _looking_back_at(span: Span, before: tuple[date, date] | None, today: date) -> Span:
    """The whole weeks whose verdicts the days of a span can change."""
    judging = span.wider(0, HISTORY_DAYS)
    if before is None or span.last >= before[1]:
        # What was told goes on while the watch lies in a drawer, and some of it falls due then.
        latest = max(span.last, today)
        judging = Span(min(span.first, latest - LAST_WEEKS), max(judging.last, today))
    return judging.from_monday_to_sunday()


def _verdicts(
    connection: Connection, person: Person, judging: Span, fresh: Analysed | None, today: date
) -> Judged:
    history = judging.wider(HISTORY_DAYS, 0).from_monday_to_sunday()
    days = _days(connection, person, history, fresh)
    limits = read_limits()
    return judge(
        days,
        weeks_of(days, limits.cannot_tell.valid_days_needed),
        read_plans(connection, person.id),
        person,
        limits,
        today,
        told=everything_told(connection, person.id),
        activities=activities.read(connection, person.id, *history.moments),
        shapes=() if fresh is None else fresh.shapes,
        profiles=read_profiles(),
        questions=read_questions(),
    )


def _days(
    connection: Connection, person: Person, history: Span, fresh: Analysed | None
) -> tuple[Day, ...]:
    """The stored days of a span, the ones just worked out in place of what was stored."""
    stored = stored_days.read_days(connection, person.id, history.first, history.last)
    known = {day.date: day for day in (*stored, *(() if fresh is None else fresh.days))}
    return tuple(known[each] for each in sorted(known))


def _write_days_and_weeks(
    connection: Connection, person: Person, verdicts: Judged, judging: Span, now: datetime
) -> None:
    days = [day for day in verdicts.days if judging.holds(day.date)]
    weeks = [week for week in verdicts.weeks if judging.holds(week.start)]
    stored_days.write_days(connection, person.id, days, now)
    stored_weeks.write_weeks(connection, person.id, weeks, now)


def _write_findings(
    connection: Connection,
    person: Person,
    verdicts: Judged,
    judging: Span,
    read_again: Span | None,
) -> None:
    first, last = judging.first, judging.last
    known = findings.read_findings(connection, person.id, first, last)
    found = [each for each in verdicts.findings if judging.holds(each.last)]
    standing = _of_other_minutes(known, read_again)
    findings.replace_findings(connection, person.id, first, last, [*found, *standing])


def _of_other_minutes(known: Iterable[Finding], read_again: Span | None) -> Iterator[Finding]:
    """Findings that rest on minutes which were not read again: they stand as they were found."""
    for each in known:
        if each.rule == SESSION_QUALITY and not (read_again and read_again.holds(each.last)):
            yield each
