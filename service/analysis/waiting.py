"""What waits to be judged: received since the last time, or not over then and over now."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from analyzer.calendar import local_date
from analyzer.not_over import DAY_NOT_OVER, WEEK_NOT_OVER
from config.measures import read_measures
from service.analysis.span import LAST_WEEKS, ONE_DAY, Span
from service.zones import zones_of
from storage import days as stored_days
from storage import people, unjudged
from storage import weeks as stored_weeks
from storage.extent import judged, received

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from service.home import Home
    from storage.records import Day, Person, Week, ZoneRow

#: Files from a watch with a wrong clock must not make days of the future.
CLOCK_TOLERANCE = ONE_DAY


@contextmanager
def up_to_date(home: Home, who: str | None) -> Iterator[tuple[Connection, Person]]:
    """Find the person and judge what waits, in one transaction that what follows is part of."""
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        bring_up_to_date(home, connection, person)
        yield connection, person


def bring_up_to_date(home: Home, connection: Connection, person: Person) -> None:
    """Judge what was received since the last time, and what was not over then and is over now."""
    waiting = unjudged.take(connection, person.id, home.now())
    if waiting is not None:
        _judge_received(home, connection, person, waiting)
        unjudged.leave(connection, person.id, home.now())
    known = judged(connection, person.id)
    if known is None:
        return
    recent = Span(known[1] - LAST_WEEKS, known[1])
    if _any_over_since(connection, person, recent, home.now()):
        from service.analysis.judging import judge_span

        judge_span(home, connection, person, recent)


def _any_over_since(connection: Connection, person: Person, recent: Span, now: datetime) -> bool:
    """Whether a day or week that was judged while it went on is over."""
    today = local_date(zones_of(connection, person), now)
    weeks = stored_weeks.read_weeks(connection, person.id, recent.first, date.max)
    days = stored_days.read_days(connection, person.id, recent.first, date.max)
    return any(_was_open(week) and week.start + 7 * ONE_DAY <= today for week in weeks) or any(
        _was_open(day) and day.date < today for day in days
    )


def _was_open(judged: Day | Week) -> bool:
    return judged.why.code in {DAY_NOT_OVER, WEEK_NOT_OVER}


def _judge_received(
    home: Home, connection: Connection, person: Person, changed: tuple[date, date]
) -> None:
    """Work out the days that these UTC days can have touched, and judge them."""
    from service.analysis.judging import judge_span
    from service.analysis.summarising import summarise

    heard = received(connection, person.id)
    if heard is None:
        return
    zones = zones_of(connection, person)
    all_there_is = _all_there_is(zones, heard, home.now())
    if changed == unjudged.ALL:
        span = all_there_is
        _forget_others(connection, person, span.first, local_date(zones, heard[1]))
    else:
        span = _touched(connection, person, changed, all_there_is)
    if span.first <= span.last:
        judge_span(home, connection, person, span, summarise(home, connection, person, span))
    else:
        # Something was told of days the watch has not spoken of: what it said last is judged again.
        judge_span(home, connection, person, Span(all_there_is.last, all_there_is.last))


def _all_there_is(
    zones: Sequence[ZoneRow], heard: tuple[datetime, datetime], now: datetime
) -> Span:
    first = local_date(zones, heard[0])
    return Span(
        first - first.weekday() * ONE_DAY,  # so that the first week has its seven days
        local_date(zones, min(heard[1], now + CLOCK_TOLERANCE)),
    )


def _forget_others(connection: Connection, person: Person, first: date, latest: date) -> None:
    """In another zone the first and the last day can be others.

    A clock that is behind is no reason to forget a day, so what was received counts here, not
    what time it is.
    """
    stored_days.keep_only(connection, person.id, first, latest)
    stored_weeks.keep_only(connection, person.id, first, latest)


def _touched(
    connection: Connection, person: Person, changed: tuple[date, date], all_there_is: Span
) -> Span:
    """The days that other minutes on these UTC days can change, up to the days already known."""
    from analyzer.days import touched

    measures = read_measures()
    first = touched(changed[0] - ONE_DAY, measures).first
    last = touched(changed[1] + ONE_DAY, measures).last
    recent = stored_days.read_days(connection, person.id, all_there_is.last - LAST_WEEKS, date.max)
    return _joined(
        Span(max(first, all_there_is.first), min(last, all_there_is.last)),
        recent,
        judged(connection, person.id),
    )


def _joined(span: Span, recent: Sequence[Day], known: tuple[date, date] | None) -> Span:
    """Widen a span so that no date is left out between it and the days already known.

    Days that had not wholly arrived may have by now.
    """
    if known is None:
        return span
    first = min([span.first, *(day.date for day in recent if not day.complete)])
    return Span(min(first, known[1] + ONE_DAY), max(span.last, known[0] - ONE_DAY))
