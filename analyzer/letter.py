"""What both letters say about a week, as values: day columns, usual ranges, twelve weeks. No words.

A letter is a pure function of stored days, weeks, findings and plans. Everything it compares
with is the person's own past; a day that was not worn has no number here at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median, quantiles

from analyzer import week_verdict
from analyzer.baseline import previous_weeks, whole_week_met_h
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Finding, Person, Plan, Severity, Verdict, Week

#: Minutes from local midnight, half open.
Span = tuple[int, int]
Unworn = Mapping[date, tuple[Span, ...]]

#: met_h counts each band's lower bound (3 and 6 MET), so one MET-hour is 20 equivalent minutes.
EQUIVALENT_MIN_PER_MET_H = 20

#: Findings after which nothing in a letter may ask for more.
HOLDING_BACK = (Severity.ALERT, Severity.GATE, Severity.PAIN, Severity.OVERLOAD)


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
        return _active(self.moderate_min, self.vigorous_min)


@dataclass(frozen=True, slots=True)
class TrendWeek:
    """One dot, or a gap where ``met_h`` is None."""

    start: date
    met_h: float | None
    estimated: bool  # scaled to seven days from fewer
    valid_days: int
    verdict: Verdict


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
        trend=_trend(weeks, week_start, limits, letters),
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


def findings_in(findings: Iterable[Finding], first: date, last: date) -> tuple[Finding, ...]:
    """Findings that touch a period, gravest first."""
    order = list(Severity)
    touching = [each for each in findings if each.first <= last and each.last >= first]
    return tuple(sorted(touching, key=lambda each: (order.index(each.severity), each.rule)))


def active_min(day: Day) -> int | None:
    """Moderate and vigorous minutes of a day that counts; None where it does not."""
    return _active(day.moderate_min, day.vigorous_min) if _counts(day) else None


def mean_active_min(days: Iterable[Day]) -> float | None:
    """Active minutes a day over the days that count."""
    return _mean([active for day in days if (active := active_min(day)) is not None])


def usual_active_min(
    days: Sequence[Day], weeks: Sequence[Week], week_start: date, limits: Limits
) -> float | None:
    """The median of the person's own last counting weeks, in active minutes a day."""
    by_date = {day.date: day for day in days}
    means = []
    for week in counting_weeks(weeks, week_start, limits):
        own = [by_date[on] for on in week_dates(week.start) if on in by_date]
        mean = mean_active_min(own)
        if mean is not None:
            means.append(mean)
    return median(means) if len(means) >= limits.baseline.weeks_least else None


def counting_weeks(weeks: Iterable[Week], week_start: date, limits: Limits) -> tuple[Week, ...]:
    """The weeks that make "usual" for the week that starts on ``week_start``, newest first."""
    ordered = sorted(weeks, key=lambda week: week.start)
    at = next((i for i, week in enumerate(ordered) if week.start == week_start), None)
    return () if at is None else previous_weeks(ordered, at, limits)


def usual_days(days: Iterable[Day], week_start: date, limits: Limits) -> tuple[Day, ...]:
    """Counting days just before the week; empty where they are too few to call anything usual."""
    since = week_start - timedelta(days=limits.baseline.days_window)
    before = tuple(day for day in days if _counts(day) and since <= day.date < week_start)
    return before if len(before) >= limits.baseline.days_least else ()


def week_dates(week_start: date) -> tuple[date, ...]:
    if week_start.isoweekday() != 1:
        raise ValueError(f"a week starts on a Monday; {week_start} is none. Give its Monday.")
    return tuple(week_start + timedelta(days=offset) for offset in range(7))


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
    active = _active(day.moderate_min, day.vigorous_min)
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
    if _counts(day):
        return DayState.MEASURED
    if day.wear_min > 0 or day.steps:
        return DayState.PARTLY if day.complete else DayState.ARRIVING
    return DayState.NOT_WORN if day.complete else DayState.NOT_RECEIVED


def _counts(day: Day) -> bool:
    return day.valid and day.complete


def _clip(spans: tuple[Span, ...], to: Span) -> tuple[Span, ...]:
    inside = ((max(start, to[0]), min(end, to[1])) for start, end in spans)
    return tuple((start, end) for start, end in inside if start < end)


def week_starts(week_start: date, letters: Letters) -> tuple[date, ...]:
    """The Mondays of the small picture, oldest first."""
    back = range(letters.trend.weeks - 1, -1, -1)
    return tuple(week_start - timedelta(weeks=weeks_ago) for weeks_ago in back)


def _trend(
    weeks: Iterable[Week], week_start: date, limits: Limits, letters: Letters
) -> tuple[TrendWeek, ...]:
    known = {week.start: week for week in weeks}
    return tuple(
        _trend_week(known.get(start), start, limits) for start in week_starts(week_start, letters)
    )


def _trend_week(week: Week | None, start: date, limits: Limits) -> TrendWeek:
    if week is None or week.valid_days < limits.cannot_tell.valid_days_needed:
        few = 0 if week is None else week.valid_days
        return TrendWeek(start, None, estimated=False, valid_days=few, verdict=Verdict.UNKNOWN)
    estimated = week.met_h_estimated is not None
    return TrendWeek(start, whole_week_met_h(week), estimated, week.valid_days, week.verdict)


def _middle(values: Sequence[float]) -> Range | None:
    """The middle half of the values: what is usual, without the odd days."""
    if len(values) < 2:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Range(low, high)


def _active(moderate_min: int | None, vigorous_min: int | None) -> int | None:
    if moderate_min is None and vigorous_min is None:
        return None
    return (moderate_min or 0) + (vigorous_min or 0)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
