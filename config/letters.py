"""What letters compare with and cite, as frozen values read from ``letters.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from config.facts import Sourced, read_facts

FILE = "letters.toml"


@dataclass(frozen=True, slots=True)
class Trend(Sourced):
    weeks: int


@dataclass(frozen=True, slots=True)
class Comparing(Sourced):
    about_percent: float
    one_day_share: float


@dataclass(frozen=True, slots=True)
class Cited(Sourced):
    """A statement of a document that a letter repeats, with the document's own grade."""

    grade: str
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    trend: Trend
    comparing: Comparing
    ten_minutes: Cited
    strength: Cited
    walking: Cited


def read_letters() -> Letters:
    """Read and check ``config/letters.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Letters)
