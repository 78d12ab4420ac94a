"""Painting a day minute by minute: rest first, then what was done over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collector.pretend.life import GENERIC, SEDENTARY, WALKING

Numbers = NDArray[np.int64]

_ASLEEP_PERCENT, _AWAKE_PERCENT, _POTTER_PERCENT = 3, 14, 20
_EDGES_PERCENT = (30, 40, 60)  # see person.py: nothing is painted near them


class Canvas:
    """The day while it is being painted: targets in percent of heart-rate reserve, and steps."""

    def __init__(self, length_min: int, wake: int, bed: int) -> None:
        self.percent = np.full(length_min, _ASLEEP_PERCENT, dtype=np.int64)
        self.percent[wake:bed] = _AWAKE_PERCENT
        self.awake = self.percent == _AWAKE_PERCENT
        self.steps = np.zeros(length_min, dtype=np.int64)
        self.kind = np.full(length_min, SEDENTARY, dtype=np.uint8)
        self.potter = np.zeros(length_min, dtype=np.int64)
        self.busy = np.zeros(length_min, dtype=np.bool_)
        self._potters = 0

    @property
    def band(self) -> NDArray[np.uint8]:
        return np.digitize(self.percent, _EDGES_PERCENT).astype(np.uint8)

    def is_free(self, start: int, count: int) -> bool:
        """Say whether these minutes lie in the day and nothing was painted there."""
        return start >= 0 and start + count < len(self.busy) and not self.busy[start:][:count].any()

    def move(
        self, start: int, percent: Sequence[int] | Numbers, steps: Numbers, kind: int = WALKING
    ) -> None:
        """Paint one minute for each of ``percent``, which must be free of doubt at the edges."""
        span = slice(start, start + len(percent))
        self.percent[span] = percent
        self.steps[span] = steps
        self.kind[span] = kind if kind == GENERIC else np.where(steps > 0, kind, SEDENTARY)
        self.busy[span] = True

    def potter_about(self, start: int, steps: Numbers) -> None:
        """Paint slow minutes in the house whose steps are only counted at their end."""
        self._potters += 1
        span = slice(start, start + len(steps))
        self.move(start, [_POTTER_PERCENT] * len(steps), steps)
        self.potter[span] = self._potters

    def calm_down(self, start: int) -> None:
        """Paint the first minutes after effort, in which the heart is still quicker."""
        after = np.array([26, 24, 22, 20, 18])
        span = slice(start, min(start + len(after), len(self.percent)))
        free = ~self.busy[span]
        self.percent[span][free] = after[: len(free)][free]
