"""Bring stored days, weeks and findings up to date with what was received; the analyzer decides.

Only what can have changed is worked out again: the days whose minutes changed, and the verdicts
that look back at them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from analyzer.calendar import local_date, zone_rows
from analyzer.not_over import DAY_NOT_OVER, WEEK_NOT_OVER
from storage import activities, device_days, findings, minutes, people, unjudged
from storage import days as stored_days
from storage import weeks as stored_weeks
from storage.extent import judged, received
from storage.records import Channel, Day, Finding, Person, Week, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from analyzer.days import Analysed
    from analyzer.minutes import SourceOrder
    from service.home import Home

ONE_DAY = timedelta(days=1)

#: Files from a watch with a wrong clock must not make days of the future.
CLOCK_TOLERANCE = ONE_DAY

#: As far back as a day or week can still have been open when it was judged last.
LAST_WEEKS = timedelta(days=21)

#: The minutes of ten years take 150 MB; those of one year at a time do not.
_AT_A_TIME = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Span:
    """Local dates, both included."""

    first: date
    last: date

    def wider(self, before: int, after: int) -> Span:
        return Span(self.first - before * ONE_DAY, self.last + after * ONE_DAY)

    def parts(self, longest: timedelta) -> Iterator[Span]:
        first = self.first
        while first <= self.last:
            yield Span(first, min(first + longest - ONE_DAY, self.last))
            first += longest

    def from_monday_to_sunday(self) -> Span:
        return self.wider(self.first.weekday(), 6 - self.last.weekday())


@contextmanager
def up_to_date(home: Home, who: str | None) -> Iterator[tuple[Connection, Person]]:
    """Find the person and judge what waits, in one transaction that what follows is part of."""
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        bring_up_to_date(home, connection, person)
        yield connection, person


def bring_up_to_date(home: Home, connection: Connection, person: Person) -> None:
    """Judge what was received since the last time, and what was not over then and is over now."""
    waiting = unjudged.take(connection, person.id)
    if waiting is not None:
        _analyse(home, connection, person, waiting)
    known = judged(connection, person.id)
    if known is None:
        return
    start = known[1] - LAST_WEEKS
    today = local_date(_zones(connection, person), home.now())
    weeks = stored_weeks.read_weeks(connection, person.id, start, date.max)
    days = stored_days.read_days(connection, person.id, start, date.max)
    if any(_was_open(week) and week.start + 7 * ONE_DAY <= today for week in weeks) or any(
        _was_open(day) and day.date < today for day in days
    ):
        _judge(home, connection, person, Span(start, known[1]), None)


def _analyse(
    home: Home, connection: Connection, person: Person, changed: tuple[date, date]
) -> None:
    """Work out the days that these UTC days can have touched, and judge them."""
    from analyzer.days import touched
    from config.measures import read_measures

    heard = received(connection, person.id)
    if heard is None:
        return
    zones = _zones(connection, person)
    first = local_date(zones, heard[0])
    all_there_is = Span(
        first - first.weekday() * ONE_DAY,  # so that the first week has its seven days
        local_date(zones, min(heard[1], home.now() + CLOCK_TOLERANCE)),
    )
    if changed == unjudged.ALL:
        span = all_there_is
        # In another zone the first and the last day can be others. A clock that is behind is no
        # reason to forget a day, so what was received counts here, not what time it is.
        latest = local_date(zones, heard[1])
        stored_days.keep_only(connection, person.id, span.first, latest)
        stored_weeks.keep_only(connection, person.id, span.first, latest)
    else:
        measures = read_measures()
        span = _joined(
            Span(
                max(touched(changed[0] - ONE_DAY, measures).first, all_there_is.first),
                min(touched(changed[1] + ONE_DAY, measures).last, all_there_is.last),
            ),
            stored_days.read_days(connection, person.id, all_there_is.last - LAST_WEEKS, date.max),
            judged(connection, person.id),
        )
    if span.first <= span.last:
        _judge(home, connection, person, span, _summarise(home, connection, person, span))
    else:
        # Something was told of days the watch has not spoken of: what it said last is judged again.
        _judge(home, connection, person, Span(all_there_is.last, all_there_is.last), None)


def source_order(home: Home) -> SourceOrder:
    """The order of channels from the settings."""
    from analyzer.minutes import AmongLive, SourceOrder

    sources = home.settings.sources
    return SourceOrder(
        steps=tuple(map(Channel, sources.steps)),
        heart_rate=tuple(map(Channel, sources.heart_rate)),
        among_live=AmongLive(sources.among_live),
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


def unworn_in_week(
    home: Home, connection: Connection, person: Person, monday: date
) -> Mapping[date, tuple[tuple[int, int], ...]]:
    """When the watch was off in a week, by day, in minutes from the day's beginning."""
    from analyzer.calendar import day_bounds
    from analyzer.days import needed
    from analyzer.stretch import Known
    from analyzer.unworn import unworn_spans
    from config.compendium import read_compendium
    from config.measures import read_measures

    measures = read_measures()
    first, last = monday - ONE_DAY, monday + 7 * ONE_DAY
    around = needed(first, last, measures)
    known = Known(
        person,
        minutes.read_streams(connection, person.id, around.first, around.last),
        device_days.read(connection, person.id, around.first, around.last),
        activities.read(connection, person.id, *_moments(around.first, around.last)),
        source_order(home),
    )
    bounds = day_bounds(_zones(connection, person), first, last)
    return unworn_spans(known, bounds, measures, read_compendium())


def _summarise(home: Home, connection: Connection, person: Person, span: Span) -> Analysed:
    from analyzer.days import Analysed

    parts = [_summarise_part(home, connection, person, each) for each in span.parts(_AT_A_TIME)]
    return Analysed(
        tuple(day for part in parts for day in part.days),
        tuple(shape for part in parts for shape in part.shapes),
    )


def _summarise_part(home: Home, connection: Connection, person: Person, span: Span) -> Analysed:
    from analyzer.days import analyse, needed
    from config.compendium import read_compendium
    from config.measures import read_measures

    measures = read_measures()
    around = needed(span.first, span.last, measures)
    heard = received(connection, person.id)
    first = span.first if heard is None else local_date(_zones(connection, person), heard[0])
    analysed = analyse(
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
    # Of days before anything was heard nobody can say that the watch was not worn.
    days = tuple(
        day if day.date >= first else replace(day, complete=False) for day in analysed.days
    )
    return replace(analysed, days=days)


def _judge(
    home: Home, connection: Connection, person: Person, span: Span, fresh: Analysed | None
) -> None:
    """Judge the days of ``span`` and all later ones that look back at them; write what is news."""
    from analyzer.verdict import HISTORY_DAYS, judge
    from analyzer.weeks import summarise as weeks_of
    from config.limits import read_limits
    from config.profiles import read_profiles
    from config.questions import read_questions
    from storage.told_reading import everything_told

    today = local_date(_zones(connection, person), home.now())
    judging = Span(span.first, span.last + HISTORY_DAYS * ONE_DAY)
    before = judged(connection, person.id)
    if before is None or span.last >= before[1]:
        # What was told goes on while the watch lies in a drawer, and some of it falls due then.
        latest = max(span.last, today)
        judging = Span(min(span.first, latest - LAST_WEEKS), max(judging.last, today))
    judging = judging.from_monday_to_sunday()
    history = judging.wider(HISTORY_DAYS, 0).from_monday_to_sunday()
    known = {
        day.date: day
        for day in stored_days.read_days(connection, person.id, history.first, history.last)
    }
    known.update((day.date, day) for day in (() if fresh is None else fresh.days))
    days = tuple(known[each] for each in sorted(known))
    limits = read_limits()
    verdicts = judge(
        days,
        weeks_of(days, limits.cannot_tell.valid_days_needed),
        people.plans(connection, person.id),
        person,
        limits,
        today,
        told=everything_told(connection, person.id),
        activities=activities.read(connection, person.id, *_moments(history.first, history.last)),
        shapes=() if fresh is None else fresh.shapes,
        profiles=read_profiles(),
        questions=read_questions(),
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
        [
            *(each for each in verdicts.findings if first <= each.last <= last),
            *_of_other_minutes(
                findings.read_findings(connection, person.id, first, last),
                span if fresh is not None else None,
            ),
        ],
    )


def _of_other_minutes(known: Iterable[Finding], fresh: Span | None) -> Iterator[Finding]:
    """Findings that rest on minutes which were not read again: they stand as they were found."""
    from analyzer.rules.session_quality import ID

    for each in known:
        if each.rule == ID and not (fresh and fresh.first <= each.last <= fresh.last):
            yield each


def _was_open(judged: Day | Week) -> bool:
    return judged.why.code in {DAY_NOT_OVER, WEEK_NOT_OVER}


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(first, time(), UTC),
        datetime.combine(last + ONE_DAY, time(), UTC),
    )
