"""Weeks 6 to 10 beside the time before the start, as values: two columns, and what they are not.

Nothing here says why something changed. A number with too few days behind it is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import fmean

from analyzer import letter_instruments
from analyzer.errors import AnalyzerError
from analyzer.letter import Picture, active_min, picture
from analyzer.letter_physio import initials
from analyzer.letter_plan import EXERCISE_KINDS, one_each, started_on
from analyzer.letter_told import (
    Goals,
    Heard,
    SaidDay,
    Values,
    goals,
    line,
    said_up_to,
    values_between,
)
from analyzer.told_series import ByDay, Flare
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Person, Plan, Reason, Week

DAYS_IN_WEEK = 7
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
class EvaluationLetter:
    """Everything the evaluation letter says, before it has words."""

    code: str
    start: date
    from_plan: bool  # no enrolment is recorded: counted from the first plan
    before: Stretch
    from_first_weeks: bool  # too little was worn before the start
    window: Stretch
    closes: date
    written_at: datetime
    timezone: str
    country: str
    wear_h: Pair
    met_h_per_week: Pair
    active_min: Pair
    steps: Pair
    function: SaidPair
    pain: SaidPair
    flares: tuple[Flare, ...]  # since the start
    sessions: int | None  # told or recorded in the window; None: neither
    exercise_sessions: int
    goals: Goals | None
    changed: tuple[Reason, ...]
    due: tuple[Reason, ...]
    picture: Picture
    line: tuple[SaidDay, ...]
    unknowns: tuple[Reason, ...]

    @property
    def week_start(self) -> date:
        return self.window.first - timedelta(days=self.window.first.weekday())


def evaluation_letter(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    plans: Sequence[Plan],
    *,
    heard: Heard,
    limits: Limits,
    letters: Letters,
    now: datetime,
    country: str = "",
) -> EvaluationLetter:
    """The two columns. Raises `NoEvaluationError` where there is nothing to compare yet."""
    start = evaluated_from(plans, heard)
    window, closes = _window(start, limits, now.date())
    before, from_first = _before(start, window.first, days, limits)
    said = said_up_to(heard, days, person, window.last, limits)
    pairs = _Pairs(days, before, window, limits.evaluation.valid_days_least)
    done = one_each([each for each in said.sessions if window.holds(each.on)])
    first_weeks = _first_weeks(start, window.first, limits)
    function, pain = (
        _said(values, before, first_weeks, window) for values in (said.function, said.pain)
    )
    letter = EvaluationLetter(
        code=initials(person.name),
        start=start,
        from_plan=started_on(heard.told) is None,
        before=before,
        from_first_weeks=from_first,
        window=window,
        closes=closes,
        written_at=now,
        timezone=person.timezone,
        country=country,
        wear_h=pairs.of(lambda day: day.wear_min / 60),
        met_h_per_week=pairs.of(_met_h_per_week),
        active_min=pairs.of(active_min),
        steps=pairs.of(lambda day: day.steps),
        function=function,
        pain=pain,
        flares=tuple(each for each in said.flares if each.end is None or each.end >= start),
        sessions=len(done) if done or heard.told.diary or heard.activities else None,
        exercise_sessions=sum(each.kind in EXERCISE_KINDS for each in done),
        goals=goals(heard.told.scores, window.last),
        changed=letter_instruments.changed(heard, window.first, window.last),
        due=letter_instruments.due_now(heard, now.date()),
        picture=_picture(person, days, weeks, before, window, limits=limits, letters=letters),
        line=line(said, before.first, window.last),
        unknowns=(),
    )
    return replace(letter, unknowns=tuple(_unknowns(letter, now.date())))


def evaluated_from(plans: Sequence[Plan], heard: Heard) -> date:
    """The first enrolment, or, where none is recorded, the first plan."""
    start = started_on(heard.told) or min((plan.since for plan in plans), default=None)
    if start is None:
        raise NoEvaluationError(
            "There is no start to count the weeks from. Record one with: stegvis enrol, or "
            "stegvis plan set."
        )
    return start


def _window(start: date, limits: Limits, today: date) -> tuple[Stretch, date]:
    opens = start + limits.evaluation.from_day * ONE_DAY
    closes = start + limits.evaluation.to_day * ONE_DAY
    if today <= opens:
        raise NoEvaluationError(
            f"The weeks of the evaluation begin on {opens} and end on {closes}. Ask again then."
        )
    return Stretch(opens, min(closes, today - ONE_DAY)), closes


def _before(start: date, opens: date, days: Sequence[Day], limits: Limits) -> tuple[Stretch, bool]:
    """The weeks before the start; where too little was worn, the first weeks after it."""
    span = limits.evaluation.before_days
    own = Stretch(start - span * ONE_DAY, start - ONE_DAY)
    if _worn(days, own) >= limits.evaluation.valid_days_least:
        return own, False
    return _first_weeks(start, opens, limits), True


def _first_weeks(start: date, opens: date, limits: Limits) -> Stretch:
    last = start + (limits.evaluation.before_days - 1) * ONE_DAY
    return Stretch(start, min(last, opens - ONE_DAY))


def _worn(days: Sequence[Day], stretch: Stretch) -> int:
    return sum(day.valid and day.complete and stretch.holds(day.date) for day in days)


@dataclass(frozen=True, slots=True)
class _Pairs:
    days: Sequence[Day]
    before: Stretch
    window: Stretch
    least: int

    def of(self, pick: Callable[[Day], float | None]) -> Pair:
        then, now = self._values(self.before, pick), self._values(self.window, pick)
        return Pair(self._mean(then), self._mean(now), len(then), len(now))

    def _values(self, stretch: Stretch, pick: Callable[[Day], float | None]) -> list[float]:
        counting = (d for d in self.days if d.valid and d.complete and stretch.holds(d.date))
        return [value for day in counting if (value := pick(day)) is not None]

    def _mean(self, values: Sequence[float]) -> float | None:
        return fmean(values) if len(values) >= self.least else None


def _met_h_per_week(day: Day) -> float | None:
    return None if day.met_h is None else day.met_h * DAYS_IN_WEEK


def _said(values: ByDay, before: Stretch, first_weeks: Stretch, window: Stretch) -> SaidPair:
    """Few people tell anything before they start: then it is their first weeks."""
    now = _enough(values, window)
    then = _enough(values, before)
    if then is not None:
        return SaidPair(then, now, from_first_weeks=before == first_weeks)
    return SaidPair(_enough(values, first_weeks), now, from_first_weeks=True)


def _enough(values: ByDay, stretch: Stretch) -> Values | None:
    found = values_between(values, stretch.first, stretch.last)
    return None if found is None or found.days < SAID_LEAST else found


def _picture(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    before: Stretch,
    window: Stretch,
    *,
    limits: Limits,
    letters: Letters,
) -> Picture:
    """All whole weeks from the first column to the second, without a band."""
    monday = window.last - timedelta(days=window.last.weekday())
    many = (monday - before.first).days // DAYS_IN_WEEK + 1
    wide = replace(letters, trend=replace(letters.trend, weeks=many))
    shown = picture(
        person,
        days,
        weeks,
        plan=None,
        week_start=monday,
        limits=limits,
        letters=wide,
        unworn={},
    )
    edgeless = replace(shown.band, floor_met_h=None, ceiling_met_h=None)
    return replace(shown, band=edgeless)


def _unknowns(letter: EvaluationLetter, today: date) -> Iterator[Reason]:
    """What a reader of two columns would like to know and cannot."""
    if letter.from_first_weeks:
        yield Reason("evaluation.first_weeks")
    if today <= letter.closes:
        yield Reason("evaluation.open", {"until": letter.closes.isoformat()})
    if None in (letter.steps.then, letter.steps.now):
        yield Reason("evaluation.few_days")
    if letter.function.then is None or letter.function.now is None:
        yield Reason("evaluation.function_not_told")
    if letter.pain.then is None or letter.pain.now is None:
        yield Reason("evaluation.pain_not_told")
    if not letter.changed:
        yield Reason("evaluation.no_forms")
    yield Reason("evaluation.no_cause")
    yield Reason("evaluation.season")
