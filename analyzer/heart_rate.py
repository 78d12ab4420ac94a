"""How hard a heart rate is for this person: share of the heart-rate reserve, and its guards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import AnalyzerError
from analyzer.frames import Band, Confidence
from analyzer.spans import Spans
from config.measures import HeartRate
from storage.records import Answer, Person, Reason

#: Keeps 0.4 x 115 = 46.000000000000004 from asking for a 47th beat.
ROUNDING = 1e-9

#: Above any heart rate a column can hold: a band that is never reached.
NEVER_BPM = 1000


class HrReserveError(AnalyzerError):
    """The resting rate is not below the maximum: no share of a reserve can be told."""

    code = "invalid_hr_reserve"


@dataclass(frozen=True, slots=True)
class MaxHr:
    """Maximal heart rate. An estimated one is off by 11 bpm in one person of three."""

    bpm: float
    estimated: bool

    @property
    def source(self) -> str:
        return "tanaka" if self.estimated else "measured"


@dataclass(frozen=True, slots=True)
class BandEdges:
    """Heart rates from which a day's minutes are light, moderate, vigorous (half open)."""

    light_bpm: int
    moderate_bpm: int
    vigorous_bpm: int


#: For days on which heart rate tells no intensity.
NO_EDGES = BandEdges(NEVER_BPM, NEVER_BPM, NEVER_BPM)


def hinders(person: Person) -> tuple[Reason, ...]:
    """Why this person's heart rate does not tell intensity; empty: it does."""
    return tuple(
        Reason(f"hr_not_used_{name}") for name, answer in _questions(person) if answer is Answer.YES
    )


def unanswered(person: Person) -> tuple[Reason, ...]:
    """What nobody has answered and could forbid heart-rate intensity: said with the quality."""
    return tuple(
        Reason(f"hr_unanswered_{name}")
        for name, answer in _questions(person)
        if answer is Answer.UNKNOWN
    )


def max_hr(person: Person, on: date, numbers: HeartRate) -> MaxHr | None:
    """Given a person, return the measured maximum, else one from age; None: neither is known.

    Age is the year's: nobody is asked for a birthday.
    """
    if person.max_hr_bpm is not None:
        return MaxHr(float(person.max_hr_bpm), estimated=False)
    if person.birth_year is None:
        return None
    return MaxHr(tanaka(on.year - person.birth_year, numbers), estimated=True)


def tanaka(age: float, numbers: HeartRate) -> float:
    return numbers.max_at_birth_bpm - numbers.max_per_year_bpm * age


def reserve_share(hr_bpm: float, rest_bpm: float, max_bpm: float) -> float:
    """Given a heart rate, return its share of the reserve; below the resting rate it is 0.

    Raises `HrReserveError` where the resting rate is not below the maximum.
    """
    return max(0.0, (hr_bpm - rest_bpm) / _reserve(rest_bpm, max_bpm))


def target_bpm(share: float, rest_bpm: float, max_bpm: float) -> float:
    """The heart rate at a share of the reserve (Karvonen)."""
    return rest_bpm + share * _reserve(rest_bpm, max_bpm)


def band_of(share: float, numbers: HeartRate) -> Band:
    """Below light it is very light, which heart rate alone does not tell from stillness."""
    return _band(share, (numbers.light, numbers.moderate, numbers.vigorous))


def band_of_max(share_of_max: float, numbers: HeartRate) -> Band:
    """The band by the share of maximal heart rate: only to see whether both ways agree."""
    return _band(share_of_max, (numbers.max_light, numbers.max_moderate, numbers.max_vigorous))


def band_edges(rest_bpm: float | None, maximum: MaxHr | None, numbers: HeartRate) -> BandEdges:
    """The whole heart rates at which bands begin; `NO_EDGES` where that cannot be told."""
    if rest_bpm is None or maximum is None or rest_bpm >= maximum.bpm:
        return NO_EDGES
    shares = (numbers.light, numbers.moderate, numbers.vigorous)
    return BandEdges(
        *(math.ceil(target_bpm(share, rest_bpm, maximum.bpm) - ROUNDING) for share in shares)
    )


def highest_plausible_bpm(maximum: MaxHr | None, numbers: HeartRate) -> int:
    """A sample above it is an artefact and is dropped; it is never an alarm."""
    if maximum is None:
        return NEVER_BPM
    return math.floor(maximum.bpm + numbers.implausible_over_max_bpm + ROUNDING)


def confidence_of(maximum: MaxHr | None) -> Confidence:
    measured = maximum is not None and not maximum.estimated
    return Confidence.HIGH if measured else Confidence.MEDIUM


def lowest_stable(
    held_bpm: NDArray[np.int16], days: Spans, stable_min: int
) -> tuple[float | None, ...]:
    """Each day's lowest mean over ``stable_min`` known minutes in a row, all inside the day."""
    n = len(held_bpm)
    if n < stable_min:
        return (None,) * (len(days.edges) - 1)
    known = held_bpm >= 0
    total = np.concatenate(([0], np.cumsum(np.where(known, held_bpm, 0), dtype=np.int64)))
    count = np.concatenate(([0], np.cumsum(known, dtype=np.int64)))
    sums = np.full(n, NEVER_BPM * stable_min, np.int64)
    whole = count[stable_min:] - count[:-stable_min] == stable_min
    np.copyto(sums[: n - stable_min + 1], total[stable_min:] - total[:-stable_min], where=whole)
    for end in days.edges[1:]:
        sums[max(0, end - stable_min + 1) : end] = NEVER_BPM * stable_min
    lowest = days.lowest(sums, NEVER_BPM * stable_min)
    return tuple(
        float(each) / stable_min if each < NEVER_BPM * stable_min else None for each in lowest
    )


def resting_rate(
    stated_bpm: int | None, watch_bpm: Sequence[int | None], lowest_bpm: Sequence[float | None]
) -> float | None:
    """Given the window's days up to today, return the resting rate that holds today.

    Stated, else the watch's latest, else the median of the days' lowest stable minutes. Nothing
    before the window matters.
    """
    if stated_bpm is not None:
        return float(stated_bpm)
    given = [each for each in watch_bpm if each is not None]
    if given:
        return float(given[-1])
    lowest = [each for each in lowest_bpm if each is not None]
    return float(median(lowest)) if lowest else None


def _questions(person: Person) -> tuple[tuple[str, Answer], ...]:
    return (
        ("beta_blocker", person.beta_blocker),
        ("pacemaker", person.pacemaker),
        ("atrial_fibrillation", person.atrial_fibrillation),
    )


def _reserve(rest_bpm: float, max_bpm: float) -> float:
    if rest_bpm >= max_bpm:
        raise HrReserveError(
            f"A resting heart rate of {rest_bpm:g} is not below the maximum of {max_bpm:g}. "
            "Correct one of them with `person set`."
        )
    return max_bpm - rest_bpm


def _band(share: float, edges: tuple[float, float, float]) -> Band:
    reached = sum(share >= edge for edge in edges)
    return (Band.STILL, Band.LIGHT, Band.MODERATE, Band.VIGOROUS)[reached]
