"""Bring stored days, weeks and findings up to date with what was received; the analyzer decides.

Only what can have changed is worked out again: the days whose minutes changed, and the verdicts
that look back at them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from analyzer.calendar import local_date, zone_rows
from storage import activities, device_days, findings, minutes, people
from storage import days as stored_days
from storage import weeks as stored_weeks
from storage.extent import judged, received
from storage.records import Channel, Day, Person, Week, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from analyzer.minutes import SourceOrder
    from service.home import Home

ONE_DAY = timedelta(days=1)

#: Files from a watch with a wrong clock must not make days of the future.
CLOCK_TOLERANCE = ONE_DAY


@dataclass(frozen=True, slots=True)
class Span:
    """Local dates, both included."""

    first: date
    last: date

    def wider(self, before: int, after: int) -> Span:
        return Span(self.first - before * ONE_DAY, self.last + after * ONE_DAY)

    def from_monday_to_sunday(self) -> Span:
        return self.wider(self.first.weekday(), 6 - self.last.weekday())


def analyse_everything(home: Home, connection: Connection, person: Person) -> None:
    """Work out all days from the minutes, and judge them."""
    heard = received(connection, person.id)
    if heard is not None:
        zones = _zones(connection, person)
        first, until = heard[0], min(heard[1], home.now() + CLOCK_TOLERANCE)
        span = Span(local_date(zones, first), local_date(zones, until))
        _judge(home, connection, person, span, _summarise(home, connection, person, span))


def analyse_changed(
    home: Home, connection: Connection, person: Person, changed: tuple[date, date]
) -> None:
    """Work out the days that UTC days from ``changed[0]`` to ``changed[1]`` can have touched."""
    from analyzer.days import touched
    from config.measures import read_measures

    heard = received(connection, person.id)
    if heard is None:
        return
    measures = read_measures()
    zones = _zones(connection, person)
    until = local_date(zones, min(heard[1], home.now() + CLOCK_TOLERANCE))
    first = touched(changed[0] - ONE_DAY, measures).first
    last = touched(changed[1] + ONE_DAY, measures).last
    span = _joined(
        Span(max(first, local_date(zones, heard[0])), min(last, until)),
        stored_days.read_days(connection, person.id, until - 7 * ONE_DAY, date.max),
        judged(connection, person.id),
    )
    if span.first <= span.last:
        _judge(home, connection, person, span, _summarise(home, connection, person, span))


def judged_today(home: Home, connection: Connection, person: Person) -> None:
    """Judge again what was not over when it was judged and is over now."""
    known = judged(connection, person.id)
    if known is None:
        return
    today = local_date(_zones(connection, person), home.now())
    recent = stored_weeks.read_weeks(connection, person.id, known[1] - 21 * ONE_DAY, date.max)
    ended = [week for week in recent if _was_open(week) and week.start + 7 * ONE_DAY <= today]
    days = stored_days.read_days(connection, person.id, known[1] - 21 * ONE_DAY, date.max)
    if ended or any(_was_open(day) and day.date < today for day in days):
        _judge(home, connection, person, Span(known[1] - 21 * ONE_DAY, known[1]), ())


def source_order(home: Home) -> SourceOrder:
    """The order of channels from the settings."""
    from analyzer.minutes import SourceOrder

    sources = home.settings.sources
    return SourceOrder(
        steps=tuple(map(Channel, sources.steps)),
        heart_rate=tuple(map(Channel, sources.heart_rate)),
    )


def _zones(connection: Connection, person: Person) -> tuple[ZoneRow, ...]:
    return zone_rows(person, people.zone_rows(connection, person.id))


def _joined(span: Span, recent: Sequence[Day], known: tuple[date, date] | None) -> Span:
    """Widen a span so that no date is left out between it and the days already known.

    Days that had not wholly arrived may have by now.
    """
    if known is None:
        return span
    first = min([span.first, *(day.date for day in recent if not day.complete)])
    return Span(min(first, known[1] + ONE_DAY), max(span.last, known[0] - ONE_DAY))


def _summarise(home: Home, connection: Connection, person: Person, span: Span) -> tuple[Day, ...]:
    from analyzer.days import needed, summarise
    from config.compendium import read_compendium
    from config.measures import read_measures

    measures = read_measures()
    around = needed(span.first, span.last, measures)
    heard = received(connection, person.id)
    return summarise(
        person,
        people.zone_rows(connection, person.id),
        minutes.read_streams(connection, person.id, around.first, around.last),
        device_days.read(connection, person.id, around.first, around.last),
        activities.read(connection, person.id, *_moments(around.first, around.last)),
        measures=measures,
        compendium=read_compendium(),
        first=span.first,
        last=span.last,
        received_until=heard[1] if heard else None,
        order=source_order(home),
    )


def _judge(
    home: Home, connection: Connection, person: Person, span: Span, fresh: Sequence[Day]
) -> None:
    """Judge the days of ``span`` and all later ones that look back at them; write what is news."""
    from analyzer.verdict import HISTORY_DAYS, judge
    from analyzer.weeks import summarise as weeks_of
    from config.limits import read_limits

    judging = Span(span.first, span.last + HISTORY_DAYS * ONE_DAY).from_monday_to_sunday()
    history = judging.wider(HISTORY_DAYS, 0).from_monday_to_sunday()
    known = {
        day.date: day
        for day in stored_days.read_days(connection, person.id, history.first, history.last)
    }
    known.update((day.date, day) for day in fresh)
    days = tuple(known[each] for each in sorted(known))
    limits = read_limits()
    verdicts = judge(
        days,
        weeks_of(days, limits.cannot_tell.valid_days_needed),
        people.plans(connection, person.id),
        person,
        limits,
        local_date(_zones(connection, person), home.now()),
    )
    now = home.now()
    first, last = judging.first, judging.last
    stored_days.write_days(
        connection, person.id, [day for day in verdicts.days if first <= day.date <= last], now
    )
    stored_weeks.write_weeks(
        connection, person.id, [week for week in verdicts.weeks if first <= week.start <= last], now
    )
    findings.replace_findings(
        connection,
        person.id,
        first,
        last,
        [each for each in verdicts.findings if first <= each.last <= last],
    )


def _was_open(judged: Day | Week) -> bool:
    from analyzer.day_verdict import DAY_NOT_OVER
    from analyzer.week_verdict import WEEK_NOT_OVER

    return judged.why.code in {DAY_NOT_OVER, WEEK_NOT_OVER}


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(first, time(), UTC),
        datetime.combine(last + ONE_DAY, time(), UTC),
    )


def place_everything(home: Home, person: Person) -> None:
    """Derive all minutes again from the originals, as after a change of zone."""
