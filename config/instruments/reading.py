"""Facts about questionnaires, and the wordings that may be given away, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from config.facts import Sourced, read_facts
from config.instruments.instrument import Instrument, Instruments, Version

FILE = "instruments.toml"

#: The only wordings that may be given away whole, by instrument, version and language.
ITEM_FILES = {("rmdq", "24", "en"): "instruments/rmdq_en.toml"}


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
