"""A second reader beside our own: decode with fitparse too and say where the two differ.

Explained deviations are no differences: fitparse halves ``cycles`` (we keep the raw count), leaves
``timestamp_16`` to the caller, does not widen beat times from the full one before them, and gives
the torn last message of a file that was cut.
"""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from collector.decode.fit import Column, FitError, FitFile, Table, decode
from collector.decode.fit.base_types import FIRST_MOMENT_RAW, FIT_EPOCH_S
from collector.decode.fit.profile import Field, MessageKind, profile

#: What fitparse is known to raise on damaged bytes, besides its own errors (ValueError).
_STOPS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    struct.error,
)
#: Columns made of several fields: the first of these that is given counts.
_SOURCES: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("record", "speed"): (73, 6),
    ("record", "altitude"): (78, 2),
    ("session", "avg_speed"): (124, 14),
    ("session", "max_speed"): (125, 15),
    ("lap", "avg_speed"): (110, 13),
    ("lap", "max_speed"): (111, 14),
    ("event", "data"): (3, 2),
}
#: Columns the two readers make in different ways on purpose.
_OUR_OWN = frozenset({("hr", "event_timestamp"), ("hr", "fractional_timestamp")})
_TOLERANCE = 1e-9

Values = dict[int, Any]


def differences(data: bytes, ours: FitFile | None = None) -> tuple[str, ...]:
    """Name every difference between our decoding and fitparse's, one plain sentence each.

    ``ours`` saves decoding again what has been decoded already.
    """
    theirs, stopped = _read(data)
    try:
        ours = ours or decode(data)
    except FitError as error:
        count = sum(len(rows) for rows in theirs.values())
        return (f"The second reader finds {count} messages, ours none: {error}",) if count else ()
    found = [*_counts(ours, theirs, stopped)]
    for number, rows in theirs.items():
        kind = profile().kinds.get(number)
        if kind is not None and kind.name in ours.tables:
            found += _columns(kind, ours.tables[kind.name], rows)
    return tuple(found)


def _read(data: bytes) -> tuple[dict[int, list[Values]], str | None]:
    """Give fitparse's messages by kind and field number, and why it stopped early."""
    from fitparse import FitFileDecoder

    messages: dict[int, list[Values]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            decoder = FitFileDecoder(data, check_developer_data=False)
            for message in decoder.get_messages():
                definition = message.def_mesg
                wanted = len(definition.field_defs) + len(definition.dev_field_defs)
                if sum(each.field_def is not None for each in message.fields) == wanted:
                    messages.setdefault(definition.mesg_num, []).append(_values(message))
        except _STOPS as error:
            return messages, f"{type(error).__name__}: {error}"
    return messages, None


def _values(message: Any) -> Values:
    """Give a message's values by field number: fields as written before components."""
    kind = profile().kinds.get(message.def_mesg.mesg_num)
    values: Values = {}
    if kind is None:
        return values
    for is_component in (False, True):
        for each in message.fields:
            if (each.field_def is None) == is_component and _is_native(each):
                field = kind.fields.get(each.def_num)
                if field is not None and (not is_component or values.get(field.number) is None):
                    values[field.number] = _value(each, field)
    return values


def _value(each: Any, field: Field) -> Any:
    """Give one value; opaque bytes of the right width are the number they spell."""
    value = each.value if field.is_scaled else each.raw_value
    if not isinstance(value, tuple) or field.is_array:
        return value
    if each.base_type.name == "byte" and len(value) == field.base.size:
        return int.from_bytes(bytes(value), "little")
    return None if each.base_type.name == "byte" else value[0]


def _is_native(each: Any) -> bool:
    return bool(each.field_type != "devfield")


def _counts(ours: FitFile, theirs: dict[int, list[Values]], stopped: str | None) -> Iterator[str]:
    for number in sorted({*ours.counts, *theirs}):
        mine, other = ours.counts.get(number, 0), len(theirs.get(number, ()))
        if mine < other:
            yield f"{_name(number)}: ours has {mine} messages, the second reader {other}."
        elif mine > other and stopped is None:
            yield f"{_name(number)}: ours has {mine} messages, the second reader only {other}."
    if stopped is not None and not ours.problems:
        yield f"The second reader stops early where ours sees nothing wrong ({stopped})."


def _name(number: int) -> str:
    kind = profile().kinds.get(number)
    return kind.name if kind else f"message {number}"


def _columns(kind: MessageKind, table: Table, rows: list[Values]) -> Iterator[str]:
    for name, column in table.columns.items():
        field = kind.named.get(name)
        if field is None or (kind.name, name) in _OUR_OWN:
            continue
        sources = _SOURCES.get((kind.name, name), (field.number,))
        wrong = [
            row
            for row, values in zip(range(len(table)), rows, strict=False)
            if not _agree(column, row, field, _first(values, sources))
        ]
        if wrong:
            theirs = _first(rows[wrong[0]], sources)
            yield (
                f"{kind.name}.{name} differs in {len(wrong)} of {len(table)} messages; first in "
                f"number {wrong[0]}: ours {_shown(column, wrong[0])}, the second reader {theirs}."
            )


def _first(values: Values, sources: tuple[int, ...]) -> Any:
    given = (values.get(number) for number in sources)
    return next((value for value in given if value is not None), None)


def _agree(column: Column, row: int, field: Field, theirs: Any) -> bool:
    if field.base.kind == "s":
        return str(column.values[row]) == _text(theirs)
    if field.is_array:
        valid, values = column.valid[row], column.values[row]
        each = [value if ok else None for value, ok in zip(values, valid, strict=True)]
        return all(_same(a, b) for a, b in zip_longest(each, _elements(theirs)))
    mine: Any = column.values[row] if column.valid[row] else None
    if theirs is None:
        return mine is None or field.name == "timestamp"  # from timestamp_16 or a header
    if field.is_moment:
        if theirs < FIRST_MOMENT_RAW:
            return mine is None  # not a moment
        theirs += FIT_EPOCH_S
    return _same(mine, theirs)


def _elements(theirs: Any) -> tuple[Any, ...]:
    return theirs if isinstance(theirs, tuple) else (theirs,)


def _text(theirs: Any) -> str:
    return "" if theirs is None else str(theirs)


def _same(mine: Any, theirs: Any) -> bool:
    if mine is None or theirs is None:
        return mine is None and theirs is None
    return math.isclose(float(mine), float(theirs), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _shown(column: Column, row: int) -> str:
    return str(column.values[row]) if column.valid[row].any() else "nothing"
