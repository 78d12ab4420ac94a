"""Everything the page about performance is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.decades import Imported, Killed
from benchmarks.decoding import Decoded
from benchmarks.idle import Idle
from benchmarks.imports import Compared
from benchmarks.listening import Cost
from benchmarks.soak import Soaked
from benchmarks.starts import Started


@dataclass(frozen=True, slots=True)
class Analysed:
    """The analysis alone, on made minutes: all of them, and one changed day."""

    years: int
    whole_s: float
    changed_s: float


@dataclass(frozen=True, slots=True)
class Results:
    started: Sequence[Started]
    compared: Sequence[Compared]
    imported: Sequence[Imported]
    killed: Killed
    analysed: Analysed
    decoded: Sequence[Decoded]
    idle: Sequence[Idle]
    listening: Cost
    soaked: Sequence[Soaked]
