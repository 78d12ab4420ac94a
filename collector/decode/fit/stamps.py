"""When each message was written: compressed timestamps and the 16-bit stamps of monitoring."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from collector.decode.fit.base_types import BY_NAME, FIRST_MOMENT_RAW, FIT_EPOCH_S
from collector.decode.fit.columns import Column
from collector.decode.fit.gather import Group, Rows, rows_at
from collector.decode.fit.profile import UTC_UNITS
from collector.decode.fit.widening import Counter, running

_COMPRESSED_MASK = 0x1F
_STAMP_16_MASK = 0xFFFF
_NO_STAMP = BY_NAME["uint32"].invalid

Ints = NDArray[np.int64]
Valid = NDArray[np.bool_]
#: The moment of each message of a file as raw FIT seconds, and whether there is one.
Resolved = tuple[Ints, Valid]


def compressed(
    data: bytes,
    headers: NDArray[np.uint8],
    groups: Iterable[Group],
    parts: NDArray[np.int32],
) -> Resolved:
    """Resolve header timestamps of all messages, as raw FIT seconds.

    The reference is the last timestamp of any message before, known to the profile or not.
    """
    known, is_known = np.zeros(len(headers), np.int64), np.zeros(len(headers), np.bool_)
    for group in groups:
        if group.definition.stamp is not None:
            stamps = rows_at(data, group.places, group.definition.stamp)["stamp"]
            known[group.order], is_known[group.order] = stamps, stamps != _NO_STAMP
    in_header = headers >= 0x80
    is_low = in_header & ~is_known
    counter = Counter(np.where(is_known, known, headers), is_known, is_low)
    return _by_part(counter, _COMPRESSED_MASK, parts)


def with_header_stamps(rows: Rows, resolved: Resolved) -> Column:
    """Give a kind's timestamps: its own, else the one from the record header."""
    values, valid = resolved[0][rows.order], resolved[1][rows.order]
    own = rows.column("timestamp")
    is_moment = valid & (values >= FIRST_MOMENT_RAW)
    header = Column(values + FIT_EPOCH_S, is_moment, UTC_UNITS)
    if own is None:
        return header
    gaps = ~own.valid & is_moment
    return Column(np.where(gaps, header.values, own.values), own.valid | gaps, UTC_UNITS)


def monitoring_stamps(rows: Rows, stamps: Column | None, info: Rows | None) -> Column:
    """Widen ``timestamp_16`` from the last full stamp of monitoring or monitoring_info alone.

    Other messages are stamped up to minutes ahead and would add 18 hours to every row after them.
    """
    low = rows.column("timestamp_16")
    assert low is not None
    if stamps is None:
        counter = Counter(low.values.astype(np.int64), np.zeros(len(rows), np.bool_), low.valid)
    else:
        known, is_known = _raw(stamps)
        counter = Counter(np.where(is_known, known, low.values), is_known, low.valid)
    if info is not None:
        _open(counter, rows, info)
    raw, valid = _by_part(counter, _STAMP_16_MASK, rows.part)
    valid &= raw >= FIRST_MOMENT_RAW
    return Column(raw + FIT_EPOCH_S, valid, UTC_UNITS)


def _raw(stamps: Column) -> tuple[Ints, Valid]:
    """Give stamps as written: those of system time are references too, if no moments."""
    raw = stamps.values - FIT_EPOCH_S  # where nothing was written it is negative
    return raw, (raw >= 0) & (raw != _NO_STAMP)


def _open(counter: Counter, rows: Rows, info: Rows) -> None:
    """Count the first low bits behind each stamp of monitoring_info from that stamp."""
    stamps = info.column("timestamp")
    if stamps is None:
        return
    raw, is_known = _raw(stamps)
    given = (counter.is_full | counter.is_low).nonzero()[0]
    behind = rows.order[given].searchsorted(info.order)
    is_known &= behind < len(given)
    here, raw = given[behind[is_known]], raw[is_known]
    low = ~counter.is_full[here] & (rows.part[here] == info.part[is_known])
    here, raw = here[low], raw[low]
    counter.values[here] = raw + (counter.values[here] - raw & _STAMP_16_MASK)
    counter.is_full[here] = True


def _by_part(counter: Counter, mask: int, parts: NDArray[np.int32]) -> tuple[Ints, Valid]:
    """Run a counter that starts anew in each chained part."""
    if not len(parts) or parts[0] == parts[-1]:
        return running(counter, mask)
    values, valid = np.zeros(len(parts), np.int64), np.zeros(len(parts), np.bool_)
    bounds = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(parts)]
    for first, last in pairwise(bounds):
        here = slice(first, last)
        values[here], valid[here] = running(counter.at(here), mask)
    return values, valid
