"""Weeks 6 to 10 beside the time before the start, as values: two columns, and what they are not.

Nothing here says why something changed. A number with too few days behind it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from analyzer.letters.goals import Goals, goals
from analyzer.letters.heard import Heard, said_up_to
from analyzer.letters.instruments import changed, due_now
from analyzer.letters.physio import initials
from analyzer.letters.picture import Picture, picture
from analyzer.letters.plan import EXERCISE_KINDS, one_each, started_on
from analyzer.letters.then_and_now import (
    Columns,
    Measured,
    NoEvaluationError,
    Pair,
    SaidPair,
    columns,
    said_pair,
)
from analyzer.letters.told import SaidDay, line
from analyzer.letters.usual import active_min
from analyzer.told_series import Flare
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Person, Plan, Reason, Week

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class EvaluationLetter:
    """Everything the evaluation letter says, before it has words."""

    code: str
    start: date
    from_plan: bool  # no enrolment is recorded: counted from the first plan
    columns: Columns
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

    @property
    def week_start(self) -> date:
        first = self.columns.window.first
        return first - timedelta(days=first.weekday())

    @property
    def unknowns(self) -> tuple[Reason, ...]:
        """What a reader of two columns would like to know and cannot."""
        return tuple(_unknowns(self))


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
    both = columns(evaluated_from(plans, heard), days, limits, now.date())
    said = said_up_to(heard, days, person, both.window.last, limits)
    measured = Measured(days, both, limits.evaluation.valid_days_least)
    done = one_each([each for each in said.sessions if both.window.holds(each.on)])
    return EvaluationLetter(
        code=initials(person.name),
        start=both.start,
        from_plan=started_on(heard.told) is None,
        columns=both,
        written_at=now,
        timezone=person.timezone,
        country=country,
        wear_h=measured.pair(lambda day: day.wear_min / 60),
        met_h_per_week=measured.pair(_met_h_per_week),
        active_min=measured.pair(active_min),
        steps=measured.pair(lambda day: day.steps),
        function=said_pair(said.function, both),
        pain=said_pair(said.pain, both),
        flares=tuple(each for each in said.flares if each.end is None or each.end >= both.start),
        sessions=len(done) if done or heard.told.diary or heard.activities else None,
        exercise_sessions=sum(each.kind in EXERCISE_KINDS for each in done),
        goals=goals(heard.told.scores, both.window.last),
        changed=changed(heard, both.window.first, both.window.last),
        due=due_now(heard, now.date()),
        picture=_picture(person, days, weeks, both, limits=limits, letters=letters),
        line=line(said, both.before.first, both.window.last),
    )


def evaluated_from(plans: Sequence[Plan], heard: Heard) -> date:
    """The first enrolment, or, where none is recorded, the first plan."""
    start = started_on(heard.told) or min((plan.since for plan in plans), default=None)
    if start is None:
        raise NoEvaluationError(
            "There is no start to count the weeks from. Record one with: stegvis enrol, or "
            "stegvis plan set."
        )
    return start


def _met_h_per_week(day: Day) -> float | None:
    return None if day.met_h is None else day.met_h * DAYS_IN_WEEK


def _picture(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    columns: Columns,
    *,
    limits: Limits,
    letters: Letters,
) -> Picture:
    """All whole weeks from the first column to the second, without a band."""
    monday = columns.window.last - timedelta(days=columns.window.last.weekday())
    many = (monday - columns.before.first).days // DAYS_IN_WEEK + 1
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


def _unknowns(letter: EvaluationLetter) -> Iterator[Reason]:
    columns = letter.columns
    if columns.from_first_weeks:
        yield Reason("evaluation.first_weeks")
    if letter.written_at.date() <= columns.closes:
        yield Reason("evaluation.open", {"until": columns.closes.isoformat()})
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
