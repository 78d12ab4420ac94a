"""The numbers of asking for a little more, as frozen values read from ``nudges.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.facts import read_facts
from config.tables import Table, out_of_order, unfounded

FILE = "nudges.toml"


@dataclass(frozen=True, slots=True)
class GoalNumbers(Table):
    percentile: int
    window_days: int
    valid_days: int
    progression_percent: float
    act_least_min: int
    act_most_min: int
    act_met: float
    act_steps_per_min: int


@dataclass(frozen=True, slots=True)
class FlareNumbers(Table):
    open_days: int


@dataclass(frozen=True, slots=True)
class SeldomNumbers(Table):
    times: int
    longest_days: int
    snooze_h: int


@dataclass(frozen=True, slots=True)
class EffectNumbers(Table):
    held_out_share: float
    look_back_days: int
    window_h: int
    active_spm: int
    known_share: float
    least_days: int
    confidence: float
    least_help_min: float
    shrink_days: float
    carried_over_days: int


@dataclass(frozen=True, slots=True)
class NudgeNumbers:
    goal: GoalNumbers
    flare: FlareNumbers
    seldom: SeldomNumbers
    effect: EffectNumbers


def read_nudges() -> NudgeNumbers:
    """Read and check ``config/nudges.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, NudgeNumbers, faults)


def faults(numbers: NudgeNumbers) -> Iterator[str]:
    """What a reader of types cannot see: order and range of the numbers, unnamed proposals."""
    goal, effect = numbers.goal, numbers.effect
    pairs: tuple[tuple[str, float, float], ...] = (
        ("goal.percentile", goal.percentile, 100),
        ("goal.valid_days", goal.valid_days, goal.window_days),
        ("goal.act_least_min", goal.act_least_min, goal.act_most_min),
        ("effect.held_out_share", effect.held_out_share, 0.5),
        ("effect.known_share", effect.known_share, 1),
        ("effect.confidence", effect.confidence, 0.999),
        ("effect.least_days", effect.least_days, effect.look_back_days),
    )
    yield from out_of_order(pairs)
    yield from unfounded(numbers)
