"""Facts as data: read a TOML file of clinical numbers into frozen values, strictly.

Every table of such a file is a dataclass; a missing, extra or wrongly typed key is refused, all
faults at once. Every table says where its numbers come from (``source``) and when somebody last
looked (``checked_on``).
"""

from __future__ import annotations

import dataclasses
import tomllib
import typing
from datetime import date
from importlib.resources import files
from typing import Any, TypeVar

from config.errors import StegvisError

Facts = TypeVar("Facts")


class FactsError(StegvisError):
    """A file of facts is not as its shape says. ``faults`` names every one of them."""

    def __init__(self, file: str, faults: list[str]) -> None:
        super().__init__(f"config/{file} cannot be used:\n  " + "\n  ".join(faults))
        self.file = file
        self.faults = faults


def read_facts(file: str, shape: type[Facts]) -> Facts:
    """Read ``config/<file>`` into ``shape``, a frozen dataclass of frozen dataclasses.

    A field without default must be there. Raises `FactsError` naming every fault.
    """
    text = files("config").joinpath(file).read_text(encoding="utf-8")
    faults: list[str] = []
    value = _build(shape, tomllib.loads(text), "", faults)
    if faults:
        raise FactsError(file, faults)
    return typing.cast("Facts", value)


def _build(shape: Any, table: dict[str, Any], path: str, faults: list[str]) -> object:
    hints = typing.get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}
    faults += [f"{path}{key}: not known here" for key in table if key not in fields]
    values = {}
    for name, field in fields.items():
        if name in table:
            values[name] = _value(hints[name], table[name], f"{path}{name}", faults)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            faults.append(f"{path}{name}: missing")
    return None if faults else shape(**values)


def _value(hint: Any, given: Any, path: str, faults: list[str]) -> object:
    if dataclasses.is_dataclass(hint):
        if isinstance(given, dict):
            return _build(hint, given, f"{path}.", faults)
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
    wanted = inside or (hint,)
    if float in wanted and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if not isinstance(given, wanted) or (isinstance(given, bool) and bool not in wanted):
        names = " or ".join(getattr(each, "__name__", str(each)) for each in wanted)
        faults.append(f"{path}: must be {names}, is {given!r}")
    return given


@dataclasses.dataclass(frozen=True, slots=True)
class Sourced:
    """What every table of facts carries. Keyword-only, so that tables can put numbers first."""

    source: str = dataclasses.field(kw_only=True)
    checked_on: date = dataclasses.field(kw_only=True)
