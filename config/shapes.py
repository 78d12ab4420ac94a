"""Fit tables of a TOML file into frozen dataclasses, strictly, naming every fault at once.

A field's ``metadata`` may narrow it: ``least`` and ``most`` for a number, ``longest`` for a text,
``hour`` for a time of day as 03:30.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, TypeVar

Shape = TypeVar("Shape")

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

#: What a kind of value is called by people who do not program.
_CALLED: Mapping[type, str] = {
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    bool: "true or false",
}


def fit(shape: type[Shape], table: Mapping[str, Any], faults: list[str]) -> Shape | None:
    """Give ``table`` as a ``shape``, or None when a fault was added to ``faults``.

    >>> @dataclasses.dataclass
    ... class Room:
    ...     doors: int = dataclasses.field(metadata={"least": 1})
    >>> fit(Room, {"doors": 2}, [])
    Room(doors=2)
    >>> faults = []; fit(Room, {"doors": 0, "roof": True}, faults); faults
    ['roof: not known here', 'doors: must be at least 1, is 0']
    """
    before = len(faults)
    value = _table(shape, table, "", faults)
    return typing.cast("Shape", value) if len(faults) == before else None


def _table(shape: Any, table: Mapping[str, Any], path: str, faults: list[str]) -> object:
    before = len(faults)
    hints = typing.get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}
    faults += [_unknown(path, key, fields) for key in table if key not in fields]
    values = {}
    for name, field in fields.items():
        if name in table:
            found: list[str] = []
            values[name] = _value(hints[name], table[name], f"{path}{name}", found)
            _narrow(field.metadata, values[name], f"{path}{name}", found)
            # What is kept out of every print is a secret, and not repeated here either.
            faults += found if field.repr else [each.partition(", is ")[0] for each in found]
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            faults.append(f"{path}{name}: missing")
    return shape(**values) if len(faults) == before else None


def _unknown(path: str, key: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"{path}{key}: not known here" + (f"; is {near[0]} meant?" if near else "")


def _value(hint: Any, given: Any, path: str, faults: list[str]) -> object:
    if dataclasses.is_dataclass(hint):
        if isinstance(given, Mapping):
            return _table(hint, given, f"{path}.", faults)
        faults.append(f"{path}: must be a table")
        return None
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        if isinstance(given, list):
            return tuple(
                _value(inside[0], each, f"{path}[{i}]", faults) for i, each in enumerate(given)
            )
        faults.append(f"{path}: must be a list")
        return None
    if origin is Literal:
        if given not in inside:
            faults.append(f"{path}: must be one of {', '.join(map(str, inside))}, is {given!r}")
        return given
    return _plain(inside if origin in {UnionType, typing.Union} else (hint,), given, path, faults)


def _plain(wanted: tuple[Any, ...], given: Any, path: str, faults: list[str]) -> object:
    if float in wanted and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if not isinstance(given, wanted) or (isinstance(given, bool) and bool not in wanted):
        names = " or ".join(_CALLED.get(each, getattr(each, "__name__", "")) for each in wanted)
        faults.append(f"{path}: must be {names}, is {given!r}")
        return None
    return given


def _narrow(limits: Mapping[str, Any], value: Any, path: str, faults: list[str]) -> None:
    if value is None:
        return
    if "least" in limits and value < limits["least"]:
        faults.append(f"{path}: must be at least {limits['least']}, is {value}")
    if "most" in limits and value > limits["most"]:
        faults.append(f"{path}: must be at most {limits['most']}, is {value}")
    if limits.get("hour") and not _HOUR.fullmatch(value):
        faults.append(f"{path}: must be a time of day as 03:30, is {value!r}")
    if "longest" in limits and len(value) > limits["longest"]:
        faults.append(f"{path}: must be at most {limits['longest']} letters, is {value!r}")
