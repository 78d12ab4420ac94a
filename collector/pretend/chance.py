"""Seeded numbers that stay the same on every machine and with every version of numpy.

Only the raw bits of PCG64 are promised to stay as they are; what is drawn from them is done here.
"""

from __future__ import annotations

import numpy as np
from numpy.random import PCG64, SeedSequence
from numpy.typing import NDArray

_SHIFT = np.uint64(33)  # the upper bits are the better ones; 31 of them are plenty


class Chance:
    """A stream of whole numbers, named by its seeds.

    >>> Chance(1, 2).between(1, 6) == Chance(1, 2).between(1, 6)
    True
    """

    def __init__(self, *seeds: int) -> None:
        self._bits = PCG64(SeedSequence(seeds))

    def between(self, low: int, high: int) -> int:
        """Draw one number, both ends included."""
        return low + (int(self._bits.random_raw()) >> 33) % (high - low + 1)

    def many(self, low: int, high: int, count: int) -> NDArray[np.int64]:
        """Draw ``count`` numbers, both ends included."""
        raw = np.asarray(self._bits.random_raw(count), dtype=np.uint64) >> _SHIFT
        return low + raw.astype(np.int64) % (high - low + 1)

    def one_in(self, n: int) -> bool:
        return self.between(1, n) == 1
