"""Decide on a day's nudge from what is stored, and keep the decision, sent or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.records import Decision, Person

#: What the decision looks back at: four weeks of days and decisions.
LOOKING_BACK = timedelta(days=28)


def decide_nudge(connection: Connection, person: Person, on: date, now: datetime) -> Decision:
    """Decide, store and return. A day that already has its nudge gets no second one."""
    from analyzer.gate import gate
    from analyzer.nudge import decide
    from config.limits import read_limits
    from storage import days, decisions, findings, people, weeks

    first = on - LOOKING_BACK
    plans = people.plans(connection, person.id)
    decision = decide(
        on,
        days.read_days(connection, person.id, first, on),
        weeks.read_weeks(connection, person.id, first, on),
        findings.read_findings(connection, person.id, first, on),
        gate(plans, person, on),
        decisions.read_decisions(connection, person.id, first, on),
        person,
        read_limits(),
        now,
    )
    decisions.add_decision(connection, person.id, decision)
    return decision
