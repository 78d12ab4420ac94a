"""What must be settled before anything may say "more": a recorded, signed clearance.

Somebody with the training has excluded what forbids activity; not knowing counts as no (R080,
R081, R098). Once something is recorded about the person's trouble, all of it must be known to be
well too; a trouble that asks for a signed profile is open on that profile's conditions. Somebody
who was not sure about a grave question of a check-in is not cleared until that is settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from analyzer import screening
from analyzer.in_force import enrolment_on, plan_on
from analyzer.red_flags import open_doubt
from config.questions import Questions
from storage.records import Answer, Person, Plan, Reason
from storage.told import NOTHING_TOLD, Enrolment, Told

CLEARED = "cleared"
CLEARED_WITH_PROFILE = "cleared_with_profile"
NO_PLAN = "no_plan"
NOT_CLEARED = "not_cleared"
CLEARANCE_UNKNOWN = "clearance_unknown"
NOT_SIGNED = "not_signed"
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
    **screening.REASONS,
    PROFILE_NOT_SIGNED: ("since", "profile"),
    CLEARED_BEFORE: ("since", "profile"),
    CHECK_IN_UNSURE: ("since", "questions"),
}

#: By then a date is over in every zone: somebody who travels is never judged too early.
_OVER_EVERYWHERE = time(12, tzinfo=UTC)


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
        forbidden = screening.forbidden(enrolled, _cleared_since(plan))
        if forbidden is not None:
            return Gate(False, forbidden, report_only=True)
    if plan is None:
        return Gate(False, Reason(NO_PLAN))
    why = Reason(_answer(plan), {"since": plan.since.isoformat()})
    if why.code != CLEARED or enrolled is None:
        return Gate(why.code == CLEARED, why)
    return _held_against(enrolled, plan, on)


def _cleared_since(plan: Plan | None) -> date | None:
    return plan.since if plan is not None and _answer(plan) == CLEARED else None


def _answer(plan: Plan) -> str:
    if plan.cleared is Answer.UNKNOWN:
        return CLEARANCE_UNKNOWN
    if plan.cleared is Answer.NO:
        return NOT_CLEARED
    return CLEARED if plan.signed_by.strip() else NOT_SIGNED


def _held_against(enrolled: Enrolment, plan: Plan, on: date) -> Gate:
    """What is recorded about the person, beside a clearance that says yes."""
    first = next(screening.unsettled(enrolled, on), None)
    if first is not None:
        return Gate(False, first)
    named = screening.profile_to_sign(enrolled)
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
