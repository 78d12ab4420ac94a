"""Which of the devices that were seen is which of those that are missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device that was seen, as far as telling it from others needs."""

    address: str
    name: str
    kinds: frozenset[str]  # names of the kinds that recognise it
    private: bool  # its address is one of those that devices change


@dataclass(frozen=True, slots=True)
class Sought:
    """A device that is looked for."""

    key: int
    address: str
    name: str
    kind: str


def by_address(sought: Sequence[Sought], address: str) -> Sought | None:
    """Find whose address this is.

    >>> by_address([Sought(7, "c0:ff:ee:00:00:01", "HRM", "heart_rate")], "C0:FF:EE:00:00:01").key
    7
    """
    return next((each for each in sought if each.address.upper() == address.upper()), None)


def by_name(
    sought: Sequence[Sought], seen: Sequence[Sighting], taken: frozenset[str]
) -> tuple[Mapping[int, str], frozenset[int]]:
    """Find devices that took a new address: key -> address, and the keys that cannot be told.

    Only an address of the kind that changes counts, only one that is no other paired device's
    (``taken``), and only where exactly one missing device and one that is seen share the name: a
    neighbour's watch of the same make must not be taken for one's own.

    >>> watch = Sought(1, "AA:00:00:00:00:01", "Band 8", "heart_rate")
    >>> new = Sighting("5B:00:00:00:00:02", "Band 8", frozenset({"heart_rate"}), private=True)
    >>> by_name([watch], [new], frozenset())[0]
    {1: '5B:00:00:00:00:02'}
    """
    candidates: dict[tuple[str, str], set[str]] = {}
    for each in seen:
        if each.private and each.name and each.address.upper() not in taken:
            for kind in each.kinds:
                candidates.setdefault((each.name, kind), set()).add(each.address.upper())
    rivals: dict[tuple[str, str], list[int]] = {}
    for one in sought:
        rivals.setdefault((one.name, one.kind), []).append(one.key)
    found: dict[int, str] = {}
    unclear: set[int] = set()
    for shared, keys in rivals.items():
        addresses = candidates.get(shared, set())
        if len(addresses) == 1 and len(keys) == 1:
            found[keys[0]] = next(iter(addresses))
        elif addresses:
            unclear.update(keys)
    return found, frozenset(unclear)
