"""Stored minutes to days that nobody has judged yet, and to the hours the watch was off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analyzer.calendar import day_bounds, local_date
from analyzer.days import Analysed, analyse, needed
from analyzer.stretch import Known
from analyzer.unworn import unworn_spans
from config.compendium import read_compendium
from config.measures import read_measures
from service.analysis.sources import source_order
from service.analysis.span import ONE_DAY, Span
from service.zones import zones_of
from storage import activities, device_days, minutes
from storage.extent import received

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from service.home import Home
    from storage.records import Person

#: The minutes of ten years take 150 MB; those of one year at a time do not.
_AT_A_TIME = timedelta(days=366)


def summarise(home: Home, connection: Connection, person: Person, span: Span) -> Analysed:
    """Work out the days of a span from everything stored about them."""
    parts = [_summarise_part(home, connection, person, each) for each in span.parts(_AT_A_TIME)]
    return Analysed(
        tuple(day for part in parts for day in part.days),
        tuple(shape for part in parts for shape in part.shapes),
    )


def unworn_in_week(
    home: Home, connection: Connection, person: Person, monday: date
) -> Mapping[date, tuple[tuple[int, int], ...]]:
    """When the watch was off in a week, by day, in minutes from the day's beginning."""
    measures = read_measures()
    span = Span(monday - ONE_DAY, monday + 7 * ONE_DAY)
    bounds = day_bounds(zones_of(connection, person), span.first, span.last)
    known = _known(home, connection, person, span)
    return unworn_spans(known, bounds, measures, read_compendium())


def _summarise_part(home: Home, connection: Connection, person: Person, span: Span) -> Analysed:
    known = _known(home, connection, person, span)
    zones = zones_of(connection, person)
    heard = received(connection, person.id)
    analysed = analyse(
        person,
        zones,
        known.streams,
        known.device_days,
        known.activities,
        measures=read_measures(),
        compendium=read_compendium(),
        first=span.first,
        last=span.last,
        received_until=heard[1] if heard else None,
        order=known.order,
    )
    # Of days before anything was heard nobody can say that the watch was not worn.
    first = span.first if heard is None else local_date(zones, heard[0])
    days = tuple(
        day if day.date >= first else replace(day, complete=False) for day in analysed.days
    )
    return replace(analysed, days=days)


def _known(home: Home, connection: Connection, person: Person, span: Span) -> Known:
    """What is stored about a span, and about as much around it as its days depend on."""
    around = needed(span.first, span.last, read_measures())
    return Known(
        person,
        minutes.read_streams(connection, person.id, around.first, around.last),
        device_days.read(connection, person.id, around.first, around.last),
        activities.read(connection, person.id, *Span(around.first, around.last).moments),
        source_order(home),
    )
