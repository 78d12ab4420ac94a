"""Who the pretend person is: the facts that the bands of their heart rate rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from math import ceil, floor

from storage.records import Sex

AGE_AT_START = 47
REST_BPM = 58


class Band(IntEnum):
    """How hard a minute is for the heart."""

    REST = 0
    LIGHT = 1
    MODERATE = 2
    VIGOROUS = 3


# The truth must not come from where the analysis takes its limits, so the bands of heart-rate
# reserve (30, 40 and 60 %) are stated a second time here, each drawn in by three points: far
# enough that neither a birthday nor a resting rate two beats off moves a minute across an edge.
_PERCENT = {
    Band.REST: (-8, 27),
    Band.LIGHT: (33, 37),
    Band.MODERATE: (43, 57),
    Band.VIGOROUS: (63, 86),
}


@dataclass(frozen=True, slots=True)
class PretendPerson:
    """What would be asked when the person is set up."""

    birth_year: int
    sex: Sex
    rest_bpm: int  # on a usual day
    max_hr_bpm: float  # 208 - 0.7 x age at the start

    def bpm(self, percent: float, rest_bpm: int) -> float:
        """Give the heart rate at this share of the reserve, on a day with this resting rate."""
        return rest_bpm + percent * (self.max_hr_bpm - rest_bpm) / 100

    def bpm_range(self, band: Band, rest_bpm: int) -> tuple[int, int]:
        """Give the lowest and the highest whole heart rate well inside ``band``.

        >>> person_on(date(2026, 2, 16)).bpm_range(Band.MODERATE, 58)
        (109, 124)
        """
        low, high = _PERCENT[band]
        return ceil(self.bpm(low, rest_bpm)), floor(self.bpm(high, rest_bpm))


def person_on(first: date) -> PretendPerson:
    """Give the pretend person as they are when the story begins."""
    return PretendPerson(
        birth_year=first.year - AGE_AT_START,
        sex=Sex.FEMALE,
        rest_bpm=REST_BPM,
        max_hr_bpm=208 - 0.7 * AGE_AT_START,
    )
