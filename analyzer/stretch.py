"""A stretch of local days with everything known of each minute: sources, wear, effort.

The first and last days of a stretch are there for their neighbours' sake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer import heart_rate, wear
from analyzer.calendar import DayBounds
from analyzer.frames import UNKNOWN, Intensity, Minutes
from analyzer.heart_rate import BandEdges, MaxHr
from analyzer.intensity import classify
from analyzer.minutes import merge
from analyzer.sessions import sessions_over
from analyzer.source_order import SourceOrder
from analyzer.spans import Mask, Spans, minute_at, spans_of
from analyzer.waking import awake
from config.compendium import Compendium
from config.measures import Measures
from storage.records import Activity, DeviceDay, MinuteStream, Person

Counters = Mapping[date, Sequence[DeviceDay]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a person's readings are, as they came."""

    person: Person
    streams: Sequence[MinuteStream]
    device_days: Sequence[DeviceDay]
    activities: Sequence[Activity]
    order: SourceOrder


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row. ``spans`` are their places in the columns of minutes."""

    days: tuple[DayBounds, ...]
    spans: Spans
    minutes: Minutes
    worn: Mask
    awake: Mask
    intensity: Intensity
    counters: Counters
    rest_bpm: tuple[float | None, ...]  # that holds on each day
    watch_rest_bpm: tuple[int | None, ...]  # the watch's own of each day
    edges_bpm: tuple[BandEdges, ...]  # of each day


def lay_out(
    known: Known, days: tuple[DayBounds, ...], measures: Measures, compendium: Compendium
) -> Stretch:
    """Given readings and days in a row, return everything known of their minutes."""
    person, spans = known.person, spans_of(days)
    maxima = _maxima(person, days, measures)
    minutes = _without_artefacts(_minutes(known, days), spans, maxima, measures)
    held = wear.hold(minutes.hr_mean_bpm, measures.wear.hr_gap_min)
    worn = wear.worn(minutes, held, spans, measures.wear)
    counters = _by_date(known.device_days)
    watch_rest = tuple(_watch_rest(counters.get(day.date, ()), known.order) for day in days)
    rest = _resting(person, watch_rest, held=held, worn=worn, spans=spans, measures=measures)
    edges = _edges(person, rest, maxima, measures)
    intensity = classify(
        minutes,
        held,
        worn=worn,
        edges_bpm=edges,
        days=spans,
        sessions=sessions_over(
            _overlapping(known.activities, days),
            minutes.first_minute,
            minutes.n,
            compendium,
            measures.met,
        ),
        measures=measures,
        hr_confidence=heart_rate.confidence_of(maxima[-1]),
    )
    waking = awake(days, spans, person.awake_from, person.awake_to)
    return Stretch(
        days, spans, minutes, worn, waking, intensity, counters, rest, watch_rest, tuple(edges)
    )


def _minutes(known: Known, days: Sequence[DayBounds]) -> Minutes:
    start, end = days[0].start, days[-1].end
    margin = timedelta(days=2)
    near = [
        day for day in known.device_days if start.date() - margin <= day.date <= end.date() + margin
    ]
    frame = merge(known.streams, known.order, start.date(), end.date(), near)
    return frame.between(minute_at(start.timestamp()), minute_at(end.timestamp()))


def _maxima(
    person: Person, days: Sequence[DayBounds], measures: Measures
) -> tuple[MaxHr | None, ...]:
    return tuple(heart_rate.max_hr(person, day.date, measures.heart_rate) for day in days)


def _without_artefacts(
    minutes: Minutes, spans: Spans, maxima: Sequence[MaxHr | None], measures: Measures
) -> Minutes:
    limits = [heart_rate.highest_plausible_bpm(each, measures.heart_rate) for each in maxima]
    limit = spans.spread(np.array(limits, np.int16))
    mean, highest = minutes.hr_mean_bpm, minutes.hr_max_bpm
    wrong, wrong_max = mean > limit, highest > limit
    if not (wrong.any() or wrong_max.any()):
        return minutes
    unknown = np.int16(UNKNOWN)
    return replace(
        minutes,
        hr_mean_bpm=np.where(wrong, unknown, mean),
        hr_max_bpm=np.where(wrong | wrong_max, unknown, highest),
    )


def _resting(
    person: Person,
    watch_rest: Sequence[int | None],
    *,
    held: NDArray[np.int16],
    worn: Mask,
    spans: Spans,
    measures: Measures,
) -> tuple[float | None, ...]:
    """The rate that holds on each day; a day hardly worn says nothing about rest."""
    lowest: tuple[float | None, ...] = (None,) * len(watch_rest)
    if person.rest_hr_bpm is None and None in watch_rest:
        stable = heart_rate.lowest_stable(held, spans, measures.resting.stable_min)
        enough = spans.counts(worn) >= measures.wear.valid_day_min
        lowest = tuple(each if ok else None for each, ok in zip(stable, enough, strict=True))
    window = measures.resting.window_days
    return tuple(
        heart_rate.resting_rate(
            person.rest_hr_bpm,
            watch_rest[max(0, i + 1 - window) : i + 1],
            lowest[max(0, i + 1 - window) : i + 1],
        )
        for i in range(len(watch_rest))
    )


def _edges(
    person: Person,
    rest: Sequence[float | None],
    maxima: Sequence[MaxHr | None],
    measures: Measures,
) -> list[heart_rate.BandEdges]:
    if heart_rate.hinders(person):
        return [heart_rate.NO_EDGES] * len(rest)
    return [
        heart_rate.band_edges(low, high, measures.heart_rate)
        for low, high in zip(rest, maxima, strict=True)
    ]


def _watch_rest(counters: Sequence[DeviceDay], order: SourceOrder) -> int | None:
    given = [day for day in counters if day.rest_hr_bpm is not None]
    if not given:
        return None
    return min(given, key=lambda day: order.device_rank(day.device_id)).rest_hr_bpm


def _by_date(device_days: Sequence[DeviceDay]) -> Counters:
    found: dict[date, list[DeviceDay]] = {}
    for day in sorted(device_days, key=lambda day: (day.device_id, day.utc_offset_min)):
        found.setdefault(day.date, []).append(day)
    return found


def _overlapping(activities: Sequence[Activity], days: Sequence[DayBounds]) -> list[Activity]:
    return [each for each in activities if each.end > days[0].start and each.start < days[-1].end]
