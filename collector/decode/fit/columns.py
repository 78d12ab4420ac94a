"""The values a decoded FIT file is made of: messages as columns, with validity and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Bumped whenever the same bytes would give other columns or readings.
DECODER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One field of all messages of one kind.

    ``values``: shape (n,), or (n, k) for an array field. Scaled fields are float64 in ``units``;
    unscaled ones keep their integer type; strings are objects (str). ``valid`` has the same shape
    as ``values`` (shape (n,) for strings); where it is False the value must not be read.
    """

    values: NDArray[Any]
    valid: NDArray[np.bool_]
    units: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All messages of one kind, in file order.

    ``order`` (int64, shape (n,)) is each message's place among all messages of the file, so that
    tables can be interleaved again; ``part`` (int32) numbers the chained part it came from.
    """

    name: str
    order: NDArray[np.int64]
    part: NDArray[np.int32]
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.order)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the bytes. ``code`` is stable; ``offset`` is in bytes from the start."""

    code: str
    offset: int
    detail: str
    loses_data: bool = True  # False for a wrong checksum over sound records, trailing bytes, ...

    def __str__(self) -> str:
        return f"{self.detail} (at byte {self.offset:,})"


@dataclass(frozen=True, slots=True)
class FitFile:
    """What a FIT file says: columns by message and field, and the problems met on the way.

    ``tables`` holds the messages of the profile subset by name; ``counts`` all messages by global
    number, known or not; ``parts`` the number of chained FIT files in the bytes.
    ``body`` is the (start, end) of each part's data records, without header and checksum.
    """

    tables: Mapping[str, Table]
    counts: Mapping[int, int]
    problems: tuple[Problem, ...]
    parts: int
    body: tuple[tuple[int, int], ...]
