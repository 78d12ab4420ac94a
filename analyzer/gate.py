"""What must be settled before anything may say "more": a recorded, signed clearance.

Somebody with the training has excluded what forbids activity; not knowing counts as no (R080,
R081, R098).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storage.records import Answer, Person, Plan, Reason

CLEARED = "cleared"
NO_PLAN = "no_plan"
NOT_CLEARED = "not_cleared"
CLEARANCE_UNKNOWN = "clearance_unknown"
NOT_SIGNED = "not_signed"

#: Reason code -> the numbers it carries.
REASONS = {
    CLEARED: ("since",),
    NO_PLAN: (),
    NOT_CLEARED: ("since",),
    CLEARANCE_UNKNOWN: ("since",),
    NOT_SIGNED: ("since",),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """``may_say_more`` is true only where everything that must be known is known to be well."""

    may_say_more: bool
    why: Reason


def gate(plans: Iterable[Plan], person: Person, on: date) -> Gate:
    """Whether a day's findings and nudges may ask for more.

    >>> somebody = Person(1, "A", "Europe/Oslo")
    >>> gate([], somebody, date(2026, 3, 2))
    Gate(may_say_more=False, why=Reason(code='no_plan', numbers=mappingproxy({})))
    """
    plan = plan_on(plans, on)
    if plan is None:
        return Gate(False, Reason(NO_PLAN))
    code = _answer(plan)
    return Gate(code == CLEARED, Reason(code, {"since": plan.since.isoformat()}))


def plan_on(plans: Iterable[Plan], on: date) -> Plan | None:
    """The newest plan that holds on a day; of two from the same day, the one given last.

    A newer plan replaces the older one whole: what it leaves open is open.
    """
    in_force: Plan | None = None
    for plan in plans:
        if plan.since <= on and (in_force is None or plan.since >= in_force.since):
            in_force = plan
    return in_force


def _answer(plan: Plan) -> str:
    if plan.cleared is Answer.UNKNOWN:
        return CLEARANCE_UNKNOWN
    if plan.cleared is Answer.NO:
        return NOT_CLEARED
    return CLEARED if plan.signed_by.strip() else NOT_SIGNED
