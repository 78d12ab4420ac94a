"""Change of load: moving averages, and ratios to a person's own past.

The arithmetic alone. A ratio is a change and never a risk; when it is worth saying is a rule's.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean


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
