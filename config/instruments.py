"""Facts about questionnaires: forms, directions, thresholds, licences; read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from config.errors import StegvisError
from config.facts import Sourced, read_facts

FILE = "instruments.toml"

#: The only wordings that may be given away whole, by instrument, version and language.
ITEM_FILES = {("rmdq", "24", "en"): "instruments/rmdq_en.toml"}

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


@dataclass(frozen=True, slots=True)
class Items(Sourced):
    """The wording of a form, with whom to cite."""

    instrument: str
    version: str
    language: str
    instruction: str
    citation: str
    items: tuple[str, ...]


@cache
def read_instruments() -> Instruments:
    """Read and check ``config/instruments.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Instruments, faults)


def read_items(instrument: str, version: str, language: str) -> Items | None:
    """Read the wording of a form, or None where it may not ship or is not settled."""
    file = ITEM_FILES.get((instrument, version, language))
    return read_facts(file, Items) if file else None


def faults(facts: Instruments) -> Iterator[str]:
    """What a reader of types cannot see: doubles, unknown versions, numbers out of order."""
    yield from _doubles("instruments", (each.id for each in facts.instruments))
    for instrument in facts.instruments:
        versions = [each.id for each in instrument.versions]
        yield from _doubles(instrument.id, versions)
        if instrument.default and instrument.default not in versions:
            yield f"{instrument.id}.default: no version {instrument.default!r}"
        named = [each.versions for each in instrument.changes]
        named += [each.versions for each in instrument.bands]
        for version in {each for some in named for each in some} - set(versions):
            yield f"{instrument.id}: {version!r} is no version of it"
        if not instrument.individual and (instrument.changes or instrument.bands):
            yield f"{instrument.id}: what is for groups has neither bands nor thresholds"
        for each in instrument.versions:
            yield from _version_faults(instrument, each)
    if facts.schedule.evaluation_first_day > facts.schedule.evaluation_last_day:
        yield "schedule: the evaluation ends before it begins"


def _version_faults(instrument: Instrument, version: Version) -> Iterator[str]:
    path = f"{instrument.id}.{version.id}"
    if not version.low < version.high:
        yield f"{path}: low must be below high"
    ends = [
        (band.up_to, version.high if band.part_up_to is None else band.part_up_to)
        for band in instrument.bands_of(version.id)
    ]
    if any(first >= second for first, second in pairwise(ends)):
        yield f"{path}: bands must rise"
    if ends and not version.low <= ends[-1][0] <= version.high:
        yield f"{path}: the last band lies outside the form"
    numbers = [*version.turned, *(item for part in version.parts for item in part.items)]
    if any(not 1 <= item <= version.items for item in numbers):
        yield f"{path}: an item is not of this form"
    for change in instrument.changes:
        if change.value <= 0:
            yield f"{path}: a threshold must be above 0"
        if change.kind == "relative" and version.low != 0:
            yield f"{path}: a share of the start needs a form that begins at 0"


def _doubles(path: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{path}: {name!r} is there twice"
        seen.add(name)
