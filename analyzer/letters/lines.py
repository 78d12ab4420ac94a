"""The physio's first three lines as values: wear, volume, spread, each with its own usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from analyzer.baseline import whole_week_met_h
from analyzer.letters.dates import week_dates, week_starts
from analyzer.letters.picture import Picture
from analyzer.letters.usual import active_min, counting_weeks, median_known
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Finding, Week


@dataclass(frozen=True, slots=True)
class Wear:
    valid_days: int
    hours_per_day: float | None
    usual_hours: float | None
    history: tuple[float | None, ...]  # hours a day, one value a week


@dataclass(frozen=True, slots=True)
class Volume:
    met_h: float | None
    met_h_high: float | None
    met_h_estimated: float | None
    usual_met_h: float | None
    equivalent_min: int | None
    steps_per_day: float | None
    history: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How even the week was: the largest day against the median day."""

    peak_ratio: float | None
    peak_on: date | None
    usual_ratio: float | None
    boom_bust: int | None  # in 28 days; None: the rule said nothing
    history: tuple[float | None, ...]


def wear_of(
    week: Week | None, weeks: Sequence[Week], week_start: date, *, limits: Limits, letters: Letters
) -> Wear:
    by_start = {each.start: each.wear_h_per_day for each in weeks}
    before = counting_weeks(weeks, week_start, limits)
    return Wear(
        valid_days=0 if week is None else week.valid_days,
        hours_per_day=None if week is None else week.wear_h_per_day,
        usual_hours=median_known([each.wear_h_per_day for each in before]),
        history=tuple(by_start.get(start) for start in week_starts(week_start, letters)),
    )


def volume_of(
    week: Week | None,
    weeks: Sequence[Week],
    shown: Picture,
    limits: Limits,
) -> Volume:
    history = tuple(each.met_h for each in shown.trend)
    if week is None or not week.valid_days:
        return Volume(None, None, None, None, None, None, history)
    enough = week.valid_days >= limits.cannot_tell.valid_days_needed
    before = counting_weeks(weeks, week.start, limits)
    own = median_known([whole_week_met_h(each) for each in before])
    return Volume(
        met_h=week.met_h,
        met_h_high=week.met_h_high,
        met_h_estimated=week.met_h_estimated if enough else None,
        usual_met_h=own if week.usual_met_h is None else week.usual_met_h,
        equivalent_min=week.equivalent_min,
        steps_per_day=week.steps_per_day,
        history=history,
    )


def spread_of(
    days: Sequence[Day],
    findings: Iterable[Finding],
    week_start: date,
    *,
    limits: Limits,
    letters: Letters,
) -> Spread:
    by_date = {day.date: day for day in days}
    peaks = [_peak(by_date, start, limits) for start in week_starts(week_start, letters)]
    ratios = tuple(None if peak is None else peak[0] for peak in peaks)
    earlier = ratios[-1 - limits.baseline.weeks_most : -1]
    busts = [each for each in findings if each.rule == "boom-bust"]
    last = week_start + timedelta(days=6)
    newest = max((each for each in busts if each.last <= last), key=lambda f: f.last, default=None)
    in_window = newest is not None and newest.last > last - timedelta(days=28)
    count = newest.numbers.get("times") if newest is not None and in_window else None
    own = peaks[-1]
    return Spread(
        peak_ratio=None if own is None else own[0],
        peak_on=None if own is None else own[1],
        usual_ratio=median_known(earlier),
        boom_bust=count if isinstance(count, int) else None,
        history=ratios,
    )


def _peak(by_date: Mapping[date, Day], start: date, limits: Limits) -> tuple[float, date] | None:
    active = {
        on: minutes
        for on in week_dates(start)
        if on in by_date and (minutes := active_min(by_date[on])) is not None
    }
    if len(active) < limits.cannot_tell.valid_days_needed:
        return None
    middle = median(active.values())
    busiest = max(active, key=lambda on: active[on])
    return (active[busiest] / middle, busiest) if middle else None
