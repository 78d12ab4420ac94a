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
    roams: bool = False  # its kind may take a new address


def may_change(address: str) -> bool:
    """Say whether a random address is one that devices change while they run.

    The highest two bits tell (Core specification, volume 6, part B, 1.3.2): both set, and it stays
    until the device is reset, which is what most wearables have.

    >>> may_change("5B:00:00:00:00:02"), may_change("C0:FF:EE:00:00:01")
    (True, False)
    """
    return int(address[:2], 16) >> 6 in {0b00, 0b01}


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

    A neighbour's watch of the same make must not be taken for one's own. So the device must be one
    that roams, its old address and the new one of the kind that changes, the new one no other
    paired device's (``taken``), and exactly one missing device and one that is seen must share the
    name.

    >>> watch = Sought(1, "4A:00:00:00:00:01", "Band 8", "heart_rate", roams=True)
    >>> new = Sighting("5B:00:00:00:00:02", "Band 8", frozenset({"heart_rate"}), private=True)
    >>> by_name([watch], [new], frozenset())[0]
    {1: '5B:00:00:00:00:02'}
    """
    candidates: dict[tuple[str, str], dict[str, Sighting]] = {}
    for each in seen:
        if each.name and each.address.upper() not in taken:
            for kind in each.kinds:
                candidates.setdefault((each.name, kind), {})[each.address.upper()] = each
    rivals: dict[tuple[str, str], list[Sought]] = {}
    for one in sought:
        rivals.setdefault((one.name, one.kind), []).append(one)
    found: dict[int, str] = {}
    unclear: set[int] = set()
    for shared, missing in rivals.items():
        near = candidates.get(shared, {})
        if len(near) == len(missing) == 1 and _moved(missing[0], *near.values()):
            found[missing[0].key] = next(iter(near))
        elif near:
            unclear.update(each.key for each in missing)
    return found, frozenset(unclear)


def _moved(sought: Sought, sighting: Sighting) -> bool:
    return sought.roams and may_change(sought.address) and sighting.private
