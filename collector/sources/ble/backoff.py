"""How long to wait after failures: doubling, capped, and never in step with others. Pure."""

from __future__ import annotations

#: 2 to this power times any first wait is beyond every cap; a larger one would overflow in a year.
_MOST_DOUBLINGS = 20


def wait_s(failures: int, first_s: float, longest_s: float, draw: float) -> float:
    """Given failures in a row and a random draw from 0 to 1, give the wait before the next try.

    Half of it is fixed and half is random, so that several devices that failed at one moment do
    not try again at one moment.

    >>> [wait_s(n, 2, 300, draw=1.0) for n in (0, 1, 2, 3, 10, 1_000_000)]
    [0.0, 2.0, 4.0, 8.0, 300.0, 300.0]
    >>> wait_s(3, 2, 300, draw=0.0)
    4.0
    """
    if failures <= 0:
        return 0.0
    whole = min(longest_s, first_s * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))
    return whole * (0.5 + 0.5 * draw)
