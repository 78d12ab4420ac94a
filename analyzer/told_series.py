"""What was said, by local day: pain, function, soreness, flares, sessions told or recorded."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from types import MappingProxyType

from analyzer.clock import Clock, clock_of
from config.limits import Variety
from storage.records import Activity, Day, Person
from storage.told import DiaryEntry, DiaryKind, SessionKind, Told

#: One value a local day.
ByDay = Mapping[date, int]

STRENGTH_KINDS = (SessionKind.STRENGTH, SessionKind.TRUNK)

ONE_DAY = timedelta(days=1)


def _nothing() -> ByDay:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Flare:
    """From the day it was said to begin; ``end`` is None while it lasts."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Soreness:
    on: date
    at: datetime
    value: int


@dataclass(frozen=True, slots=True)
class Session:
    """A session the person told of or a watch recorded; ``at`` is its beginning."""

    on: date
    at: datetime
    kind: SessionKind
    minutes: float | None
    sets: int | None = None
    repetitions: int | None = None
    sport: str = ""  # of a recorded one


@dataclass(frozen=True, slots=True)
class Said:
    """Everything said up to today, in order of time. Of a day's several values the highest."""

    pain: ByDay = field(default_factory=_nothing)
    function: ByDay = field(default_factory=_nothing)
    soreness: tuple[Soreness, ...] = ()
    flares: tuple[Flare, ...] = ()
    sessions: tuple[Session, ...] = ()


def said_of(
    told: Told,
    activities: Iterable[Activity],
    days: Sequence[Day],
    person: Person,
    today: date,
    variety: Variety,
) -> Said:
    """Everything said or recorded up to today, by local day."""
    recorded = tuple(activities)
    if not told.diary and not recorded:
        return Said()
    clock = clock_of(days, person)
    entries = sorted(
        ((on, each) for each in told.diary if (on := clock.date_of(each.at)) <= today),
        key=lambda pair: pair[1].at,
    )
    return Said(
        pain=_by_day(entries, DiaryKind.PAIN, max),
        function=_by_day(entries, DiaryKind.FUNCTION, min),
        soreness=tuple(
            Soreness(on, each.at, each.value)
            for on, each in entries
            if each.kind is DiaryKind.SORENESS and each.value
        ),
        flares=_flares(entries),
        sessions=_sessions(entries, recorded, clock, today, variety),
    )


def by_week(sessions: Iterable[Session]) -> Mapping[date, tuple[Session, ...]]:
    """Sessions by the Monday of their week."""
    found: dict[date, list[Session]] = {}
    for each in sessions:
        found.setdefault(each.on - each.on.weekday() * ONE_DAY, []).append(each)
    return {monday: tuple(each) for monday, each in found.items()}


def median_between(values: ByDay, first: date, last: date, least: int) -> float | None:
    """The median of what was said in these days; None where it is too little."""
    known = sorted(values)
    inside = known[bisect_left(known, first) : bisect_right(known, last)]
    return float(median(values[each] for each in inside)) if len(inside) >= least else None


def _by_day(
    entries: Iterable[tuple[date, DiaryEntry]], kind: DiaryKind, of_two: Callable[[int, int], int]
) -> ByDay:
    found: dict[date, int] = {}
    for on, entry in entries:
        if entry.kind is kind and entry.value is not None:
            found[on] = of_two(found.get(on, entry.value), entry.value)
    return found


def _flares(entries: Iterable[tuple[date, DiaryEntry]]) -> tuple[Flare, ...]:
    found: list[Flare] = []
    for on, entry in entries:
        lasting = bool(found) and found[-1].end is None
        if entry.kind is DiaryKind.FLARE_START and not lasting:
            if found and found[-1].start == on:  # ended and begun again within the day: one flare
                found.pop()
            found.append(Flare(on, None))
        elif entry.kind is DiaryKind.FLARE_END and lasting:
            found[-1] = Flare(found[-1].start, on)
    return tuple(found)


def _sessions(
    entries: Iterable[tuple[date, DiaryEntry]],
    activities: Iterable[Activity],
    clock: Clock,
    today: date,
    variety: Variety,
) -> tuple[Session, ...]:
    found = [
        Session(
            on,
            entry.at,
            entry.session or SessionKind.OTHER,
            entry.minutes,
            entry.sets,
            entry.repetitions,
        )
        for on, entry in entries
        if entry.kind is DiaryKind.SESSION
    ]
    for each in activities:
        on = clock.date_of(each.start)
        if on <= today:
            minutes = None if each.duration_s is None else each.duration_s / 60
            kind = _kind(each, variety)
            found.append(Session(on, each.start, kind, minutes, sport=each.sport))
    return tuple(sorted(found, key=lambda each: (each.at, each.kind, each.sport)))


def _kind(activity: Activity, variety: Variety) -> SessionKind:
    name = f"{activity.sport}/{activity.sub_sport}"
    if name in variety.strength_sports:
        return SessionKind.STRENGTH
    return SessionKind.MOBILITY if name in variety.mobility_sports else SessionKind.AEROBIC
