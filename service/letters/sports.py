"""The sports of recorded sessions in words; what has no word is said as the watch wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase
from service.letters.words import Words

SPORTS: Mapping[str, Phrase] = MappingProxyType(
    {
        "walking": phrase("walking"),
        "hiking": phrase("hiking"),
        "running": phrase("running"),
        "cycling": phrase("cycling"),
        "swimming": phrase("swimming"),
        "training": phrase("training"),
        "strength_training": phrase("strength training"),
        "fitness_equipment": phrase("gym machine"),
        "cross_country_skiing": phrase("cross-country skiing"),
        "rowing": phrase("rowing"),
        "yoga": phrase("yoga"),
        "pilates": phrase("Pilates"),
        "elliptical": phrase("elliptical trainer"),
        "e_biking": phrase("cycling with a motor"),
        "generic": phrase("activity"),
    }
)


def name(sport: str, sub_sport: str, words: Words) -> str:
    """The finer word where there is one.

    >>> name("training", "strength_training", Words("en"))
    'strength training'
    """
    finer = None if sub_sport == "generic" else SPORTS.get(sub_sport)
    known = finer or SPORTS.get(sport)
    return sport.replace("_", " ") if known is None else words(known.one)
