"""The fields of one kind of message, by name, whether the file has them or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import FitFile, Table

#: In a damaged file, what reads as a moment further than this from its middle is damage as well.
_LONGEST_FILE_S = 45 * 86_400

#: FIT moments below this count from power-on, not from 1989: nothing can be placed by them.
EARLIEST_S = 631_065_600 + 0x1000_0000


@dataclass(frozen=True, slots=True)
class Fields:
    """A table, or its absence, read without asking each time which it is."""

    table: Table | None
    damaged: bool = False

    def __len__(self) -> int:
        return 0 if self.table is None else len(self.table)

    @property
    def parts(self) -> NDArray[np.int32]:
        """Give the chained part each message came from."""
        return np.zeros(0, np.int32) if self.table is None else self.table.part

    def has(self, name: str) -> NDArray[np.bool_]:
        """Say for each message whether the field holds a value."""
        column = None if self.table is None else self.table.columns.get(name)
        return np.zeros(len(self), np.bool_) if column is None else column.valid

    def integers(self, name: str, absent: int) -> NDArray[np.int64]:
        """Give the field of each message, ``absent`` where it has none."""
        column = None if self.table is None else self.table.columns.get(name)
        if column is None:
            return np.full(len(self), absent, np.int64)
        # Made signed first: -1 among unsigned values would become the largest of them.
        integers = column.values.astype(np.int64)
        integers[~column.valid] = absent
        return integers

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Give a scaled field of each message, NaN where it has none."""
        column = None if self.table is None else self.table.columns.get(name)
        if column is None:
            return np.full(len(self), np.nan)
        return np.where(column.valid, column.values, np.nan).astype(np.float64)

    def moments(self, name: str = "timestamp") -> NDArray[np.int64]:
        """Give the field in seconds since 1970, 0 where there is no moment to place it by."""
        moments = self.integers(name, 0)
        moments[moments < EARLIEST_S] = 0
        if self.damaged and (moments > 0).any():
            middle = np.median(moments[moments > 0])
            moments[np.abs(moments - middle) > _LONGEST_FILE_S] = 0
        return moments

    def first_int(self, name: str) -> int | None:
        """Give the first value the field has in this file."""
        values = self.integers(name, 0)[self.has(name)]
        return int(values[0]) if len(values) else None


def fields_of(fit: FitFile, message: str) -> Fields:
    damaged = any(problem.loses_data for problem in fit.problems)
    return Fields(fit.tables.get(message), damaged)
