"""The numbers behind wear, intensity and days as frozen values, read from ``measures.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config.facts import Sourced, read_facts
from config.tables import Table, unfounded

FILE = "measures.toml"


@dataclass(frozen=True, slots=True)
class Wear(Table):
    hr_gap_min: int
    zero_steps_min: int
    artefact_min: int
    flank_min: int
    valid_day_min: int


@dataclass(frozen=True, slots=True)
class HeartRate(Table):
    light: float
    moderate: float
    vigorous: float
    near_max: float
    max_light: float
    max_moderate: float
    max_vigorous: float
    max_at_birth_bpm: float
    max_per_year_bpm: float
    implausible_over_max_bpm: int


@dataclass(frozen=True, slots=True)
class Resting(Table):
    window_days: int
    stable_min: int


@dataclass(frozen=True, slots=True)
class Segmented(Sourced):
    """Cadence to MET by straight pieces, for an age group."""

    age_from: int
    age_to: int
    spm: tuple[float, ...]
    met: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Relative(Sourced):
    """Cadence from which walking is moderate or vigorous for people of that age."""

    age_from: int
    age_to: int
    moderate_spm: int
    vigorous_spm: int


@dataclass(frozen=True, slots=True)
class Cadence(Table):
    moderate_spm: int
    vigorous_spm: int
    implausible_over_spm: int
    line_spm: tuple[float, ...]
    line_met: tuple[float, ...]
    segmented: tuple[Segmented, ...]
    relative: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class SpeedBands(Table):
    """Without ``vigorous_cm_s`` no speed of this kind of session is vigorous."""

    moving_cm_s: int
    moderate_cm_s: int
    vigorous_cm_s: int | None = None


@dataclass(frozen=True, slots=True)
class Speed:
    walking: SpeedBands
    running: SpeedBands
    cycling: SpeedBands


@dataclass(frozen=True, slots=True)
class DeviceWords(Table):
    moderate: int
    vigorous: int


@dataclass(frozen=True, slots=True)
class Met(Table):
    moderate_low: float
    moderate_high: float
    vigorous_low: float
    vigorous_high: float


@dataclass(frozen=True, slots=True)
class Energy(Table):
    ml_per_met: float
    ml_per_met_older: float
    hr_index_factor: float
    hr_index_offset: float
    max_met_sedentary: float
    max_met_sedentary_per_year: float
    max_ml_per_hr_ratio_trained: float
    max_ml_per_hr_ratio_men_50: float
    walking_ml_per_m: float
    resting_ml: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Every table of ``measures.toml``."""

    wear: Wear
    heart_rate: HeartRate
    resting: Resting
    cadence: Cadence
    speed: Speed
    device: DeviceWords
    met: Met
    energy: Energy


@cache
def read_measures() -> Measures:
    """Read and check ``config/measures.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Measures, faults)


def faults(measures: Measures) -> Iterator[str]:
    """What a reader of types cannot see: order of the numbers, unnamed proposals."""
    yield from _wrong_order(measures)
    yield from unfounded(measures)


def _wrong_order(measures: Measures) -> Iterator[str]:
    rate, met, cadence = measures.heart_rate, measures.met, measures.cadence
    rows: dict[str, tuple[float, ...]] = {
        "heart_rate": (0, rate.light, rate.moderate, rate.vigorous, rate.near_max, 1),
        "heart_rate.max": (0, rate.max_light, rate.max_moderate, rate.max_vigorous, 1),
        "met.moderate": (0, met.moderate_low, met.moderate_high),
        "met.vigorous": (0, met.vigorous_low, met.vigorous_high),
        "cadence": (0, cadence.moderate_spm, cadence.vigorous_spm, cadence.implausible_over_spm),
        "device": (measures.device.moderate, measures.device.vigorous),
    }
    for name, row in rows.items():
        if list(row) != sorted(set(row)):
            yield f"{name}: the numbers must rise, are {row}"
    lines = [("line", cadence.line_spm, cadence.line_met)]
    lines += [(f"segmented {each.age_from}", each.spm, each.met) for each in cadence.segmented]
    for name, spm, mets in lines:
        if len(spm) != len(mets) or list(spm) != sorted(set(spm)) or list(mets) != sorted(mets):
            yield f"cadence.{name}: spm and met must be as many and rise"
