"""What both letters draw: day columns, usual ranges, twelve weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import quantiles

from analyzer import week_verdict
from analyzer.letters.dates import week_dates
from analyzer.letters.trend import TrendWeek, trend_of
from analyzer.letters.usual import active_min, active_of, counts, usual_days
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Person, Plan, Week

#: Minutes from local midnight, half open.
Span = tuple[int, int]
Unworn = Mapping[date, tuple[Span, ...]]

#: met_h counts each band's lower bound (3 and 6 MET), so one MET-hour is 20 equivalent minutes.
EQUIVALENT_MIN_PER_MET_H = 20


class DayState(StrEnum):
    """Why a day has numbers or has none."""

    MEASURED = "measured"
    PARTLY = "partly"  # worn too little to count: what was seen is "at least"
    ARRIVING = "arriving"  # the rest of the day may still come: "at least" as well
    NOT_WORN = "not_worn"
    NOT_RECEIVED = "not_received"  # may still arrive


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One day in the picture of the week. Numbers are None where the day has none."""

    date: date
    state: DayState
    light_min: int | None = None
    moderate_min: int | None = None
    vigorous_min: int | None = None
    steps: int | None = None
    estimated: bool = False  # most active minutes rest on less than heart rate or cadence
    unworn_awake_min: int = 0
    unworn: tuple[Span, ...] | None = None  # where known

    @property
    def active_min(self) -> int | None:
        return active_of(self.moderate_min, self.vigorous_min)


@dataclass(frozen=True, slots=True)
class Band:
    """The range a week is held against. The documents know a floor and no ceiling."""

    floor_met_h: float | None
    floor_agreed: bool
    ceiling_met_h: float | None
    agreed_with: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What both letters draw: the week by days, and the weeks before it."""

    days: tuple[DayColumn, ...]
    awake_from_min: int
    awake_to_min: int
    active_range: Range | None  # the person's own usual days
    steps_range: Range | None
    trend: tuple[TrendWeek, ...]
    band: Band


def picture(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    *,
    plan: Plan | None,
    week_start: date,
    limits: Limits,
    letters: Letters,
    unworn: Unworn,
) -> Picture:
    """The values of the pictures for the week that starts on ``week_start``."""
    awake = (clock_min(person.awake_from), clock_min(person.awake_to))
    known = {day.date: day for day in days}
    before = usual_days(days, week_start, limits)
    return Picture(
        days=tuple(
            _column(known.get(on), on, awake, unworn.get(on)) for on in week_dates(week_start)
        ),
        awake_from_min=awake[0],
        awake_to_min=awake[1],
        active_range=_middle([active for day in before if (active := active_min(day)) is not None]),
        steps_range=_middle([day.steps for day in before if day.steps is not None]),
        trend=trend_of(weeks, week_start, limits, letters),
        band=band_of(plan, limits),
    )


def band_of(plan: Plan | None, limits: Limits) -> Band:
    """The edges the verdict used, and whose they are."""
    edges = week_verdict.band_of(plan, limits.low_edge.met_h_per_week)
    return Band(
        floor_met_h=edges.floor_met_h,
        floor_agreed=edges.floor_from == week_verdict.PHYSIO,
        ceiling_met_h=edges.ceiling_met_h,
        agreed_with=None if plan is None else plan.signed_by,
    )


def clock_min(clock: str) -> int:
    """Minutes from midnight.

    >>> clock_min("06:30")
    390
    """
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _column(day: Day | None, on: date, awake: Span, spans: tuple[Span, ...] | None) -> DayColumn:
    state = day_state(day)
    if day is None or state in (DayState.NOT_WORN, DayState.NOT_RECEIVED):
        return DayColumn(on, state)
    inside = None if spans is None else _clip(spans, awake)
    missing = (
        max(0, awake[1] - awake[0] - day.awake_wear_min)
        if inside is None
        else sum(end - start for start, end in inside)
    )
    active = active_of(day.moderate_min, day.vigorous_min)
    return DayColumn(
        date=on,
        state=state,
        light_min=day.light_min,
        moderate_min=day.moderate_min,
        vigorous_min=day.vigorous_min,
        steps=day.steps,
        estimated=bool(active) and day.estimated_min * 2 > (active or 0),
        unworn_awake_min=missing,
        unworn=inside,
    )


def day_state(day: Day | None) -> DayState:
    """Not received is not the same as not worn: the first may still change."""
    if day is None:
        return DayState.NOT_RECEIVED
    if counts(day):
        return DayState.MEASURED
    if day.wear_min > 0 or day.steps:
        return DayState.PARTLY if day.complete else DayState.ARRIVING
    return DayState.NOT_WORN if day.complete else DayState.NOT_RECEIVED


def _clip(spans: tuple[Span, ...], to: Span) -> tuple[Span, ...]:
    inside = ((max(start, to[0]), min(end, to[1])) for start, end in spans)
    return tuple((start, end) for start, end in inside if start < end)


def _middle(values: Sequence[float]) -> Range | None:
    """The middle half of the values: what is usual, without the odd days."""
    if len(values) < 2:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Range(low, high)
