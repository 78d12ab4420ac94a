"""FIT bytes to columns: find the parts, walk their records, gather each kind of message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.columns import Column, FitFile, Problem, Table
from collector.decode.fit.errors import FitError, looks_like, no_fit
from collector.decode.fit.expand import DERIVED, HIDDEN, Columns, Make
from collector.decode.fit.gather import Group, Rows
from collector.decode.fit.header import (
    Header,
    before_next,
    check_file_crc,
    find_header,
    read_header,
)
from collector.decode.fit.profile import UTC_UNITS, MessageKind, profile
from collector.decode.fit.scan import FIRST_COMPRESSED, Scan
from collector.decode.fit.stamps import compressed, monitoring_stamps, with_header_stamps

_MOST_PARTS = 1000  # the longest chain seen has seven

Ints = NDArray[np.int64]
Resolved = tuple[Ints, NDArray[np.bool_]]


def decode(data: bytes) -> FitFile:
    """Give everything the bytes hold, up to and around damage.

    Columns are made when they are first asked for. Raises `FitError` when nothing can be read.
    """
    scan, problems, body = _walk_parts(data)
    if not scan.offsets:
        raise _nothing(problems)
    messages = _sorted(data, scan)
    tables = {name: _table(name, messages) for name in messages.kinds}
    problems += _late_problems(messages.kinds)
    return FitFile(
        tables=MappingProxyType(tables),
        counts=MappingProxyType(messages.counts),
        problems=tuple(sorted(problems, key=lambda problem: problem.offset)),
        parts=len(body),
        body=tuple(body),
    )


def _walk_parts(data: bytes) -> tuple[Scan, list[Problem], list[tuple[int, int]]]:
    scan, problems, body = Scan(), [], list[tuple[int, int]]()
    header = read_header(data, 0)
    if header is None:
        start = None if looks_like(data) else find_header(data, 0)
        header = None if start is None else read_header(data, start)
        if header is None:
            raise no_fit(data)
        detail = f"{header.start:,} bytes that are no FIT precede the file"
        problems.append(Problem("leading_bytes", 0, detail, loses_data=False))
    while header is not None:
        if len(body) == _MOST_PARTS:
            detail = f"More than {_MOST_PARTS} files in one: the rest is not read"
            problems.append(Problem("too_many_parts", header.start, detail))
            break
        after, found = _walk_part(data, header, scan, body)
        problems += found
        header, gap = _next_part(data, after, lost=any(each.loses_data for each in found))
        problems += gap
    return scan, problems, body


def _walk_part(
    data: bytes, header: Header, scan: Scan, body: list[tuple[int, int]]
) -> tuple[int, list[Problem]]:
    """Walk one part; give where to look for the next one and what was wrong.

    A last message that fills what should be the checksum is whole when that checksum does not fit:
    some recordings are closed without one.
    """
    header, cut = before_next(data, header)
    found = list(header.problems)
    end = min(header.end, len(data))
    stop, problem = scan.walk(data, header.body, end)
    after, crc = (end, ()) if cut else check_file_crc(data, header)
    if stop > end and not (stop == len(data) == after and crc):
        stop, problem = scan.drop_last(end, len(data))
    body.append((header.body, stop))
    if problem is not None or cut is not None:
        return stop, [*found, *(each for each in (problem or cut,) if each)]
    if header.end > len(data):
        detail = f"The file ends {header.end - len(data):,} bytes before its records do"
        return stop, [*found, Problem("truncated", stop, detail)]
    return after, [*found, *crc]


def _next_part(data: bytes, after: int, *, lost: bool) -> tuple[Header | None, list[Problem]]:
    if after >= len(data):
        return None, []
    header = read_header(data, after)
    if header is not None:
        return header, []
    start = find_header(data, after)
    end = len(data) if start is None else start
    gap = Problem("trailing_bytes", after, f"{end - after:,} bytes after the end are no FIT", False)
    header = None if start is None else read_header(data, start)
    return header, [] if lost else [gap]


def _nothing(problems: list[Problem]) -> FitError:
    why = f": {problems[0]}" if problems else ""
    return FitError(
        f"The file has a FIT header but no message that can be read{why}. "
        "Copy it from the device again."
    )


@dataclass(frozen=True, slots=True)
class _Messages:
    """All messages, sorted by kind. ``resolved`` are the moments compressed headers give."""

    counts: Mapping[int, int]
    kinds: Mapping[str, Rows]
    resolved: Resolved | None


def _sorted(data: bytes, scan: Scan) -> _Messages:
    places = scan.places()
    headers = np.frombuffer(data, np.uint8)[places]
    part = _part_of(scan.part_starts(), len(places))
    groups = list(_groups(scan, places, headers))
    counts: dict[int, int] = {}
    known: dict[int, list[tuple[Group, Ints]]] = {}
    for group, index in groups:
        number = group.definition.number
        counts[number] = counts.get(number, 0) + len(index)
        known.setdefault(number, []).append((group, index))
    kinds = profile().kinds
    by_name = {
        kinds[number].name: _rows(data, kinds[number], mine, part)
        for number, mine in known.items()
        if number in kinds
    }
    is_compressed = int(headers.max()) >= FIRST_COMPRESSED
    resolved = compressed(data, headers, groups, part) if is_compressed else None
    return _Messages(counts, by_name, resolved)


def _part_of(starts: Ints, count: int) -> NDArray[np.int32]:
    """Give the part of each message."""
    if len(starts) == 1:
        return np.zeros(count, np.int32)
    return (np.searchsorted(starts, np.arange(count), side="right") - 1).astype(np.int32)


def _groups(scan: Scan, places: Ints, headers: NDArray[np.uint8]) -> Iterator[tuple[Group, Ints]]:
    """Give each definition's messages and their indices, in file order within each."""
    ids = scan.ids(headers)
    by_id = np.argsort(ids, kind="stable")
    first = 0
    for number, count in enumerate(np.bincount(ids).tolist()):
        if count:
            index = by_id[first : first + count]
            yield Group(scan.definitions[number], places[index]), index
            first += count


def _rows(
    data: bytes, kind: MessageKind, mine: list[tuple[Group, Ints]], part: NDArray[np.int32]
) -> Rows:
    groups = [group for group, _ in mine]
    if len(mine) == 1:
        order = mine[0][1]
    else:
        order = np.sort(np.concatenate([index for _, index in mine]), kind="stable")
        for group, index in mine:
            group.into = np.searchsorted(order, index)
    return Rows(data, kind, groups, order, part[order])


def _table(name: str, messages: _Messages) -> Table:
    rows = messages.kinds[name]
    makers: dict[str, Make] = {
        field: partial(Rows.column, name=field) for field in rows.fields if field not in HIDDEN
    }
    for column, (fields, make) in DERIVED.get(name, {}).items():
        if any(field in rows.fields for field in fields):
            makers[column] = make
    stamp = _stamps(rows, messages)
    if stamp is not None:
        makers["timestamp"] = stamp
    return Table(name, rows.order, rows.part, Columns(rows, makers))


def _stamps(rows: Rows, messages: _Messages) -> Make | None:
    """Give how this kind's timestamps are made, where that takes more than reading a field."""
    resolved = messages.resolved
    has_header = resolved is not None and bool(resolved[1][rows.order].any())
    has_16 = "timestamp_16" in rows.fields
    if "timestamp" not in rows.kind.named or not (has_header or has_16):
        return None

    def make(rows: Rows) -> Column | None:
        stamps = rows.column("timestamp")
        if has_header and resolved is not None:
            stamps = with_header_stamps(rows, resolved)
        return monitoring_stamps(rows, stamps, messages.kinds) if has_16 else stamps

    return make


def _late_problems(kinds: Mapping[str, Rows]) -> list[Problem]:
    """Find what only shows in the columns: stamps without a clock, arrays beyond all measure."""
    problems: list[Problem] = []
    early: list[int] = []
    for name, rows in kinds.items():
        for field, pieces in rows.fields.items():
            if pieces[0][1].field.units == UTC_UNITS:
                rows.column(field)
        early += rows.early
        cut = rows.cut_array()
        if cut is not None:
            detail = f"The lengths of {name}.{cut[0]} differ beyond measure; it was cut"
            problems.append(Problem("ragged_array", cut[1], detail))
    if early:
        detail = "The clock was not set: some stamps count from when the device was switched on"
        problems.append(Problem("system_time", min(early), detail, loses_data=False))
    return problems
