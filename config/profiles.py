"""What each diagnosis and circumstance changes, as frozen values read from ``profiles.toml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from config.facts import Sourced, read_facts

FILE = "profiles.toml"

Clearance = Literal["plain", "signed", "medical", "never"]


@dataclass(frozen=True, slots=True)
class ProfileRow(Sourced):
    """One diagnosis or circumstance. What is left out says nothing.

    ``clearance``: whether the physio's clearance is enough, the profile must be signed too, an
    explicit medical clearance must follow the diagnosis, or activity is never asked for.
    """

    id: str
    clearance: Clearance = "plain"
    ramp_percent: float | None = None  # growth a week where the plan names none
    ramp_percent_most: float | None = None  # the plan's own number is cut here
    step_goals: bool = True
    continuous_walks: bool = True
    suggestions: tuple[str, ...] = ()  # what to propose, best first
    nerve_check_in: bool = False
    milestones: bool = False  # agreed by date, whatever the pain of the day
    active_breaks: bool = False
    stroke_tip: bool = False
    balance: bool = False
    load_not_seen: bool = False  # letters say that load at work is not measured
    statements: tuple[str, ...] = ()
    proposed: tuple[str, ...] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Ages(Sourced):
    senior_from: int


@dataclass(frozen=True, slots=True)
class Profiles:
    """``diagnoses`` by the names of `storage.told.Diagnosis`; ``circumstances`` on top of them."""

    ages: Ages
    diagnoses: tuple[ProfileRow, ...]
    circumstances: tuple[ProfileRow, ...]

    def diagnosis(self, name: str) -> ProfileRow:
        return next(row for row in self.diagnoses if row.id == name)

    def circumstance(self, name: str) -> ProfileRow:
        return next(row for row in self.circumstances if row.id == name)


@cache
def read_profiles() -> Profiles:
    """Read and check ``config/profiles.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Profiles, faults)


def faults(profiles: Profiles) -> Iterator[str]:
    """What a reader of types cannot see: names given twice, ramps out of order."""
    rows = (*profiles.diagnoses, *profiles.circumstances)
    for name, times in Counter(row.id for row in rows).items():
        if times > 1:
            yield f"{name}: is there twice"
    for row in rows:
        if not row.step_goals and not row.suggestions:
            yield f"{row.id}.suggestions: without goals in steps, name what to propose instead"
        low, high = row.ramp_percent, row.ramp_percent_most
        if low is not None and high is not None and not 0 < low <= high:
            yield f"{row.id}.ramp_percent: must be above 0 and at most {high}, is {low}"
        if not row.source.strip():
            yield f"{row.id}.source: must say where this comes from"
        unknown = set(row.proposed) - set(ProfileRow.__dataclass_fields__)
        yield from (f"{row.id}.proposed: {name!r} is not known here" for name in sorted(unknown))
