"""Change of load: moving averages, ratios to a person's own past, big days beside small ones.

The arithmetic alone. A ratio is a change and never a risk; when it is worth saying is a rule's.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

Days = Sequence[float | None]


def lambda_of(days: int) -> float:
    """The weight of the newest value in an average with a span of so many days (Williams 2017)."""
    return 2 / (days + 1)


def ewma(values: Sequence[float], lambda_: float) -> tuple[float, ...]:
    """The exponentially weighted average after each value; it starts at the first one."""
    found: list[float] = []
    for value in values:
        found.append(value if not found else lambda_ * value + (1 - lambda_) * found[-1])
    return tuple(found)


def ratio_uncoupled(weeks: Sequence[float], current: float) -> float | None:
    """``current`` to the mean of the weeks before it; None: there is no baseline."""
    before = fmean(weeks) if weeks else 0
    return current / before if before > 0 else None


def ratio_coupled(weeks: Sequence[float], current: float) -> float | None:
    """``current`` to the mean of the weeks with itself; cannot exceed the number of weeks."""
    return ratio_uncoupled([*weeks, current], current)


def is_raised(usual: float, current: float, ratio: float, least_more: float) -> bool:
    """Given the usual amount, say whether the current one is more by ratio and by a floor.

    >>> is_raised(10, 20, ratio=1.3, least_more=30)
    False
    """
    return current - usual >= least_more and current >= ratio * usual


def boom_bust_days(
    values: Days, median_window: int, high: float, low: float, days_apart: int = 2
) -> tuple[tuple[int, int], ...]:
    """Given steps by day, return the places of big and small days close together.

    Both are held against the median of the window that ends with the later of them. A day that
    is not known is neither, and each pair is (earlier, later).
    """
    found = []
    for later in range(len(values)):
        window = [
            each
            for each in values[max(0, later + 1 - median_window) : later + 1]
            if each is not None
        ]
        middle = median(window) if window else 0
        for earlier in range(max(0, later - days_apart), later):
            pair = values[earlier], values[later]
            if middle > 0 and _big_and_small(pair, high * middle, low * middle):
                found.append((earlier, later))
    return tuple(found)


def _big_and_small(pair: tuple[float | None, float | None], big: float, small: float) -> bool:
    first, second = pair
    if first is None or second is None:
        return False
    return max(first, second) >= big and min(first, second) <= small
