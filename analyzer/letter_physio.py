"""The physio's week as values: four lines, sessions, at most two questions, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from analyzer.gate import Gate, gate, plan_on
from analyzer.letter import (
    Picture,
    Span,
    findings_in,
    picture,
    week_dates,
)
from analyzer.letter_instruments import changed, due_now
from analyzer.letter_lines import Spread, Volume, Wear, spread_of, volume_of, wear_of
from analyzer.letter_notes import data_notes
from analyzer.letter_patient import open_alert_of
from analyzer.letter_plan import PlanWeek, plan_week, strength_sessions
from analyzer.letter_told import NOTHING_HEARD, Heard, ToldWeek, said_up_to, told_week
from analyzer.red_flags import Alert
from analyzer.rulebook import rules
from config.letters import Letters
from config.limits import Limits
from storage.records import (
    Activity,
    Day,
    Finding,
    Person,
    Plan,
    Reason,
    Verdict,
    Week,
)
from storage.told import Enrolment

#: More than two questions a week are not read.
MAX_FLAGS = 2

#: Findings that are no question: one is about the watch, one stands beside the volume.
NOT_ASKED = ("cannot-tell", "general-target")

#: A plan's note with these words and a rule's name says: not this one, and why.
DISMISS = "dismiss"
#: A check-in is unlocked by a clinician; a note does not silence it.
NEVER_DISMISSED = ("alert", "contraindication")
DISMISSED_FOR = timedelta(weeks=4)

_NOTHING: Mapping[date, tuple[Span, ...]] = MappingProxyType({})


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


def physio_letter(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    findings: Sequence[Finding],
    plans: Sequence[Plan],
    *,
    heard: Heard = NOTHING_HEARD,
    week_start: date,
    limits: Limits,
    letters: Letters,
    now: datetime,
    unworn: Mapping[date, tuple[Span, ...]] = _NOTHING,
    country: str = "",
) -> PhysioLetter:
    """Given all that is stored about a person, return the physio's letter about one ISO week."""
    if now.tzinfo is None:
        raise ValueError(f"a letter is written at an aware moment; {now} is naive. Give a zone.")
    last = week_start + timedelta(days=6)
    plan = plan_on(plans, week_start)  # as the verdict did
    shown = picture(
        person,
        days,
        weeks,
        plan=plan,
        week_start=week_start,
        limits=limits,
        letters=letters,
        unworn=unworn,
    )
    week = next((each for each in weeks if each.start == week_start), None)
    own = [day for day in days if day.date in week_dates(week_start)]
    dismissed = _dismissed(plans, findings, last)
    allowed = gate(plans, person, now.date(), heard.told, heard.questions)
    alert = open_alert_of(heard, now)
    asked = _alone(findings, alert, allowed)
    if asked is None:
        asked = [
            each
            for each in findings_in(findings, week_start, last)
            if each.to_physio and each.rule not in dismissed and each.rule not in NOT_ASKED
        ]
    done = plan_week(plan, heard, said_up_to(heard, days, person, last, limits), week_start)
    flags = tuple(_one_each(asked)[:MAX_FLAGS])
    return PhysioLetter(
        code=initials(person.name),
        week_start=week_start,
        written_at=now,
        timezone=person.timezone,
        country=country,
        verdict=Verdict.UNKNOWN if week is None else week.verdict,
        why=Reason("nothing_received") if week is None else week.why,
        wear=wear_of(week, weeks, week_start, limits=limits, letters=letters),
        volume=volume_of(week, weeks, shown, limits),
        spread=spread_of(days, findings, week_start, limits=limits, letters=letters),
        picture=shown,
        sessions=_sessions(heard.activities, week_start),
        strength_sessions=strength_sessions(week, done),
        strength_target=limits.general_target.strength_days,
        told=told_week(heard, days, person, week_start, limits, letters),
        done=done,
        changed=changed(heard, week_start, last),
        due=due_now(heard, now.date()),
        gate=allowed,
        alert=alert,
        enrolled=bool(heard.told.enrolments),
        enrolment_changes=tuple(
            each for each in heard.told.enrolments if week_start <= each.since <= last
        ),
        statements={
            each.id: each.statements for each in rules() if each.id in {flag.rule for flag in flags}
        },
        flags=flags,
        flags_left_out=max(0, len(_one_each(asked)) - MAX_FLAGS),
        dismissed=dismissed,
        plan=plan,
        plan_changes=tuple(each for each in plans if week_start <= each.since <= last),
        notes=(*data_notes(person, own, shown.days), *_unplaced(own)),
    )


def initials(name: str) -> str:
    """Enough for the physio who knows the person, and no more.

    >>> initials("Åsa Maria Berg-Lind")
    'ÅMB'
    """
    return "".join(word[0].upper() for word in name.split() if word[0].isalnum()) or "-"


def _sessions(activities: Iterable[Activity], week_start: date) -> tuple[Activity, ...]:
    """Sessions whose own local start falls in the week, in order."""
    until = week_start + timedelta(days=7)
    inside = [each for each in activities if week_start <= local_start(each).date() < until]
    return tuple(sorted(inside, key=lambda each: each.start))


def local_start(activity: Activity) -> datetime:
    """The watch's own wall time, UTC where it gave none. Naive on purpose: only shown."""
    return activity.start.replace(tzinfo=None) + timedelta(minutes=activity.utc_offset_min or 0)


def _alone(findings: Iterable[Finding], alert: Alert | None, allowed: Gate) -> list[Finding] | None:
    """What is asked with every other question silent, though it began after the week."""
    only = "alert" if alert is not None else "contraindication" if allowed.report_only else None
    return None if only is None else [each for each in findings if each.rule == only]


def _one_each(findings: Iterable[Finding]) -> list[Finding]:
    """The newest finding of each rule: the same question is not asked twice in a letter."""
    newest: dict[str, Finding] = {}
    for finding in findings:
        known = newest.get(finding.rule)
        if known is None or finding.last > known.last:
            newest[finding.rule] = finding
    return list(newest.values())


def _dismissed(plans: Iterable[Plan], findings: Iterable[Finding], last: date) -> tuple[str, ...]:
    recent = [plan.note for plan in plans if last - DISMISSED_FOR < plan.since <= last]
    rules = {finding.rule for finding in findings} - set(NEVER_DISMISSED)
    return tuple(
        sorted(rule for rule in rules if any(f"{DISMISS} {rule}" in note for note in recent))
    )


def _unplaced(own: Iterable[Day]) -> tuple[Reason, ...]:
    steps = sum(day.unplaced_steps or 0 for day in own)
    return (Reason("note.unplaced", {"steps": steps}),) if steps else ()
