"""The numbers of rules and verdicts as frozen values, read from ``limits.toml`` and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import time

from config.facts import FactsError, Sourced, read_facts

FILE = "limits.toml"

#: The only unit the documents' 10.5 may have. As an intensity it would ask a person to run.
MET_H_PER_WEEK = "MET-h/week"
EQUIVALENT_MIN_PER_WEEK = "equivalent min/week"


@dataclass(frozen=True, slots=True)
class Table(Sourced):
    """``proposed`` names the numbers of the table that no direct evidence stands behind."""

    proposed: tuple[str, ...] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class CannotTell(Table):
    valid_days_needed: int


@dataclass(frozen=True, slots=True)
class Baseline(Table):
    weeks_most: int
    weeks_least: int
    weeks_back: int
    days_window: int
    days_least: int


@dataclass(frozen=True, slots=True)
class LowEdge(Table):
    met_h_per_week: float
    unit: str
    weeks: int
    weeks_back: int


@dataclass(frozen=True, slots=True)
class GeneralTarget(Table):
    equivalent_min_low: float
    equivalent_min_high: float
    unit: str
    strength_days: int


@dataclass(frozen=True, slots=True)
class Drop(Table):
    window_days: int
    window_valid_days: int
    mean_ratio: float
    days_in_a_row: int
    days_ratio: float


@dataclass(frozen=True, slots=True)
class Rise(Table):
    note_ratio: float
    flag_ratio: float
    least_more_mvpa_min: float
    least_more_steps_per_day: float


@dataclass(frozen=True, slots=True)
class Ceiling(Table):
    """The numbers are the physio's, in the plan."""


@dataclass(frozen=True, slots=True)
class BoomBust(Table):
    median_days: int
    median_valid_days: int
    high_ratio: float
    low_ratio: float
    days_apart: int
    window_days: int
    times: int


@dataclass(frozen=True, slots=True)
class DayLimits(Table):
    much_ratio: float
    little_ratio: float
    least_more_steps: float
    least_more_moving_min: float


@dataclass(frozen=True, slots=True)
class NudgeLimits(Table):
    quiet_from: time
    quiet_to: time
    apart_h: int
    fresh_days: int
    same_again_after_days: int
    no_data_days: int
    no_data_until_days: int
    no_data_times: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Every table of ``limits.toml``; a rule's table has the name of the rule's module."""

    cannot_tell: CannotTell
    baseline: Baseline
    low_edge: LowEdge
    general_target: GeneralTarget
    drop: Drop
    rise: Rise
    ceiling: Ceiling
    boom_bust: BoomBust
    day: DayLimits
    nudge: NudgeLimits


def read_limits() -> Limits:
    """Read and check ``config/limits.toml``. Raises `FactsError` naming every fault."""
    limits = read_facts(FILE, Limits)
    found = list(faults(limits))
    if found:
        raise FactsError(FILE, found)
    return limits


def faults(limits: Limits) -> Iterator[str]:
    """What a reader of types cannot see: units, order of the numbers, unnamed proposals."""
    yield from _wrong_units(limits)
    yield from _wrong_order(limits)
    for each in fields(limits):
        table: Table = getattr(limits, each.name)
        if not table.source.strip():
            yield f"{each.name}.source: must say where the numbers come from"
        known = {inner.name for inner in fields(table)}
        for name in table.proposed:
            if name not in known:
                yield f"{each.name}.proposed: {name!r} is not a number of this table"


def _wrong_units(limits: Limits) -> Iterator[str]:
    wanted = {
        "low_edge": (limits.low_edge.unit, MET_H_PER_WEEK),
        "general_target": (limits.general_target.unit, EQUIVALENT_MIN_PER_WEEK),
    }
    for name, (given, needed) in wanted.items():
        if given != needed:
            yield f"{name}.unit: must be {needed!r}, is {given!r}; another unit is another number"


def _wrong_order(limits: Limits) -> Iterator[str]:
    pairs = (
        ("baseline.weeks_least", limits.baseline.weeks_least, limits.baseline.weeks_most),
        ("baseline.weeks_most", limits.baseline.weeks_most, limits.baseline.weeks_back),
        ("baseline.days_least", limits.baseline.days_least, limits.baseline.days_window),
        ("general_target.equivalent_min_low", *_target(limits.general_target)),
        ("rise.note_ratio", limits.rise.note_ratio, limits.rise.flag_ratio),
        ("boom_bust.low_ratio", limits.boom_bust.low_ratio, limits.boom_bust.high_ratio),
        ("day.little_ratio", limits.day.little_ratio, limits.day.much_ratio),
        ("nudge.no_data_days", limits.nudge.no_data_days, limits.nudge.no_data_until_days),
    )
    for name, low, high in pairs:
        if not 0 < low <= high:
            yield f"{name}: must be above 0 and at most {high}, is {low}"


def _target(table: GeneralTarget) -> tuple[float, float]:
    return table.equivalent_min_low, table.equivalent_min_high
