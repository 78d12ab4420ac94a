"""What of each watch has been read already, so that a slow cable carries only what is new.

A shortcut and nothing more: without this file everything is read again and found known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from service.inbox.mounted import Listing

NAME: Final = "watches.json"
#: States of watches that had nothing new left; a household has a few watches.
_MOST_STATES: Final = 50


@dataclass(frozen=True, slots=True)
class Remembered:
    """Fingerprints of watches read whole, newest last, and by watch the files that were read."""

    whole: tuple[str, ...] = ()
    read: Mapping[str, Listing] = field(default_factory=dict)


def remembered(data: Path) -> Remembered:
    """Read what is remembered; nothing, where there is nothing to read or it makes no sense."""
    try:
        found = json.loads((data / NAME).read_text(encoding="utf-8"))
        read = {
            str(watch): {str(name): (int(size), int(at)) for name, (size, at) in files.items()}
            for watch, files in found["read"].items()
        }
        return Remembered(tuple(map(str, found["whole"])), read)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def remember(data: Path, known: Remembered, watch: str, files: Listing, whole: str = "") -> None:
    """Add what was read of one watch and, when nothing is left on it, its fingerprint."""
    states = tuple(each for each in known.whole if each != whole) + ((whole,) if whole else ())
    kept = {"whole": states[-_MOST_STATES:], "read": {**known.read, watch: dict(files)}}
    incoming = data / f".{NAME}.incoming"
    try:
        incoming.touch(mode=0o600)
        incoming.write_text(json.dumps(kept), encoding="utf-8")
        incoming.replace(data / NAME)
    finally:
        incoming.unlink(missing_ok=True)
