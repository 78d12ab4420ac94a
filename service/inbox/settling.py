"""Which files in a folder can be read now, and which are still being written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: What browsers, copiers and editors call a file until it is whole.
_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp")
_HIDDEN: Final = (".", "~")
#: What a desktop leaves in every folder it shows.
_LITTER: Final = frozenset({"desktop.ini", "thumbs.db"})


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at one file showed. ``touched_s`` is the later of its two times, since 1970."""

    path: str
    size: int
    touched_s: float
    identity: tuple[int, int] = (0, 0)  # file system and file


@dataclass(frozen=True, slots=True)
class Memory:
    """When each file was first seen just as it is now, on a clock nobody sets."""

    since: Mapping[Sight, float]

    def after(self, sights: Iterable[Sight], clock_s: float) -> Memory:
        """Remember another look; what changed or went is forgotten."""
        return Memory({each: self.since.get(each, clock_s) for each in sights})


NOTHING_SEEN: Final = Memory({})


def settled(
    sights: Sequence[Sight],
    memory: Memory,
    *,
    now_s: float,
    clock_s: float,
    settle_s: float,
    doubt_s: float = 0.0,
) -> tuple[Sight, ...]:
    """Give the files that have not changed for ``settle_s``.

    Two looks so far apart say so, or the file's own times do, where they are older by ``doubt_s``
    still: the clock of a share may be behind ours. A time in the future says nothing.
    """
    return tuple(
        each
        for each in sights
        if now_s - each.touched_s >= settle_s + doubt_s
        or clock_s - memory.since.get(each, clock_s) >= max(settle_s, 1e-9)
    )


def is_left_alone(name: str) -> bool:
    """Tell by its name that somebody is still at work on a file or folder, or that it is nothing.

    >>> [is_left_alone(name) for name in ("a.fit", "a.fit.part", ".a.fit", "a.fit~", "~$a.fit")]
    [False, True, True, True, True]
    """
    lower = name.lower()
    return lower.startswith(_HIDDEN) or lower.endswith((*_UNFINISHED, "~")) or lower in _LITTER
