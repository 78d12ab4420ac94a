"""Who is looked for, and which of those that are seen it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from collector.sources.ble.adverts import Seen
from collector.sources.ble.kind import Kind
from collector.sources.ble.matching import Sighting, Sought, by_address, by_name
from collector.sources.ble.reasons import Reason


@dataclass(slots=True, eq=False)
class Quarry:
    """A device that may be looked for."""

    sought: Sought  # its address is replaced when it takes a new one
    kind: Kind
    adapter: str  # as wished; empty: any
    notice: Callable[[Seen], None] | None = None  # hears its advertisements, found or not
    found: asyncio.Future[Seen] | None = None  # somebody waits for it

    @property
    def missing(self) -> bool:
        return self.found is not None and not self.found.done()


@dataclass(slots=True)
class Quarries:
    """All of them, and what was seen in this window."""

    all: list[Quarry] = field(default_factory=list)
    _seen: dict[str, Seen] = field(default_factory=dict)

    def wanted(self) -> list[Quarry]:
        return [each for each in self.all if each.missing or each.notice is not None]

    def missing(self) -> list[Quarry]:
        return [each for each in self.all if each.missing]

    def advertising(self) -> bool:
        """Say whether any is heard without end."""
        return any(each.notice is not None for each in self.all)

    def nobody_linked(self) -> bool:
        return len(self.wanted()) == len(self.all)

    def begin(self) -> None:
        """Forget what was seen before."""
        self._seen.clear()

    def notice(self, seen: Seen) -> None:
        """Take an advertisement: bleak calls this in the middle of its own work."""
        address = seen.advertisement.address
        self._seen[address] = seen
        for quarry in self.all:
            if by_address([quarry.sought], address) is None:
                continue
            if quarry.notice is not None:
                quarry.notice(seen)
            if quarry.missing:
                _give(quarry, seen)

    def judge(self, missing: list[Quarry]) -> Iterable[tuple[Quarry, Reason]]:
        """After a whole scan: find who took a new address, and give who is not here and why."""
        kinds = {each.kind.name: each.kind for each in missing}
        sightings = [_sighting(each, kinds.values()) for each in self._seen.values()]
        taken = frozenset(each.sought.address.upper() for each in self.all)
        found, unclear = by_name([each.sought for each in missing], sightings, taken)
        for quarry in missing:
            key = quarry.sought.key
            if key in found:
                _give(quarry, self._seen[found[key]])
            else:
                yield quarry, Reason.AMBIGUOUS if key in unclear else Reason.OUT_OF_RANGE


def _give(quarry: Quarry, seen: Seen) -> None:
    if quarry.adapter not in {"", seen.adapter}:
        return
    quarry.sought = replace(quarry.sought, address=seen.advertisement.address)
    if quarry.found is not None:
        quarry.found.set_result(seen)


def _sighting(seen: Seen, kinds: Iterable[Kind]) -> Sighting:
    said = seen.advertisement
    names = frozenset(kind.name for kind in kinds if kind.recognises(said))
    return Sighting(said.address, said.name, names, seen.private)
