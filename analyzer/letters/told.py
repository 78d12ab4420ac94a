"""What was said in a week, for both letters: own activities and function first, pain after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from analyzer.clock import Clock, clock_of
from analyzer.letters.dates import week_starts
from analyzer.letters.goals import Goals, goals_in
from analyzer.letters.heard import Heard, said_up_to
from analyzer.told_series import STRENGTH_KINDS, ByDay, Flare, Said, Soreness
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Person
from storage.told import SessionKind

#: The thin line shows so much: a month is what somebody remembers.
LINE_DAYS = 28

#: Soreness is ascribed to no session; one so shortly before is named beside it.
SORE_WITHIN = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Values:
    """The middle and the ends of what was said on some days of a week."""

    median: float
    low: int
    high: int
    days: int


@dataclass(frozen=True, slots=True)
class Sore:
    """A day on which soreness was noted, and the strength session shortly before it."""

    on: date
    after: SessionKind | None
    after_on: date | None


@dataclass(frozen=True, slots=True)
class SaidDay:
    date: date
    function: int | None
    pain: int | None
    flare: bool


@dataclass(frozen=True, slots=True)
class ToldWeek:
    """``goals`` only where they were rated in the week; ``*_before``: median of weeks before."""

    goals: Goals | None = None
    function: Values | None = None
    function_before: float | None = None
    pain: Values | None = None
    pain_before: float | None = None
    sore: tuple[Sore, ...] = ()
    flares: tuple[Flare, ...] = ()
    line: tuple[SaidDay, ...] = ()
    function_by_week: tuple[float | None, ...] = ()
    pain_by_week: tuple[float | None, ...] = ()
    ever: bool = field(default=False)  # something was told at some time

    @property
    def anything(self) -> bool:
        return bool(self.goals or self.function or self.pain or self.sore or self.flares)


def told_week(
    heard: Heard,
    days: Sequence[Day],
    person: Person,
    week_start: date,
    limits: Limits,
    letters: Letters,
) -> ToldWeek:
    """What was said in the week that starts on ``week_start``, beside the weeks before it."""
    last = week_start + timedelta(days=6)
    said = said_up_to(heard, days, person, last, limits)
    before = week_start - timedelta(weeks=limits.baseline.weeks_most)
    day_before = week_start - timedelta(days=1)
    starts = week_starts(week_start, letters)
    return ToldWeek(
        goals=goals_in(heard.told.scores, week_start, last),
        function=values_between(said.function, week_start, last),
        function_before=middle(said.function, before, day_before),
        pain=values_between(said.pain, week_start, last),
        pain_before=middle(said.pain, before, day_before),
        sore=_sore(said, clock_of(days, person), week_start),
        flares=tuple(each for each in said.flares if _touches(each, week_start, last)),
        line=line(said, last - timedelta(days=LINE_DAYS - 1), last),
        function_by_week=tuple(middle(said.function, at, _sunday(at)) for at in starts),
        pain_by_week=tuple(middle(said.pain, at, _sunday(at)) for at in starts),
        ever=bool(heard.told.diary or heard.told.scores),
    )


def values_between(values: ByDay, first: date, last: date) -> Values | None:
    inside = _between(values, first, last)
    if not inside:
        return None
    return Values(float(median(inside)), min(inside), max(inside), len(inside))


def middle(values: ByDay, first: date, last: date) -> float | None:
    """The median of what was said in these days; None where nothing was."""
    inside = _between(values, first, last)
    return float(median(inside)) if inside else None


def line(said: Said, first: date, last: date) -> tuple[SaidDay, ...]:
    """Every day of a time, with what was said on it; a day without a word stays open."""
    dates = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return tuple(
        SaidDay(
            on,
            said.function.get(on),
            said.pain.get(on),
            any(_touches(flare, on, on) for flare in said.flares),
        )
        for on in dates
    )


def _between(values: ByDay, first: date, last: date) -> list[int]:
    return [value for on, value in values.items() if first <= on <= last]


def _touches(flare: Flare, first: date, last: date) -> bool:
    return flare.start <= last and (flare.end is None or flare.end >= first)


def _sunday(monday: date) -> date:
    return monday + timedelta(days=6)


def _sore(said: Said, clock: Clock, week_start: date) -> tuple[Sore, ...]:
    return tuple(_sore_day(each, said, clock) for each in said.soreness if each.on >= week_start)


def _sore_day(sore: Soreness, said: Said, clock: Clock) -> Sore:
    before = [
        each
        for each in said.sessions
        if each.kind in STRENGTH_KINDS and timedelta(0) <= sore.at - each.at <= SORE_WITHIN
    ]
    if not before:
        return Sore(sore.on, None, None)
    nearest = max(before, key=lambda each: each.at)
    return Sore(sore.on, nearest.kind, clock.date_of(nearest.at))
