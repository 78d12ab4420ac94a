"""What must be settled before anything may say "more": a recorded, signed clearance.

Somebody with the training has excluded what forbids activity; not knowing counts as no (R080,
R081, R098). Once something is recorded about the person's trouble, all of it must be known to be
well too; a trouble that asks for a signed profile is open on that profile's conditions. Somebody
who was not sure about a grave question of a check-in is not cleared until that is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from analyzer.red_flags import open_doubt
from config.questions import Questions
from storage.records import Answer, Person, Plan, Reason
from storage.told import NOTHING_TOLD, Diagnosis, Enrolment, Told

CLEARED = "cleared"
CLEARED_WITH_PROFILE = "cleared_with_profile"
NO_PLAN = "no_plan"
NOT_CLEARED = "not_cleared"
CLEARANCE_UNKNOWN = "clearance_unknown"
NOT_SIGNED = "not_signed"
ABSOLUTE_CONTRAINDICATION = "absolute_contraindication"
STABILITY_THREATENED = "stability_threatened"
SCREEN_POSITIVE = "screen_positive"
DIAGNOSIS_UNKNOWN = "diagnosis_unknown"
ANSWER_UNKNOWN = "answer_unknown"
ONSET_UNKNOWN = "onset_unknown"
NOT_LONG_TERM = "not_long_term"
PROFILE_NOT_SIGNED = "profile_not_signed"
CLEARED_BEFORE = "cleared_before"
CHECK_IN_UNSURE = "check_in_unsure"

#: Reason code -> the numbers it carries.
REASONS = {
    CLEARED: ("since",),
    CLEARED_WITH_PROFILE: ("since", "profile"),
    NO_PLAN: (),
    NOT_CLEARED: ("since",),
    CLEARANCE_UNKNOWN: ("since",),
    NOT_SIGNED: ("since",),
    ABSOLUTE_CONTRAINDICATION: ("since", "profile"),
    STABILITY_THREATENED: ("since",),
    SCREEN_POSITIVE: ("since",),
    DIAGNOSIS_UNKNOWN: ("since",),
    ANSWER_UNKNOWN: ("since", "question"),
    ONSET_UNKNOWN: ("since",),
    NOT_LONG_TERM: ("since", "long_term_on"),
    PROFILE_NOT_SIGNED: ("since", "profile"),
    CLEARED_BEFORE: ("since", "profile"),
    CHECK_IN_UNSURE: ("since", "questions"),
}

#: By then a date is over in every zone: somebody who travels is never judged too early.
_OVER_EVERYWHERE = time(12, tzinfo=UTC)

#: What "long-term" means: the population the documents were written for (R005).
LONG_TERM_MONTHS = 3

ABSOLUTE = (Diagnosis.TUMOUR, Diagnosis.INSTABILITY)
#: Absolute as well, until medical clearance is given in knowledge of it (R073).
UNTIL_CLEARED = (Diagnosis.VERTEBRAL_FRACTURE,)
#: The physio takes these on, or nothing asks for more (R006, R069, R072, R077).
TO_BE_SIGNED = (
    Diagnosis.STENOSIS,
    Diagnosis.HERNIATION,
    Diagnosis.LISTHESIS,
    Diagnosis.INFLAMMATORY,
    Diagnosis.WHIPLASH,
    Diagnosis.POST_OPERATIVE,
)


class GateState(StrEnum):
    OPEN = "open"
    CONDITIONAL = "conditional"  # open, on the conditions of the profile
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Gate:
    """``may_say_more`` is true only where everything that must be known is known to be well.

    ``report_only``: what is recorded forbids activity; the text about contacting care is shown
    and nothing is suggested at all.
    """

    may_say_more: bool
    why: Reason
    conditional: bool = False
    report_only: bool = False

    @property
    def state(self) -> GateState:
        if not self.may_say_more:
            return GateState.BLOCKED
        return GateState.CONDITIONAL if self.conditional else GateState.OPEN


def gate(
    plans: Iterable[Plan],
    person: Person,
    on: date,
    told: Told = NOTHING_TOLD,
    questions: Questions | None = None,
) -> Gate:
    """Whether a day's findings and nudges may ask for more.

    ``questions``: of the check-in; without them any answer that was not sure counts as grave.

    >>> somebody = Person(1, "A", "Europe/Oslo")
    >>> gate([], somebody, date(2026, 3, 2)).why
    Reason(code='no_plan', numbers=mappingproxy({}))
    """
    found = _recorded(plan_on(plans, on), enrolment_on(told, on), on)
    doubt = open_doubt(told.check_ins, questions, _over(on)) if found.may_say_more else None
    if doubt is None:
        return found
    numbers = {"since": doubt.since.date().isoformat(), "questions": ", ".join(doubt.questions)}
    return Gate(False, Reason(CHECK_IN_UNSURE, numbers))


def _over(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), _OVER_EVERYWHERE)


def _recorded(plan: Plan | None, enrolled: Enrolment | None, on: date) -> Gate:
    """What plan and enrolment allow."""
    if enrolled is not None:
        forbidden = _forbidden(enrolled, plan)
        if forbidden is not None:
            return Gate(False, forbidden, report_only=True)
    if plan is None:
        return Gate(False, Reason(NO_PLAN))
    code = _answer(plan)
    if code != CLEARED:
        return Gate(False, Reason(code, {"since": plan.since.isoformat()}))
    if enrolled is None:
        return Gate(True, Reason(CLEARED, {"since": plan.since.isoformat()}))
    return _held_against(enrolled, plan, on)


def plan_on(plans: Iterable[Plan], on: date) -> Plan | None:
    """The newest plan that holds on a day; of two from the same day, the one given last.

    A newer plan replaces the older one whole: what it leaves open is open.
    """
    in_force: Plan | None = None
    for plan in plans:
        if plan.since <= on and (in_force is None or plan.since >= in_force.since):
            in_force = plan
    return in_force


def enrolment_on(told: Told, on: date) -> Enrolment | None:
    """The newest row that holds on a day, as with plans: it replaces the older one whole."""
    in_force: Enrolment | None = None
    for row in told.enrolments:
        if row.since <= on and (in_force is None or row.since >= in_force.since):
            in_force = row
    return in_force


def _answer(plan: Plan) -> str:
    if plan.cleared is Answer.UNKNOWN:
        return CLEARANCE_UNKNOWN
    if plan.cleared is Answer.NO:
        return NOT_CLEARED
    return CLEARED if plan.signed_by.strip() else NOT_SIGNED


def _forbidden(enrolled: Enrolment, plan: Plan | None) -> Reason | None:
    """An absolute contraindication (R076)."""
    since = {"since": enrolled.since.isoformat()}
    named = {**since, "profile": enrolled.diagnosis.value}
    if enrolled.diagnosis in ABSOLUTE:
        return Reason(ABSOLUTE_CONTRAINDICATION, named)
    if enrolled.stability_threatened is Answer.YES:
        return Reason(STABILITY_THREATENED, since)
    if enrolled.diagnosis in UNTIL_CLEARED and not _medically_cleared(enrolled, plan):
        return Reason(ABSOLUTE_CONTRAINDICATION, named)
    return None


def _medically_cleared(enrolled: Enrolment, plan: Plan | None) -> bool:
    """A signed yes given when the fracture was known, stability asked about, the profile signed."""
    return (
        plan is not None
        and _answer(plan) == CLEARED
        and plan.since >= enrolled.since
        and enrolled.stability_threatened is Answer.NO
        and enrolled.profile_signed is Answer.YES
    )


def _held_against(enrolled: Enrolment, plan: Plan, on: date) -> Gate:
    """What is recorded about the person, beside a clearance that says yes."""
    first = next(_unsettled(enrolled, on), None)
    if first is not None:
        return Gate(False, first)
    named = _profile_to_sign(enrolled)
    since = plan.since.isoformat()
    if named is None:
        return Gate(True, Reason(CLEARED, {"since": since}))
    recorded = {"since": enrolled.since.isoformat(), "profile": named}
    if enrolled.profile_signed is not Answer.YES:
        return Gate(False, Reason(PROFILE_NOT_SIGNED, recorded))
    if enrolled.surgery_on is not None and plan.since < enrolled.surgery_on:
        return Gate(False, Reason(CLEARED_BEFORE, {"since": since, "profile": named}))
    why = Reason(CLEARED_WITH_PROFILE, {"since": since, "profile": named})
    return Gate(True, why, conditional=True)


def _unsettled(enrolled: Enrolment, on: date) -> Iterator[Reason]:
    since = {"since": enrolled.since.isoformat()}
    if enrolled.heart_or_lung_trouble is Answer.YES:
        yield Reason(SCREEN_POSITIVE, since)
    if enrolled.diagnosis is Diagnosis.UNKNOWN:
        yield Reason(DIAGNOSIS_UNKNOWN, since)
    for name in ("stability_threatened", "nerve_signs", "heart_or_lung_trouble"):
        if getattr(enrolled, name) is Answer.UNKNOWN:
            yield Reason(ANSWER_UNKNOWN, {**since, "question": name})
    if enrolled.diagnosis is Diagnosis.POST_OPERATIVE and enrolled.surgery_on is None:
        yield Reason(ANSWER_UNKNOWN, {**since, "question": "surgery_on"})
    if enrolled.onset is None:
        yield Reason(ONSET_UNKNOWN, since)
        return
    long_term_on = months_after(enrolled.onset, LONG_TERM_MONTHS)
    if on < long_term_on:
        yield Reason(NOT_LONG_TERM, {**since, "long_term_on": long_term_on.isoformat()})


def _profile_to_sign(enrolled: Enrolment) -> str | None:
    if enrolled.diagnosis in (*TO_BE_SIGNED, *UNTIL_CLEARED):
        return enrolled.diagnosis.value
    if enrolled.surgery_on is not None:
        return Diagnosis.POST_OPERATIVE.value
    if enrolled.nerve_signs is Answer.YES:
        return "nerve_signs"
    return "pregnancy" if enrolled.pregnancy is Answer.YES else None


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or that month's last.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(start.day, day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
