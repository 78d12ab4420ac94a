"""Facts as data: read a TOML file of clinical numbers into frozen values, strictly.

Every table of such a file is a dataclass. Every table says where its numbers come from
(``source``) and when somebody last looked (``checked_on``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import TypeVar

from config.errors import StegvisError
from config.shapes import fit

Facts = TypeVar("Facts")


class FactsError(StegvisError):
    """A file of facts is not as its shape says. ``faults`` names every one of them."""

    def __init__(self, file: str, faults: list[str]) -> None:
        super().__init__(f"config/{file} cannot be used:\n  " + "\n  ".join(faults))
        self.file = file
        self.faults = faults


def read_facts(
    file: str, shape: type[Facts], check: Callable[[Facts], Iterable[str]] = lambda _: ()
) -> Facts:
    """Read ``config/<file>`` into ``shape``, a frozen dataclass of frozen dataclasses.

    A field without default must be there. ``check`` names what a reader of types cannot see.
    Raises `FactsError` naming every fault.
    """
    text = files("config").joinpath(file).read_text(encoding="utf-8")
    faults: list[str] = []
    value = fit(shape, tomllib.loads(text), faults)
    if value is not None:
        faults += check(value)
    if value is None or faults:
        raise FactsError(file, faults)
    return value


@dataclass(frozen=True, slots=True)
class Sourced:
    """What every table of facts carries. Keyword-only, so that tables can put numbers first."""

    source: str = field(kw_only=True)
    checked_on: date = field(kw_only=True)
