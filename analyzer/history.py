"""What a rule sees: a person's days and weeks up to today, the plans, and the limits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.gate import gate, plan_on
from config.limits import Limits
from storage.records import Day, Person, Plan, Week

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

    def plan(self, on: date) -> Plan | None:
        return plan_on(self.plans, on)

    def may_say_more(self, on: date) -> bool:
        return gate(self.plans, self.person, on).may_say_more

    def days_of(self, week: Week) -> tuple[Day, ...]:
        """The days of a week, whether they count or not."""
        first = bisect_left(self.days, week.start, key=_date)
        end = bisect_left(self.days, week.start + timedelta(days=7), key=_date)
        return self.days[first:end]


def _date(day: Day) -> date:
    return day.date


def counts(day: Day, today: date) -> bool:
    """A day counts when it is over, all of it has arrived, and it was worn long enough."""
    return day.valid and day.complete and day.date < today


def judged_weeks(history: History) -> tuple[tuple[int, Week], ...]:
    """The weeks that are over, have arrived and were worn on enough days, with their position."""
    return tuple(
        (at, week)
        for at, week in enumerate(history.weeks)
        if is_over(week, history.today) and is_valid(week, history.limits)
    )


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
