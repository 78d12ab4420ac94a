"""When to scan and how: windows with growing rests, passive where that finds the device. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Mode = Literal["active", "passive"]

#: A device that took a new address is known by its name, which most send only when asked: every
#: third window asks.
_ASK_EVERY = 3


def mode(window: int, *, passive: bool) -> Mode:
    """Given the number of the window since something went missing, say how to scan.

    The first window asks: it is the one a person waits for.

    >>> [mode(n, passive=True) for n in range(4)]
    ['active', 'passive', 'passive', 'active']
    >>> mode(1, passive=False)
    'active'
    """
    return "passive" if passive and window % _ASK_EVERY else "active"


def to_scan(adapters: Sequence[str]) -> tuple[str, ...]:
    """Name each adapter once, in order: a second scan on one is refused as in progress.

    >>> to_scan(["hci1", "hci0", "hci1"])
    ('hci0', 'hci1')
    """
    return tuple(sorted(set(adapters)))
