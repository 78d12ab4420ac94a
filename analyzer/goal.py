"""The next small act: from the person's own recent days, inside the band and the physio's ramp.

The goal is a percentile of the person's own valid days, raised to the floor and lowered to the
ceiling. What is said of it is one act of a few minutes, never a number to reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean, median

import numpy as np

from analyzer.history import counts
from analyzer.week_verdict import Band
from config.nudges import GoalNumbers
from storage.records import Day

DAYS_IN_WEEK = 7
MIN_PER_HOUR = 60

#: An act is said in whole steps of so many minutes.
ROUND_MIN = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """A usual day, the day to grow towards, and the act that leads there.

    MET-hours a day at 3 MET or more; None where too few days tell. ``act_min`` is 0 where the
    ramp or the ceiling leaves no room for more.
    """

    usual_met_h: float | None
    goal_met_h: float | None
    act_min: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed that limits a step: ``ramp_percent`` is growth a week."""

    band: Band
    ramp_percent: float | None = None
    ceiling_steps: int | None = None
    short_acts: bool = False


def goal_of(days: Sequence[Day], agreed: Agreed, on: date, numbers: GoalNumbers) -> Goal:
    """The goal on a date, from the valid days before it."""
    if agreed.short_acts:
        numbers = replace(numbers, act_most_min=numbers.act_least_min)
    band = agreed.band
    recent = _recent(days, on, numbers.window_days)
    known = [day.met_h for day in recent if day.met_h is not None]
    if len(known) < numbers.valid_days:
        return Goal(None, None, _act(0.0, _room(recent, known, agreed, on, numbers), numbers))
    usual = median(known)
    goal = float(np.percentile(known, numbers.percentile))
    if band.floor_met_h is not None:
        goal = max(goal, band.floor_met_h / DAYS_IN_WEEK)
    if band.ceiling_met_h is not None:
        goal = min(goal, band.ceiling_met_h / DAYS_IN_WEEK)
    wanted = (goal - usual) * MIN_PER_HOUR / numbers.act_met
    room = _room(recent, known, agreed, on, numbers)
    return Goal(round(usual, 2), round(goal, 2), _act(wanted, room, numbers))


def _recent(days: Sequence[Day], on: date, window_days: int) -> list[Day]:
    first = on - timedelta(days=window_days)
    return [day for day in days if first <= day.date < on and counts(day, on)]


def _act(wanted_min: float, room_min: float, numbers: GoalNumbers) -> int:
    act = min(max(wanted_min, numbers.act_least_min), numbers.act_most_min, room_min)
    whole = int(act + 1e-6) // ROUND_MIN * ROUND_MIN
    return whole if whole >= numbers.act_least_min else 0


def _room(
    recent: Sequence[Day],
    known: Sequence[float],
    agreed: Agreed,
    on: date,
    numbers: GoalNumbers,
) -> float:
    """Minutes of easy walking that ramp, weekly ceiling and daily steps leave open."""
    week = fmean(known) * DAYS_IN_WEEK if known else 0.0
    rooms = [_ramp_min(week, agreed.ramp_percent, numbers)]
    ceiling = agreed.band.ceiling_met_h
    if ceiling is not None:
        since = on - timedelta(days=DAYS_IN_WEEK)
        last = sum(day.met_h or 0.0 for day in recent if day.date >= since)
        rooms.append(_minutes(ceiling - max(week, last), numbers))
    steps = [day.steps for day in recent if day.steps is not None]
    if agreed.ceiling_steps is not None and steps:
        rooms.append((agreed.ceiling_steps - median(steps)) / numbers.act_steps_per_min)
    return min(rooms)


def _ramp_min(week_met_h: float, agreed_percent: float | None, numbers: GoalNumbers) -> float:
    """A week's growth. Nobody starts at all if nothing plus ten per cent stays nothing."""
    percent = numbers.progression_percent if agreed_percent is None else agreed_percent
    if percent <= 0:
        return 0.0
    return max(_minutes(week_met_h * percent / 100, numbers), numbers.act_least_min)


def _minutes(met_h: float, numbers: GoalNumbers) -> float:
    return met_h * MIN_PER_HOUR / numbers.act_met
