"""All kinds of device there are, and which one an advertisement belongs to.

A new module beside this one that has a ``KIND`` is found by itself. Where several recognise a
device, the first in order gets it: makers' own kinds come before the standard profiles, because
they know the device better (a PineTime also offers plain heart rate); among the profiles the one
that tells most comes first (steps, then heart rate, then cadence).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from collector.sources.ble import kinds
from collector.sources.ble.kind import Advertisement, Kind
from config.errors import StegvisError


class KindError(StegvisError):
    """A kind of device nobody knows, or two that share a name."""


def in_order(found: Iterable[Kind]) -> tuple[Kind, ...]:
    """Sort by precedence, then name; refuse two of a name, which is what paired devices keep."""
    ordered = sorted(found, key=lambda kind: (kind.precedence, kind.name))
    names = [kind.name for kind in ordered]
    for name in names:
        if names.count(name) > 1:
            raise KindError(f"two kinds of device are called {name}: rename one of the modules")
    return tuple(ordered)


def recognise(seen: Advertisement) -> Kind | None:
    return next((kind for kind in KINDS if kind.recognises(seen)), None)


def kind_named(name: str) -> Kind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    known = ", ".join(kind.name for kind in KINDS)
    raise KindError(f"no kind of device is called {name}; there are {known}")


def _found() -> Iterable[Kind]:
    for info in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
        if info.name != __name__:
            kind = getattr(import_module(info.name), "KIND", None)
            if isinstance(kind, Kind):
                yield kind


KINDS: tuple[Kind, ...] = in_order(_found())
