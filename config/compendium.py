"""What a session of a sport costs in MET (2024 Adult Compendium), from ``compendium.toml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config.facts import Sourced, read_facts

FILE = "compendium.toml"

#: The sub-sport that stands for any other of the same sport.
GENERIC = "generic"

SPEED_KINDS = ("walking", "running", "cycling")


@dataclass(frozen=True, slots=True)
class Sport(Sourced):
    """``code`` is the Compendium's own; ``basis`` says how surely its value was read."""

    sport: str
    sub_sport: str
    code: str
    met: float
    wording: str
    basis: str
    speed: str | None = None
    strength: bool = False


@dataclass(frozen=True, slots=True)
class Compendium:
    sports: tuple[Sport, ...]

    def sport(self, sport: str, sub_sport: str) -> Sport | None:
        """The row of a session, else the sport's generic row, else None: not known."""
        rows = {row.sub_sport: row for row in self.sports if row.sport == sport}
        return rows.get(sub_sport, rows.get(GENERIC))


@cache
def read_compendium() -> Compendium:
    """Read and check ``config/compendium.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Compendium, faults)


def faults(compendium: Compendium) -> Iterator[str]:
    """What a reader of types cannot see: sports named twice, codes, kinds and METs."""
    named = Counter((row.sport, row.sub_sport) for row in compendium.sports)
    yield from (f"sports: {name} is there twice" for name, times in named.items() if times > 1)
    for row in compendium.sports:
        name = f"sports: {row.sport}/{row.sub_sport}"
        if not (len(row.code) == 5 and row.code.isdigit()):
            yield f"{name}: the code has five digits, is {row.code!r}"
        if row.met <= 0:
            yield f"{name}: met must be above 0"
        if row.basis not in ("A", "B"):
            yield f"{name}: basis must be A or B"
        if row.speed not in (None, *SPEED_KINDS):
            yield f"{name}: speed must be one of {', '.join(SPEED_KINDS)}"
