"""When to scan and how: windows with growing rests, passive where that finds the device. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from collector.sources.ble.backoff import wait_s
from collector.sources.ble.timing import Timing

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


def rest_s(window: int, failures: int, timing: Timing, draw: float) -> float:
    """Give the rest after so many windows since something went missing, or failures in a row.

    >>> [rest_s(n, 0, Timing(), draw=1.0) for n in (1, 2, 3, 99)]
    [5.0, 10.0, 20.0, 120.0]
    >>> rest_s(1, 3, Timing(), draw=1.0)
    20.0
    """
    return wait_s(max(window, failures), timing.rest_s, timing.longest_rest_s, draw)


def to_scan(adapters: Sequence[str]) -> tuple[str, ...]:
    """Name each adapter once, in order: a second scan on one is refused as in progress.

    >>> to_scan(["hci1", "hci0", "hci1"])
    ('hci0', 'hci1')
    """
    return tuple(sorted(set(adapters)))
