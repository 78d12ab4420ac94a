"""The base types of FIT: how wide a value is, how it is written, and what means "no value"."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

#: FIT counts seconds from 1989-12-31T00:00:00Z; this is that moment in Unix seconds.
FIT_EPOCH_S = 631_065_600

#: Stamps below this are seconds since the device was switched on, not moments.
FIRST_MOMENT_RAW = 0x1000_0000


@dataclass(frozen=True, slots=True)
class BaseType:
    """``kind`` is the struct and numpy letter without byte order; ``invalid`` the raw integer."""

    name: str
    code: int
    size: int
    kind: str
    invalid: int
    is_float: bool = False


_ALL = (
    BaseType("enum", 0x00, 1, "B", 0xFF),
    BaseType("sint8", 0x01, 1, "b", 0x7F),
    BaseType("uint8", 0x02, 1, "B", 0xFF),
    BaseType("string", 0x07, 1, "s", 0x00),
    BaseType("uint8z", 0x0A, 1, "B", 0x00),
    BaseType("byte", 0x0D, 1, "B", 0xFF),
    BaseType("sint16", 0x83, 2, "h", 0x7FFF),
    BaseType("uint16", 0x84, 2, "H", 0xFFFF),
    BaseType("sint32", 0x85, 4, "i", 0x7FFF_FFFF),
    BaseType("uint32", 0x86, 4, "I", 0xFFFF_FFFF),
    BaseType("float32", 0x88, 4, "f", 0xFFFF_FFFF, is_float=True),
    BaseType("float64", 0x89, 8, "d", 0xFFFF_FFFF_FFFF_FFFF, is_float=True),
    BaseType("uint16z", 0x8B, 2, "H", 0x0000),
    BaseType("uint32z", 0x8C, 4, "I", 0x0000_0000),
    BaseType("sint64", 0x8E, 8, "q", 0x7FFF_FFFF_FFFF_FFFF),
    BaseType("uint64", 0x8F, 8, "Q", 0xFFFF_FFFF_FFFF_FFFF),
    BaseType("uint64z", 0x90, 8, "Q", 0x0000_0000_0000_0000),
)

BY_CODE = MappingProxyType({each.code: each for each in _ALL})
BY_NAME = MappingProxyType({each.name: each for each in _ALL})

#: What an unknown or ill-fitting type is read as: opaque bytes of the stated size.
BYTE = BY_NAME["byte"]
