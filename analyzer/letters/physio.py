"""The physio's week as values: four lines, sessions, at most two questions, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analyzer.gate import Gate
from analyzer.letters.instruments import changed, due_now
from analyzer.letters.known import KnownWeek
from analyzer.letters.lines import Spread, Volume, Wear, spread_of, volume_of, wear_of
from analyzer.letters.notes import data_notes
from analyzer.letters.picture import Picture
from analyzer.letters.plan import PlanWeek, strength_sessions
from analyzer.letters.questions import questions_of
from analyzer.letters.told import ToldWeek
from analyzer.red_flags import Alert
from analyzer.rulebook import rules
from storage.records import Activity, Day, Finding, Plan, Reason, Verdict
from storage.told import Enrolment


@dataclass(frozen=True, slots=True)
class PhysioLetter:
    code: str
    week_start: date
    written_at: datetime
    timezone: str
    country: str
    verdict: Verdict
    why: Reason
    wear: Wear
    volume: Volume
    spread: Spread
    picture: Picture
    sessions: tuple[Activity, ...]
    strength_sessions: int
    strength_target: int
    told: ToldWeek
    done: PlanWeek
    changed: tuple[Reason, ...]  # questionnaires filled in this week
    due: tuple[Reason, ...]
    gate: Gate
    alert: Alert | None
    enrolled: bool
    enrolment_changes: tuple[Enrolment, ...]
    statements: Mapping[str, tuple[str, ...]]  # of the documents, behind each flag's rule
    flags: tuple[Finding, ...]
    flags_left_out: int
    dismissed: tuple[str, ...]
    plan: Plan | None
    plan_changes: tuple[Plan, ...]
    notes: tuple[Reason, ...]


def physio_letter(known: KnownWeek) -> PhysioLetter:
    """Given all that is stored about a person, return the physio's letter about one ISO week."""
    shown, week, done, heard = known.picture, known.week, known.plan_week, known.heard
    first, last, limits, letters = known.week_start, known.last, known.limits, known.letters
    asked = questions_of(known)
    return PhysioLetter(
        code=initials(known.person.name),
        week_start=first,
        written_at=known.now,
        timezone=known.person.timezone,
        country=known.country,
        verdict=known.verdict,
        why=known.why,
        wear=wear_of(week, known.weeks, first, limits=limits, letters=letters),
        volume=volume_of(week, known.weeks, shown, limits),
        spread=spread_of(known.days, known.findings, first, limits=limits, letters=letters),
        picture=shown,
        sessions=_sessions(heard.activities, first),
        strength_sessions=strength_sessions(week, done),
        strength_target=limits.general_target.strength_days,
        told=known.told_week,
        done=done,
        changed=changed(heard, first, last),
        due=due_now(heard, known.now.date()),
        gate=known.gate,
        alert=known.alert,
        enrolled=bool(heard.told.enrolments),
        enrolment_changes=tuple(
            each for each in heard.told.enrolments if first <= each.since <= last
        ),
        statements=_statements(asked.flags),
        flags=asked.flags,
        flags_left_out=asked.left_out,
        dismissed=asked.dismissed,
        plan=known.plan,
        plan_changes=tuple(each for each in known.plans if first <= each.since <= last),
        notes=(*data_notes(known.person, known.own_days, shown.days), *_unplaced(known.own_days)),
    )


def _statements(flags: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    asking = {flag.rule for flag in flags}
    return {each.id: each.statements for each in rules() if each.id in asking}


def initials(name: str) -> str:
    """Enough for the physio who knows the person, and no more.

    >>> initials("Åsa Maria Berg-Lind")
    'ÅMB'
    """
    return "".join(word[0].upper() for word in name.split() if word[0].isalnum()) or "-"


def local_start(activity: Activity) -> datetime:
    """The watch's own wall time, UTC where it gave none. Naive on purpose: only shown."""
    return activity.start.replace(tzinfo=None) + timedelta(minutes=activity.utc_offset_min or 0)


def _sessions(activities: Iterable[Activity], week_start: date) -> tuple[Activity, ...]:
    """Sessions whose own local start falls in the week, in order."""
    until = week_start + timedelta(days=7)
    inside = [each for each in activities if week_start <= local_start(each).date() < until]
    return tuple(sorted(inside, key=lambda each: each.start))


def _unplaced(own: Iterable[Day]) -> tuple[Reason, ...]:
    steps = sum(day.unplaced_steps or 0 for day in own)
    return (Reason("note.unplaced", {"steps": steps}),) if steps else ()
