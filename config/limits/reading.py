"""Read ``limits.toml``, and refuse it where its numbers cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from config.facts import read_facts
from config.limits.everything import Limits
from config.tables import out_of_order, unfounded

FILE = "limits.toml"

#: The only unit the documents' 10.5 may have. As an intensity it would ask a person to run.
MET_H_PER_WEEK = "MET-h/week"
EQUIVALENT_MIN_PER_WEEK = "equivalent min/week"

#: The first of each pair may not be above the second.
_ORDER = (
    ("baseline.weeks_least", "baseline.weeks_most"),
    ("baseline.weeks_most", "baseline.weeks_back"),
    ("baseline.days_least", "baseline.days_window"),
    ("general_target.equivalent_min_low", "general_target.equivalent_min_high"),
    ("rise.note_ratio", "rise.flag_ratio"),
    ("boom_bust.low_ratio", "boom_bust.high_ratio"),
    ("day.little_ratio", "day.much_ratio"),
    ("adjust.cut_percent_low", "adjust.cut_percent_high"),
    ("soreness.from_h", "soreness.to_h"),
    ("flare.usual_percent_low", "flare.usual_percent_high"),
    ("no_improvement.from_day", "no_improvement.to_day"),
    ("strength_dose.repetitions_low", "strength_dose.repetitions_high"),
    ("daily_exercise.credit_from_min", "daily_exercise.minutes_low"),
    ("daily_exercise.minutes_low", "daily_exercise.minutes_high"),
    ("beginner.no_step_up_days", "beginner.phase_two_day"),
    ("evaluation.from_day", "evaluation.to_day"),
    ("nudge.no_data_days", "nudge.no_data_until_days"),
)


def read_limits() -> Limits:
    """Read and check ``config/limits.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Limits, faults)


def faults(limits: Limits) -> Iterator[str]:
    """What a reader of types cannot see: units, order of the numbers, unnamed proposals."""
    yield from _wrong_units(limits)
    yield from out_of_order((low, *attrgetter(low, high)(limits)) for low, high in _ORDER)
    yield from unfounded(limits)


def _wrong_units(limits: Limits) -> Iterator[str]:
    wanted = {
        "low_edge": (limits.low_edge.unit, MET_H_PER_WEEK),
        "general_target": (limits.general_target.unit, EQUIVALENT_MIN_PER_WEEK),
    }
    for name, (given, needed) in wanted.items():
        if given != needed:
            yield f"{name}.unit: must be {needed!r}, is {given!r}; another unit is another number"
