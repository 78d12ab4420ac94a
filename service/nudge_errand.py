"""Decide on a day's nudge from what is stored, and keep the decision, sent or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from analyzer.afterwards import active_min_after
from analyzer.calendar import zone_of
from analyzer.effect import asks_or_would_have
from analyzer.flare import last_flare_day
from analyzer.gate import gate
from analyzer.in_force import plan_on
from analyzer.nudge import decide
from analyzer.nudge_scene import Standing
from analyzer.profiles import profile_on
from analyzer.red_flags import open_alert
from analyzer.source_order import DEFAULT_ORDER
from config.limits import read_limits
from config.nudges import read_nudges
from config.profiles import read_profiles
from config.questions import read_questions
from storage import days, decisions, device_days, findings, minutes, weeks, wishes
from storage.plans import read_plans
from storage.told_reading import everything_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from analyzer.source_order import SourceOrder
    from config.nudges import EffectNumbers, NudgeNumbers
    from storage.records import Decision, Person, Plan
    from storage.told import Told

#: What the decision looks back at: four weeks of days, and the day after the last of them.
LOOKING_BACK = timedelta(days=28)
ONE_DAY = timedelta(days=1)

#: The name an open check-in has in a decision, as among the rules. Which answer it was is not said.
CHECK_IN = "alert"


def decide_nudge(
    connection: Connection,
    person: Person,
    on: date,
    now: datetime,
    order: SourceOrder = DEFAULT_ORDER,
) -> Decision:
    """Decide, store and return. A day that already has its nudge gets no second one."""
    numbers = read_nudges()
    plans = read_plans(connection, person.id)
    told = everything_told(connection, person.id)
    since = on - timedelta(days=numbers.effect.look_back_days)
    made = decisions.read_decisions(connection, person.id, since, on)
    after_min = minutes_after(connection, person, made, now, order, numbers.effect)
    first = on - LOOKING_BACK
    decision = decide(
        on,
        days.read_days(connection, person.id, first, on),
        weeks.read_weeks(connection, person.id, first, on),
        findings.read_findings(connection, person.id, first, on),
        gate(plans, person, on, told, read_questions()),
        made,
        person,
        read_limits(),
        now,
        numbers=numbers,
        standing=replace(
            _standing(person, plan_on(plans, on), told, on, now, numbers),
            wishes=wishes.read_wishes(connection, person.id),
            after_min=after_min,
        ),
    )
    decisions.add_decision(connection, person.id, decision)
    return decision


def _standing(
    person: Person, plan: Plan | None, told: Told, on: date, now: datetime, numbers: NudgeNumbers
) -> Standing:
    """What plan, profile and words say about the day."""
    profile = profile_on(told, person, on, read_profiles())
    return Standing(
        plan=plan,
        ramp_percent=profile.ramp(plan),
        short_acts=not profile.continuous_walks,
        flare_last=last_flare_day(told.diary, now, zone_of(person.timezone), numbers.flare),
        alert=None if open_alert(told.check_ins, read_questions()) is None else CHECK_IN,
    )


def minutes_after(
    connection: Connection,
    person: Person,
    made: Iterable[Decision],
    now: datetime,
    order: SourceOrder,
    numbers: EffectNumbers,
) -> Mapping[date, float]:
    """Active minutes in the hours after decisions that asked for more, or would have.

    Only those days are read. A decision about another day than the one it was made on has no
    hours after it, and neither has one whose hours are not over.
    """
    zone, window = zone_of(person.timezone), timedelta(hours=numbers.window_h)
    found: dict[date, float] = {}
    for decision in filter(asks_or_would_have, made):
        start = decision.decided_at
        if start.astimezone(zone).date() != decision.date or start + window > now:
            continue
        first, last = start.astimezone(UTC).date(), (start + window).astimezone(UTC).date()
        active = active_min_after(
            start,
            minutes.read_streams(connection, person.id, first, last),
            order,
            device_days.read(connection, person.id, first - ONE_DAY, last + ONE_DAY),
            numbers,
        )
        if active is not None:
            found[decision.date] = active
    return found
