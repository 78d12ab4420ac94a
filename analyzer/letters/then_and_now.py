"""The two stretches of time an evaluation sets side by side, and one quantity in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from analyzer.errors import AnalyzerError
from analyzer.letters.told import Values, values_between
from analyzer.letters.usual import counts
from analyzer.told_series import ByDay
from config.limits import Limits
from storage.records import Day

ONE_DAY = timedelta(days=1)

#: A median of fewer days says little about weeks.
SAID_LEAST = 4


class NoEvaluationError(AnalyzerError):
    """There is no start to count from, or the weeks of the evaluation have not begun."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Local dates, both included."""

    first: date
    last: date

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Pair:
    """One quantity then and now, with the days each rests on. None: too few to say."""

    then: float | None
    now: float | None
    days_then: int
    days_now: int


@dataclass(frozen=True, slots=True)
class SaidPair:
    then: Values | None
    now: Values | None
    from_first_weeks: bool = False  # too little was told before the start


@dataclass(frozen=True, slots=True)
class Columns:
    """The time before the start and the weeks of the evaluation."""

    start: date
    before: Stretch
    first_weeks: Stretch  # after the start, where too little is known of the time before
    window: Stretch
    closes: date

    @property
    def from_first_weeks(self) -> bool:
        """Too little was worn before the start."""
        return self.before == self.first_weeks


@dataclass(frozen=True, slots=True)
class Measured:
    """Days that count, for quantities of which so many days at least must be known."""

    days: Sequence[Day]
    columns: Columns
    least: int

    def pair(self, pick: Callable[[Day], float | None]) -> Pair:
        then, now = self._in(self.columns.before, pick), self._in(self.columns.window, pick)
        return Pair(self._mean(then), self._mean(now), len(then), len(now))

    def _in(self, stretch: Stretch, pick: Callable[[Day], float | None]) -> list[float]:
        return [value for day in _worn(self.days, stretch) if (value := pick(day)) is not None]

    def _mean(self, values: Sequence[float]) -> float | None:
        return fmean(values) if len(values) >= self.least else None


def columns(start: date, days: Sequence[Day], limits: Limits, today: date) -> Columns:
    """Raises `NoEvaluationError` where the weeks of the evaluation have not begun."""
    opens = start + limits.evaluation.from_day * ONE_DAY
    closes = start + limits.evaluation.to_day * ONE_DAY
    if today <= opens:
        raise NoEvaluationError(
            f"The weeks of the evaluation begin on {opens} and end on {closes}. Ask again then."
        )
    span = limits.evaluation.before_days * ONE_DAY
    own = Stretch(start - span, start - ONE_DAY)
    first_weeks = Stretch(start, min(start + span, opens) - ONE_DAY)
    enough = len(_worn(days, own)) >= limits.evaluation.valid_days_least
    return Columns(
        start=start,
        before=own if enough else first_weeks,
        first_weeks=first_weeks,
        window=Stretch(opens, min(closes, today - ONE_DAY)),
        closes=closes,
    )


def said_pair(values: ByDay, columns: Columns) -> SaidPair:
    """Few people tell anything before they start: then it is their first weeks."""
    now = _enough(values, columns.window)
    then = _enough(values, columns.before)
    if then is not None:
        return SaidPair(then, now, from_first_weeks=columns.from_first_weeks)
    return SaidPair(_enough(values, columns.first_weeks), now, from_first_weeks=True)


def _worn(days: Sequence[Day], stretch: Stretch) -> list[Day]:
    return [day for day in days if counts(day) and stretch.holds(day.date)]


def _enough(values: ByDay, stretch: Stretch) -> Values | None:
    found = values_between(values, stretch.first, stretch.last)
    return None if found is None or found.days < SAID_LEAST else found
