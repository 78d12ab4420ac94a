"""From minutes to a person's local days and the shapes of their sessions, judged by nobody yet.

A day depends on the minutes of the days around it: `touched` and `needed` say how far.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analyzer.calendar import DayBounds, day_bounds, local_date, zone_rows
from analyzer.day_totals import totals_of
from analyzer.met import met_hours
from analyzer.session_shape import SessionShape, shape_of
from analyzer.sessions import strength_starts
from analyzer.source_order import DEFAULT_ORDER, SourceOrder
from analyzer.step_totals import step_total
from analyzer.stretch import Known, Stretch, lay_out
from analyzer.wear import is_valid_day
from config.compendium import Compendium
from config.measures import Measures
from storage.records import Activity, Day, DeviceDay, MinuteStream, Person, ZoneRow

ONE_DAY = timedelta(days=1)

#: A stretch is analysed at once: large enough for vector work, small enough for a small computer.
STRETCH_DAYS = 366


@dataclass(frozen=True, slots=True)
class DateRange:
    first: date
    last: date


def touched(changed: date, measures: Measures) -> DateRange:
    """Given a local date whose minutes changed, return the days that may have other numbers now.

    The evening before: a gap in heart rate or steps may have closed. The days after: their
    resting rate looks back.
    """
    return DateRange(changed - ONE_DAY, changed + (measures.resting.window_days - 1) * ONE_DAY)


def needed(first: date, last: date, measures: Measures) -> DateRange:
    """Given the days to analyse, return the UTC days whose blocks must be at hand."""
    lead = measures.resting.window_days + 2
    return DateRange(first - lead * ONE_DAY, last + 3 * ONE_DAY)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A day for every date asked for, and the shape of every session that began on one of them."""

    days: tuple[Day, ...]
    shapes: tuple[SessionShape, ...]


def analyse(
    person: Person,
    zones: Sequence[ZoneRow],
    streams: Sequence[MinuteStream],
    device_days: Sequence[DeviceDay],
    activities: Sequence[Activity],
    *,
    measures: Measures,
    compendium: Compendium,
    first: date,
    last: date,
    received_until: datetime | None,
    order: SourceOrder = DEFAULT_ORDER,
    stretch_days: int = STRETCH_DAYS,
) -> Analysed:
    """Given everything known of a person, return their days from ``first`` to ``last``.

    ``stretch_days`` days are in memory at once; it changes no number.
    """
    rows = zone_rows(person, zones)
    known = Known(person, streams, device_days, activities, order)
    strength = _strength(known, rows, compendium, first, last)
    found: list[Day] = []
    shapes: list[SessionShape] = []
    for bounds in _stretches(rows, DateRange(first, last), stretch_days, measures):
        stretch = lay_out(known, bounds, measures, compendium)
        found += _days(stretch, known, measures, strength, received_until)
        shapes += _shapes(stretch, known.activities, measures)
    return Analysed(tuple(found), tuple(shapes))


def _stretches(
    rows: Sequence[ZoneRow], wanted: DateRange, stretch_days: int, measures: Measures
) -> Iterator[tuple[DayBounds, ...]]:
    """Stretches of days, each led and followed by the days its own days look at."""
    lead = measures.resting.window_days
    bounds = day_bounds(rows, wanted.first - lead * ONE_DAY, wanted.last + ONE_DAY)
    for start in range(lead, len(bounds) - 1, stretch_days):
        yield bounds[start - lead : start + stretch_days + 1]


def _days(
    stretch: Stretch,
    known: Known,
    measures: Measures,
    strength: Mapping[date, int],
    received_until: datetime | None,
) -> Iterator[Day]:
    """A `Day` for each of the stretch but those at its ends that are there for the others."""
    totals = totals_of(stretch)
    for i in range(measures.resting.window_days, len(stretch.days) - 1):
        bounds, hr_known, told = stretch.days[i], totals.hr_known[i], totals.told[i] > 0
        counters = stretch.counters.get(bounds.date, ())
        steps = step_total(totals.placed[i], counters, known.order)
        effort = met_hours(totals.moderate[i], totals.vigorous[i], measures.met)
        yield Day(
            date=bounds.date,
            zone=bounds.zone,
            steps=steps.steps,
            wear_min=totals.worn[i],
            hr_min_bpm=totals.hr_min[i] if hr_known else None,
            hr_mean_bpm=round(totals.hr_sum[i] / hr_known, 3) if hr_known else None,
            hr_max_bpm=totals.hr_max[i] if hr_known else None,
            rest_bpm=_rest(stretch, i, hr_known),
            light_min=totals.light[i] if told else None,
            moderate_min=totals.moderate[i] if told else None,
            vigorous_min=totals.vigorous[i] if told else None,
            met_h=effort.low if told else None,
            met_h_high=effort.high if told else None,
            still_min=totals.still[i] if told else None,
            strength_sessions=strength.get(bounds.date, 0),
            valid=is_valid_day(totals.awake_worn[i], measures.wear),
            length_min=bounds.length_min,
            awake_wear_min=totals.awake_worn[i],
            placed_steps=steps.placed,
            unplaced_steps=steps.unplaced,
            estimated_min=totals.estimated[i],
            complete=received_until is not None and bounds.end <= received_until,
        )


def _shapes(
    stretch: Stretch, activities: Sequence[Activity], measures: Measures
) -> Iterator[SessionShape]:
    """By the heart-rate bands of the day a session began on."""
    own = range(measures.resting.window_days, len(stretch.days) - 1)
    starts = [stretch.days[i].start for i in own]
    for each in sorted(activities, key=lambda each: (each.start, each.end)):
        at = bisect_right(starts, each.start) - 1
        if at < 0 or each.start >= stretch.days[own[at]].end:
            continue
        shape = shape_of(stretch.minutes, each, stretch.edges_bpm[own[at]])
        if shape is not None:
            yield shape


def _rest(stretch: Stretch, place: int, hr_known: int) -> int | None:
    """The watch's own of that day, else the one that held if heart rate was measured at all."""
    watch, held = stretch.watch_rest_bpm[place], stretch.rest_bpm[place]
    if watch is not None:
        return watch
    return round(held) if held is not None and hr_known else None


def _strength(
    known: Known, rows: Sequence[ZoneRow], compendium: Compendium, first: date, last: date
) -> Mapping[date, int]:
    near = [
        each
        for each in known.activities
        if first - 2 * ONE_DAY <= each.start.date() <= last + 2 * ONE_DAY
    ]
    return Counter(local_date(rows, start) for start in strength_starts(near, compendium))
