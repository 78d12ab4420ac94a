"""What is known of a questionnaire: forms, directions, thresholds, bands, licences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.errors import StegvisError
from config.facts import Sourced

Direction = Literal["high_is_worse", "high_is_better"]
Family = Literal[
    "ticked",  # statements that apply; a blank is a no
    "activities",  # mean of activities the person names
    "single",  # one number
    "percent",  # sum over what could have been reached with the sections answered
    "mean_filled",  # a missing answer takes the mean of the others
    "sum",  # all answers needed; some turned round
    "subscales",  # no total
    "total",  # only the total may be entered
    "sorting",  # groups at the start, no measure of change
    "profile",  # kept as it is, never interpreted
]
Kind = Literal["absolute", "relative", "error"]


class UnknownInstrumentError(StegvisError):
    """No such instrument, or no such version of it."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A subscale: some of the items, summed."""

    name: str
    items: tuple[int, ...]
    high: int


@dataclass(frozen=True, slots=True)
class Version:
    """One form. Results of different forms are never compared."""

    id: str
    items: int
    low: float
    high: float
    direction: Direction
    turned: tuple[int, ...] = ()  # items whose answers run the other way
    totals: bool = True
    parts: tuple[Part, ...] = ()
    levels: int | None = None  # where the form has fewer levels than the instrument's item_high
    unmoved_below: float | None = None  # outside these the form hardly shows a change
    unmoved_above: float | None = None


@dataclass(frozen=True, slots=True)
class Threshold(Sourced):
    """How large a change is called one: in points, in percent of the start, or beyond error."""

    kind: Kind
    value: float
    versions: tuple[str, ...] = ()  # all when none are named
    languages: tuple[str, ...] = ()
    items_least: int | None = None
    items_most: int | None = None

    def applies(self, version: str, language: str, items: int | None) -> bool:
        """Whether it was found for this form; without a count of items the longer form counts."""
        return (
            (not self.versions or version in self.versions)
            and (not self.languages or language in self.languages)
            and (self.items_least is None or items is None or items >= self.items_least)
            and (self.items_most is None or (items is not None and items <= self.items_most))
        )


@dataclass(frozen=True, slots=True)
class Band(Sourced):
    """A word for a result: the first band that reaches it, ends included."""

    name: str
    up_to: float
    versions: tuple[str, ...] = ()
    part: str = ""
    part_up_to: float | None = None


@dataclass(frozen=True, slots=True)
class Instrument(Sourced):
    id: str
    name: str
    about: str
    family: Family
    scheduled: bool
    individual: bool  # false: for groups only, never interpreted for one person
    items_ship: bool
    licence: str
    versions: tuple[Version, ...]
    item_low: int = 0
    item_high: int = 0
    missing_most: int = 0
    outcome: bool = True  # false: it sorts or predicts, it does not measure change
    default: str = ""  # the version meant when none is named; "" asks
    ask_in: tuple[str, ...] = ()  # languages in which more than one form is in use
    changes: tuple[Threshold, ...] = ()
    bands: tuple[Band, ...] = ()

    def version(self, version_id: str) -> Version:
        for version in self.versions:
            if version.id == version_id:
                return version
        known = ", ".join(each.id for each in self.versions)
        raise UnknownInstrumentError(
            f"{self.name} has no version {version_id!r}; known are {known}."
        )

    def bands_of(self, version_id: str) -> tuple[Band, ...]:
        return tuple(
            band for band in self.bands if not band.versions or version_id in band.versions
        )


@dataclass(frozen=True, slots=True)
class Schedule(Sourced):
    """When forms are due, counted in days from the start."""

    start_days_before: int
    start_days_after: int
    evaluation_first_day: int
    evaluation_last_day: int
    every_months: int
    proposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instruments:
    schedule: Schedule
    instruments: tuple[Instrument, ...]

    def named(self, instrument_id: str) -> Instrument:
        for instrument in self.instruments:
            if instrument.id == instrument_id.lower():
                return instrument
        known = ", ".join(each.id for each in self.instruments)
        raise UnknownInstrumentError(f"No instrument {instrument_id!r}; known are {known}.")
