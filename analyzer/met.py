"""MET and MET-hours: volumes of activity, and the equations that turn other readings into MET.

Nobody's body mass is asked for: volumes are MET times time, never kilocalories.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from config.measures import Energy, Met

MIN_PER_HOUR = 60


class MetBasis(StrEnum):
    """What one MET stands for. Values of different bases are never compared."""

    ADULT = "adult"
    OLDER_ADULT = "older_adult"  # "MET60+"


@dataclass(frozen=True, slots=True)
class MetValue:
    """MET with its basis. Comparing two of different bases raises `TypeError`."""

    met: float
    basis: MetBasis

    def __lt__(self, other: MetValue) -> bool:
        if self.basis is not other.basis:
            raise TypeError(f"MET of {self.basis} and of {other.basis} cannot be compared")
        return self.met < other.met


@dataclass(frozen=True, slots=True)
class MetHours:
    """MET-hours at 3 MET or more: each minute at its band's lower bound, and at its upper."""

    low: float
    high: float


def met_hours(moderate_min: int, vigorous_min: int, met: Met) -> MetHours:
    low = moderate_min * met.moderate_low + vigorous_min * met.vigorous_low
    high = moderate_min * met.moderate_high + vigorous_min * met.vigorous_high
    return MetHours(low / MIN_PER_HOUR, high / MIN_PER_HOUR)


def equivalent_min(moderate_min: float, vigorous_min: float) -> float:
    """A vigorous minute counts as two moderate ones."""
    return moderate_min + 2 * vigorous_min


def volume_met_h(parts: Iterable[tuple[float, float]], least_met: float) -> float:
    """Given minutes and their MET, return the MET-hours of those at ``least_met`` or more.

    Without a least MET, a week of sitting and sleeping comes to 170 and more.
    """
    return sum(minutes * met for minutes, met in parts if met >= least_met) / MIN_PER_HOUR


def minutes_for(met_h: float, met: float) -> float:
    """How long something of so many MET takes to make this volume."""
    return met_h * MIN_PER_HOUR / met


def met_of_oxygen(ml_per_kg_min: float, basis: MetBasis, energy: Energy) -> MetValue:
    older = basis is MetBasis.OLDER_ADULT
    return MetValue(
        ml_per_kg_min / (energy.ml_per_met_older if older else energy.ml_per_met), basis
    )


def met_by_hr_index(hr_bpm: float, rest_bpm: float, energy: Energy) -> float:
    """Wicks: good to about one MET, for adults as a group."""
    return energy.hr_index_factor * (hr_bpm / rest_bpm) + energy.hr_index_offset


def met_by_reserve(share: float, max_met: float) -> float:
    """Share of heart-rate reserve as share of oxygen reserve; ``max_met`` is seldom known."""
    return 1 + share * (max_met - 1)


def max_met_sedentary(age: float, energy: Energy) -> float:
    return energy.max_met_sedentary - energy.max_met_sedentary_per_year * age


def max_met_by_ratio(max_bpm: float, rest_bpm: float, ml_per_ratio: float, energy: Energy) -> float:
    """``ml_per_ratio`` belongs to the group it was found in: trained men, men of about 50."""
    return ml_per_ratio * max_bpm / rest_bpm / energy.ml_per_met


def met_of_walking(metres_per_min: float, energy: Energy) -> float:
    """ACSM's equation on the level. The Compendium gives other values: never mix the two."""
    return (energy.walking_ml_per_m * metres_per_min + energy.resting_ml) / energy.ml_per_met
