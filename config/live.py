"""The numbers behind live minutes as frozen values, read from ``live.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config.facts import read_facts
from config.tables import Table, unfounded

FILE = "live.toml"


@dataclass(frozen=True, slots=True)
class Beats(Table):
    shortest_s: float
    longest_s: float
    apart_ratio: float
    neighbours: int
    wrong_share: float
    beats_least: int
    rate_apart_ratio: float


@dataclass(frozen=True, slots=True)
class Rate(Table):
    least_bpm: int
    most_bpm: int


@dataclass(frozen=True, slots=True)
class Steps(Table):
    most_per_min: int
    longest_gap_min: int
    fine_s: int
    cadence_holds_s: float
    near_midnight_min: int


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """Every table of ``live.toml``."""

    beats: Beats
    rate: Rate
    steps: Steps


@cache
def read_live() -> LiveFacts:
    """Read and check ``config/live.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, LiveFacts, faults)


def faults(facts: LiveFacts) -> Iterator[str]:
    """What a reader of types cannot see: order of the numbers, unnamed proposals."""
    if not 0 < facts.beats.shortest_s < facts.beats.longest_s:
        yield "beats.shortest_s: must be above 0 and below longest_s"
    if not 0 < facts.rate.least_bpm < facts.rate.most_bpm < 255:
        yield "rate.least_bpm: must be above 0 and below most_bpm, which must fit a block"
    if not 60 <= facts.steps.fine_s <= facts.steps.longest_gap_min * 60 <= 254 * 60:
        yield "steps.fine_s: must be from a minute to longest_gap_min, which must fit a block"
    for name, share in (
        ("apart_ratio", facts.beats.apart_ratio),
        ("wrong_share", facts.beats.wrong_share),
    ):
        if not 0 < share < 1:
            yield f"beats.{name}: must be between 0 and 1"
    yield from unfounded(facts)
