"""Counters that a file writes in full only in places, and else by their low bits: made whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Valid = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter in the order it was written: full values here, only the low bits there."""

    values: Ints
    is_full: Valid
    is_low: Valid

    def at(self, here: slice | Ints) -> Counter:
        return Counter(self.values[here], self.is_full[here], self.is_low[here])


def running(counter: Counter, mask: int) -> tuple[Ints, Valid]:
    """Widen a counter of which only the low bits (``mask``) are given in places.

    It never falls and never jumps by more than ``mask``. What precedes the first full value stays
    unknown.

    >>> is_full = np.array([True, False, False])
    >>> counter = Counter(np.array([0x2FFF0, 0xFFF8, 0x0004]), is_full, ~is_full)
    >>> [hex(value) for value in running(counter, 0xFFFF)[0].tolist()]
    ['0x2fff0', '0x2fff8', '0x30004']
    """
    given = counter.is_full | counter.is_low
    if np.count_nonzero(given) == len(given):
        return _walked(counter.values, counter.is_full, mask)
    here = np.flatnonzero(given)
    values, valid = np.zeros(len(given), np.int64), np.zeros(len(given), np.bool_)
    if len(here):
        values[here], valid[here] = _walked(counter.values[here], counter.is_full[here], mask)
    return values, valid


def _walked(values: Ints, is_full: Valid, mask: int) -> tuple[Ints, Valid]:
    """Add up the steps between the low bits, anew from each full value."""
    bits = values & mask
    steps = np.zeros(len(bits), np.int64)
    np.subtract(bits[1:], bits[:-1], out=steps[1:])
    steps &= mask
    steps[is_full] = 0
    walked = np.add.accumulate(steps)
    since = np.where(is_full, np.arange(len(bits)), -1)
    np.maximum.accumulate(since, out=since)
    return (values - walked)[since] + walked, since >= 0
