"""The profile: which messages and fields this project reads, loaded once from ``profile.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from collector.decode.fit.base_types import BY_NAME, BaseType

UTC_UNITS = "s UTC"
LOCAL_UNITS = "s local"

_NEEDED = 3  # number, base type, units: every field states them
_UNSCALED = [1, 0]  # scale and offset where a field states none


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message: value = raw / scale - offset, in ``units``."""

    number: int
    name: str
    base: BaseType
    units: str
    scale: float = 1
    offset: float = 0
    is_array: bool = False
    is_scaled: bool = False
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message, its fields by number and by name."""

    number: int
    name: str
    fields: Mapping[int, Field]
    named: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Profile:
    """All kinds of message this project reads, by number and by name."""

    kinds: Mapping[int, MessageKind]
    named: Mapping[str, MessageKind]


@cache
def profile() -> Profile:
    """Give the profile; read once in each process.

    >>> profile().kinds[20].named["heart_rate"].units
    'bpm'
    """
    text = files(__package__).joinpath("profile.toml").read_text(encoding="utf-8")
    kinds = [_kind(name, table) for name, table in tomllib.loads(text).items()]
    return Profile(
        kinds=MappingProxyType({kind.number: kind for kind in kinds}),
        named=MappingProxyType({kind.name: kind for kind in kinds}),
    )


def _kind(name: str, table: dict[str, Any]) -> MessageKind:
    fields = [_field(field, row) for field, row in table["fields"].items()]
    return MessageKind(
        number=table["number"],
        name=name,
        fields=MappingProxyType({field.number: field for field in fields}),
        named=MappingProxyType({field.name: field for field in fields}),
    )


def _field(name: str, row: list[Any]) -> Field:
    number, base, units, scale, offset = row + _UNSCALED[len(row) - _NEEDED :]
    element = base.removesuffix("[]")
    return Field(
        number,
        name,
        BY_NAME[element],
        units,
        scale,
        offset,
        is_array=element != base,
        is_scaled=(scale, offset) != (1, 0),
        is_moment=units in {UTC_UNITS, LOCAL_UNITS},
    )
