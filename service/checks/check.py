"""What one look found: well, worth a look, or broken; and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """In the order of how little it needs somebody."""

    WELL = "well"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    state: State
    found: str
    advice: str = ""


def well(what: str, found: str) -> Check:
    return Check(what, State.WELL, found)


def look(what: str, found: str, advice: str) -> Check:
    return Check(what, State.LOOK, found, advice)


def broken(what: str, found: str, advice: str = "") -> Check:
    return Check(what, State.BROKEN, found, advice)
