"""What a nudge can say, as codes with their numbers; the words are in the locales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

NO_DATA = "no_data"
NERVE_CHECK = "nerve_check"
EASIER_START = "easier_start"
EASIER_START_AGREED = "easier_start_agreed"
QUIET_YESTERDAY = "quiet_yesterday"
QUIETER_DAYS = "quieter_days"
SMALL_STEP = "small_step"
IN_BAND_WEEK = "in_band_week"

#: Ids a nudge can rest on that are no rules.
BECAUSE_NO_DATA = "no-data"
BECAUSE_WEEK = "week-verdict"


class Asks(StrEnum):
    """What a sentence moves a person towards. Two that pull apart are never sent close by."""

    MORE = "more"
    LESS = "less"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sentence:
    code: str
    because: tuple[str, ...]  # rules, or one of the ids above
    asks_for: Asks
    numbers: tuple[str, ...]  # all of them are always there
    when: str


_ALL = (
    Sentence(
        NO_DATA,
        (BECAUSE_NO_DATA,),
        Asks.NOTHING,
        ("days",),
        "nothing has arrived for some days; at most twice, then silence",
    ),
    Sentence(
        NERVE_CHECK,
        ("nerve-check",),
        Asks.NOTHING,
        (),
        "the weekly questions about signs from nerves wait; said whether cleared or not",
    ),
    Sentence(
        EASIER_START_AGREED,
        ("ceiling",),
        Asks.LESS,
        ("measure", "value", "ceiling"),
        "last week lay above what was agreed with the physio",
    ),
    Sentence(
        EASIER_START,
        ("rise",),
        Asks.LESS,
        ("measure", "value", "usual", "ratio"),
        "last week held much more than the weeks before it",
    ),
    Sentence(
        QUIET_YESTERDAY,
        ("drop",),
        Asks.MORE,
        ("steps", "usual_steps_per_day", "act_min"),
        "steps have dropped, and yesterday was far below the own usual",
    ),
    Sentence(
        QUIETER_DAYS,
        ("drop",),
        Asks.MORE,
        ("steps_per_day", "usual_steps_per_day", "act_min"),
        "steps have dropped over the last days, and yesterday was nothing special",
    ),
    Sentence(
        SMALL_STEP,
        (BECAUSE_WEEK,),
        Asks.MORE,
        ("act_min",),
        "last week lay below the floor; one small act on top of the usual, inside the ramp",
    ),
    Sentence(
        IN_BAND_WEEK,
        (BECAUSE_WEEK,),
        Asks.NOTHING,
        ("met_h", "valid_days"),
        "last week was inside the band; it says so and praises nothing",
    ),
)

#: Code -> sentence, in order of priority.
SENTENCES: Mapping[str, Sentence] = MappingProxyType({each.code: each for each in _ALL})
