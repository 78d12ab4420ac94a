"""Judge days and weeks: each gets its verdict and reason, and every rule says what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.day_verdict import judge_days
from analyzer.history import History
from analyzer.rulebook import judge_all
from analyzer.session_shape import SessionShape
from analyzer.week_verdict import judge_week
from config.limits import Limits
from config.profiles import Profiles
from config.questions import Questions
from storage.records import Activity, Day, Finding, Person, Plan, Week
from storage.told import NOTHING_TOLD, Told

#: Days before a day or week that can matter for its verdict and findings: ten weeks from the start
#: to the end of the evaluation, the four before the start, and the days of its own week.
HISTORY_DAYS = 105


@dataclass(frozen=True, slots=True)
class Judged:
    """The same days and weeks in order of date, judged, and the findings of all rules."""

    days: tuple[Day, ...]
    weeks: tuple[Week, ...]
    findings: tuple[Finding, ...]


def judge(
    days: Sequence[Day],
    weeks: Sequence[Week],
    plans: Sequence[Plan],
    person: Person,
    limits: Limits,
    today: date,
    pain_flags: frozenset[date] = frozenset(),
    told: Told = NOTHING_TOLD,
    activities: Sequence[Activity] = (),
    shapes: Sequence[SessionShape] = (),
    profiles: Profiles | None = None,
    questions: Questions | None = None,
    since: date = date.min,
) -> Judged:
    """Hold days and weeks against the person's own band as it is known today.

    ``plans`` are in the order they were given: of two from the same day the later counts.
    ``pain_flags`` are further days on which the pain rule holds. Days and weeks of a part of the
    time are judged like the whole when `HISTORY_DAYS` before them are given too; ``told`` and
    ``activities`` are all there are. Days and weeks that begin before ``since`` are looked back
    at and not given.
    """
    history = History(
        days=tuple(sorted(days, key=lambda day: day.date)),
        weeks=tuple(sorted(weeks, key=lambda week: week.start)),
        plans=tuple(plans),
        person=person,
        limits=limits,
        today=today,
        pain_flags=pain_flags,
        told=told,
        activities=tuple(activities),
        shapes=tuple(shapes),
        profiles=profiles,
        questions=questions,
    )
    return Judged(
        days=judge_days(history, since),
        weeks=tuple(
            judge_week(at, history) for at, week in enumerate(history.weeks) if week.start >= since
        ),
        findings=judge_all(history),
    )
