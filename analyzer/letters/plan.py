"""The plan beside what was done in a week: sessions, exercises, the next milestone; lesson."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analyzer.gate import Gate
from analyzer.letters.findings import findings_in
from analyzer.letters.heard import Heard
from analyzer.profiles import profile_on
from analyzer.told_series import STRENGTH_KINDS, Said, Session
from config.lessons import Circumstances, Lesson, fitting
from storage.records import Finding, Person, Plan, Severity, Week
from storage.told import Exercise, Milestone, SessionKind, Told

#: Sessions that exercises of a plan are done in.
EXERCISE_KINDS = (*STRENGTH_KINDS, SessionKind.MOBILITY, SessionKind.BALANCE)

#: A lesson that asks for a calm week is not shown near these.
FLAGGED = (Severity.ALERT, Severity.PAIN, Severity.OVERLOAD)


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """What was agreed and what was done; a session both told and recorded is one."""

    sessions: int
    planned: int | None
    exercise_sessions: int
    strength_sessions: int
    exercises: tuple[Exercise, ...]
    milestone: Milestone | None  # of this week, else the next
    told: tuple[Session, ...]  # that no watch recorded

    @property
    def anything(self) -> bool:
        return self.planned is not None or bool(self.exercises) or self.milestone is not None


def plan_week(plan: Plan | None, heard: Heard, said: Said, week_start: date) -> PlanWeek:
    """Sessions of the week against the plan in force."""
    last = week_start + timedelta(days=6)
    done = one_each([each for each in said.sessions if week_start <= each.on <= last])
    return PlanWeek(
        sessions=len(done),
        planned=None if plan is None else plan.sessions_per_week,
        exercise_sessions=sum(each.kind in EXERCISE_KINDS for each in done),
        strength_sessions=sum(each.kind in STRENGTH_KINDS for each in done),
        exercises=heard.exercises,
        milestone=_milestone(heard.milestones, week_start),
        told=tuple(each for each in done if not each.sport),
    )


def one_each(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """Sessions without the double ones: told and recorded on one day and of one kind is once."""
    recorded = Counter((each.on, each.kind) for each in sessions if each.sport)
    kept = []
    for each in sessions:
        key = (each.on, each.kind)
        if not each.sport and recorded[key]:
            recorded[key] -= 1
            continue
        kept.append(each)
    return tuple(kept)


def strength_sessions(week: Week | None, done: PlanWeek) -> int:
    """Sessions told and recorded; a watch's own count stands where its sessions are not kept."""
    return max(0 if week is None else week.strength_sessions, done.strength_sessions)


def started_on(told: Told) -> date | None:
    """The day the first thing was recorded about the person, as the evaluation counts."""
    return min((row.since for row in told.enrolments), default=None)


def lesson_of(
    heard: Heard, findings: Iterable[Finding], person: Person, week_start: date, gate: Gate
) -> Lesson | None:
    """One lesson at most. What a rule asked for last week was said then, and is not said again."""
    start = started_on(heard.told)
    if start is None or gate.report_only:
        return None
    last = week_start + timedelta(days=6)
    if last < start:
        return None
    findings = tuple(findings)
    own = findings_in(findings, week_start, last)
    earlier = findings_in(findings, week_start - timedelta(days=7), week_start - timedelta(days=1))
    before = {each.rule for each in earlier}
    now = Circumstances(
        cleared=gate.may_say_more,
        week=(last - start).days // 7 + 1,
        profiles=profile_on(heard.told, person, last, heard.profiles).ids,
        rules={each.rule for each in own} - before,
        sports={each.sport for each in heard.activities if _in_week(each.start.date(), week_start)},
        flagged=any(each.severity in FLAGGED for each in (*own, *earlier)),
    )
    return next(iter(fitting(heard.lessons, now)), None)


def _in_week(on: date, week_start: date) -> bool:
    return week_start <= on < week_start + timedelta(days=7)


def _milestone(milestones: Iterable[Milestone], week_start: date) -> Milestone | None:
    ahead = [each for each in milestones if each.by >= week_start]
    return min(ahead, key=lambda each: each.by, default=None)
