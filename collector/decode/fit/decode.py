"""FIT bytes to columns: find the parts, walk their records, gather each kind of message."""

from __future__ import annotations

from types import MappingProxyType

from collector.decode.fit.columns import FitFile, Problem
from collector.decode.fit.errors import FitError, looks_like, no_fit
from collector.decode.fit.header import (
    Header,
    before_next,
    check_file_crc,
    find_header,
    read_header,
)
from collector.decode.fit.messages import late_problems, sort
from collector.decode.fit.scan import Scan
from collector.decode.fit.tables import tables

_MOST_PARTS = 1000  # the longest chain seen has seven


def decode(data: bytes) -> FitFile:
    """Give everything the bytes hold, up to and around damage.

    Tables and columns are made when they are first asked for. Raises `FitError` when nothing can
    be read.
    """
    scan, problems, body = _walk_parts(data)
    if not scan.offsets:
        raise _nothing(problems)
    messages = sort(data, scan)
    problems += late_problems(messages)
    return FitFile(
        tables=tables(messages),
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
