"""Judge days and weeks: each gets its verdict and reason, and every rule says what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.day_verdict import judge_days
from analyzer.history import History
from analyzer.rulebook import judge_all
from analyzer.week_verdict import judge_week
from config.limits import Limits
from storage.records import Day, Finding, Person, Plan, Week

#: Days before a day or week that can matter for its verdict and findings: eight weeks of
#: baseline, and the days of its own week.
HISTORY_DAYS = 63


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
) -> Judged:
    """Hold days and weeks against the person's own band as it is known today.

    ``plans`` are in the order they were given: of two from the same day the later counts.
    ``pain_flags`` are the days on which the pain rule holds. Days and weeks of a part of the
    time are judged like the whole when `HISTORY_DAYS` before them are given too.
    """
    history = History(
        days=tuple(sorted(days, key=lambda day: day.date)),
        weeks=tuple(sorted(weeks, key=lambda week: week.start)),
        plans=tuple(plans),
        person=person,
        limits=limits,
        today=today,
        pain_flags=pain_flags,
    )
    return Judged(
        days=judge_days(history),
        weeks=tuple(judge_week(at, history) for at in range(len(history.weeks))),
        findings=judge_all(history),
    )
