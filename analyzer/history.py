"""What a rule sees: a person's days and weeks up to today, plans, what was said, the limits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.gate import Gate, gate
from analyzer.in_force import plan_on
from analyzer.profiles import Profile, profile_on
from analyzer.session_shape import SessionShape
from analyzer.told_series import Said, said_of
from analyzer.worse_pain import Worse, worse_runs
from config.limits import Limits
from config.profiles import Profiles
from config.questions import Questions
from storage.records import Activity, Day, Person, Plan, Week
from storage.told import NOTHING_TOLD, Told

#: A quantity of every calendar day from the first to the last; NaN is unknown.
Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """Days and weeks in order of date. Nothing after ``today`` is in it."""

    days: tuple[Day, ...]
    weeks: tuple[Week, ...]
    plans: tuple[Plan, ...]
    person: Person
    limits: Limits
    today: date
    pain_flags: frozenset[date] = frozenset()  # days on which the pain rule holds
    told: Told = NOTHING_TOLD
    activities: tuple[Activity, ...] = ()
    shapes: tuple[SessionShape, ...] = ()  # of recorded sessions with heart rate
    profiles: Profiles | None = None
    questions: Questions | None = None  # of the check-in
    said: Said = field(init=False)  # what was told and recorded, by local day
    worse: tuple[Worse, ...] = field(init=False)  # when the pain rule held
    judged: tuple[tuple[int, Week], ...] = field(init=False)  # see `judged_weeks`
    _gates: dict[date, Gate] = field(init=False, default_factory=dict, repr=False, compare=False)
    _profiles: dict[date, Profile] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        said = said_of(
            self.told, self.activities, self.days, self.person, self.today, self.limits.variety
        )
        worse = worse_runs(said, first_pain_score(self.told), self.limits.pain)
        flags = {run.start + timedelta(days=at) for run in worse for at in range(run.days)}
        judged = tuple(
            (at, week)
            for at, week in enumerate(self.weeks)
            if is_over(week, self.today) and is_valid(week, self.limits)
        )
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "judged", judged)
        object.__setattr__(self, "worse", worse)
        object.__setattr__(self, "pain_flags", self.pain_flags | flags)

    def plan(self, on: date) -> Plan | None:
        return plan_on(self.plans, on)

    def gate(self, on: date) -> Gate:
        if on not in self._gates:
            self._gates[on] = gate(self.plans, self.person, on, self.told, self.questions)
        return self._gates[on]

    def may_say_more(self, on: date) -> bool:
        return self.gate(on).may_say_more

    def profile(self, on: date) -> Profile:
        if on not in self._profiles:
            self._profiles[on] = profile_on(self.told, self.person, on, self.profiles)
        return self._profiles[on]

    def days_of(self, week: Week) -> tuple[Day, ...]:
        """The days of a week, whether they count or not."""
        first = bisect_left(self.days, week.start, key=_date)
        end = bisect_left(self.days, week.start + timedelta(days=7), key=_date)
        return self.days[first:end]


def first_pain_score(told: Told) -> float | None:
    """The first pain score somebody filled in: the usual while the diary is still thin."""
    found = [each for each in told.scores if each.instrument == "nrs" and each.total is not None]
    return min(found, key=lambda each: each.on).total if found else None


def _date(day: Day) -> date:
    return day.date


def counts(day: Day, today: date) -> bool:
    """A day counts when it is over, all of it has arrived, and it was worn long enough."""
    return day.valid and day.complete and day.date < today


def judged_weeks(history: History) -> tuple[tuple[int, Week], ...]:
    """The weeks that are over, have arrived and were worn on enough days, with their position."""
    return history.judged


def is_over(week: Week, today: date) -> bool:
    return week.start + timedelta(days=7) <= today


def is_valid(week: Week, limits: Limits) -> bool:
    return week.valid_days >= limits.cannot_tell.valid_days_needed


def series(days: Sequence[Day], pick: Callable[[Day], float | None], today: date) -> Series:
    """One value per calendar day; unknown where a day is missing, does not count or has none."""
    if not days:
        return np.empty(0)
    first = days[0].date.toordinal()
    values = np.full(days[-1].date.toordinal() - first + 1, np.nan)
    for day in days:
        value = pick(day) if counts(day, today) else None
        if value is not None:
            values[day.date.toordinal() - first] = value
    return values
