"""What was agreed: plans, and their exercises and milestones in the order they were given."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.records import Plan
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import plan_exercises, plan_milestones, plans
from storage.told import Exercise, Milestone


def add_plan(conn: Connection, person_id: int, plan: Plan, now: datetime) -> Plan:
    """Add what was agreed. Earlier plans stay as they were."""
    recorded = dataclasses.replace(plan, recorded_at=plan.recorded_at or now)
    insert(conn, plans, [row_of(recorded, person_id=person_id)])
    return recorded


def read_plans(conn: Connection, person_id: int) -> tuple[Plan, ...]:
    """List all plans, by the date they hold from and then by when they were recorded."""
    rows = conn.execute(
        select(*columns_of(plans, Plan))
        .where(plans.c.person_id == person_id)
        .order_by(plans.c.since, plans.c.recorded_at, plans.c.id)
    )
    return tuple(map(maker_of(Plan), rows))


def add_parts(
    conn: Connection,
    person_id: int,
    plan: Plan,
    exercises: Sequence[Exercise] = (),
    milestones: Sequence[Milestone] = (),
) -> None:
    """Give a plan that was just added its exercises and milestones."""
    plan_id = _id(conn, person_id, plan)
    if plan_id is None:
        raise ValueError(f"the plan of {plan.since} is not stored")
    insert(conn, plan_exercises, _rows(plan_id, exercises))
    insert(conn, plan_milestones, _rows(plan_id, milestones))


def _rows(plan_id: int, parts: Sequence[Exercise | Milestone]) -> list[dict[str, Any]]:
    return [row_of(part, plan_id=plan_id, number=i) for i, part in enumerate(parts)]


def exercises_of(conn: Connection, person_id: int, plan: Plan) -> tuple[Exercise, ...]:
    """List the exercises of a stored plan."""
    table = plan_exercises
    query = select(*columns_of(table, Exercise)).order_by(table.c.number)
    rows = conn.execute(query.where(table.c.plan_id == _id(conn, person_id, plan)))
    return tuple(map(maker_of(Exercise), rows))


def milestones_of(conn: Connection, person_id: int, plan: Plan) -> tuple[Milestone, ...]:
    """List the milestones of a stored plan."""
    table = plan_milestones
    query = select(*columns_of(table, Milestone)).order_by(table.c.number)
    rows = conn.execute(query.where(table.c.plan_id == _id(conn, person_id, plan)))
    return tuple(map(maker_of(Milestone), rows))


def _id(conn: Connection, person_id: int, plan: Plan) -> int | None:
    """Find a plan's row by the moment it was recorded; of two in one moment, the last."""
    found: int | None = conn.execute(
        select(plans.c.id)
        .where(
            plans.c.person_id == person_id,
            plans.c.since == plan.since,
            plans.c.recorded_at == plan.recorded_at,
        )
        .order_by(plans.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found
