"""All messages of a file sorted by kind, and what is wrong with them that only sorting shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import Problem
from collector.decode.fit.gather import Group, Rows
from collector.decode.fit.profile import profile
from collector.decode.fit.scan import FIRST_COMPRESSED, Scan
from collector.decode.fit.stamps import Resolved, compressed

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of known kinds by name. ``resolved`` are the moments compressed headers give.

    ``counts`` is of all messages by global number, known or not; ``part`` is each one's part.
    """

    data: bytes
    counts: Mapping[int, int]
    groups: Mapping[str, list[Group]]
    part: NDArray[np.int32]
    resolved: Resolved | None
    _rows: dict[str, Rows] = field(default_factory=dict)

    def rows(self, name: str) -> Rows | None:
        """Give the rows of a kind; None where it does not occur."""
        rows = self._rows.get(name)
        if rows is None and name in self.groups:
            kind = profile().named[name]
            rows = self._rows[name] = Rows(self.data, kind, self.groups[name], self.part)
        return rows


def sort(data: bytes, scan: Scan) -> Messages:
    """Sort all messages by definition and kind."""
    places = scan.places()
    headers = np.frombuffer(data, np.uint8)[places]
    part = _part_of(scan.part_starts(), len(places))
    groups = list(_groups(scan, places, headers))
    kinds = profile().kinds
    counts: dict[int, int] = {}
    known: dict[str, list[Group]] = {}
    for group in groups:
        number = group.definition.number
        counts[number] = counts.get(number, 0) + len(group.places)
        if number in kinds:
            known.setdefault(kinds[number].name, []).append(group)
    is_compressed = int(headers.max()) >= FIRST_COMPRESSED
    resolved = compressed(data, headers, groups, part) if is_compressed else None
    return Messages(data, counts, known, part, resolved)


def late_problems(messages: Messages) -> list[Problem]:
    """Find what only shows in the values: stamps without a clock, arrays beyond all measure."""
    problems: list[Problem] = []
    early: list[int] = []
    for name, groups in messages.groups.items():
        early += [at for each in groups for at in each.early_stamps(messages.data)]
        if len(groups) > 1 and any(each.definition.arrays for each in groups):
            problems += _cut_arrays(messages, name)
    if early:
        detail = "The clock was not set: some stamps count from when the device was switched on"
        problems.append(Problem("system_time", min(early), detail, loses_data=False))
    return problems


def _cut_arrays(messages: Messages, name: str) -> Iterator[Problem]:
    rows = messages.rows(name)
    cut = None if rows is None else rows.cut_array()
    if cut is not None:
        detail = f"The lengths of {name}.{cut[0]} differ beyond measure; it was cut"
        yield Problem("ragged_array", cut[1], detail)


def _part_of(starts: Ints, count: int) -> NDArray[np.int32]:
    """Give the part of each message."""
    if len(starts) == 1:
        return np.zeros(count, np.int32)
    return (np.searchsorted(starts, np.arange(count), side="right") - 1).astype(np.int32)


def _groups(scan: Scan, places: Ints, headers: NDArray[np.uint8]) -> Iterator[Group]:
    """Give each definition's messages, in file order within each."""
    ids = scan.ids(headers)
    order = ids.argsort(kind="stable")
    places, first = places[order], 0
    for number, count in enumerate(np.bincount(ids).tolist()):
        if count:
            after = first + count
            yield Group(scan.definitions[number], places[first:after], order[first:after])
            first = after
