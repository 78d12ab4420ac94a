"""Which dated row holds on a day: a newer one replaces the older one whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from storage.records import Plan
from storage.told import Enrolment, Told

Row = TypeVar("Row", Plan, Enrolment)


def plan_on(plans: Iterable[Plan], on: date) -> Plan | None:
    """The plan that holds on a day. What a newer one leaves open is open."""
    return _newest(plans, on)


def enrolment_on(told: Told, on: date) -> Enrolment | None:
    """The enrolment that holds on a day."""
    return _newest(told.enrolments, on)


def _newest(rows: Iterable[Row], on: date) -> Row | None:
    """The newest row that holds on a day; of two from the same day, the one given last."""
    in_force: Row | None = None
    for row in rows:
        if row.since <= on and (in_force is None or row.since >= in_force.since):
            in_force = row
    return in_force
