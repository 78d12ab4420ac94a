"""What a pass over everything found and did, and what of it needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.inbox.folders import Place
from service.inbox.one_pass import Filed, Passed
from service.inbox.watch_pass import WatchPassed

#: The two parts of a pass, each with a lock: one that hangs at a watch leaves the inbox free.
INBOX: Final = "inbox"
WATCHES: Final = "watch"


@dataclass(frozen=True, slots=True)
class Everything:
    """What a pass found and did. ``busy``: what it left to another that is at work."""

    passes: tuple[tuple[Place, Passed], ...] = ()
    watches: tuple[WatchPassed, ...] = ()
    mounted: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()  # folders that are not there and cannot be made
    strays: tuple[str, ...] = ()  # files that are nobody's
    removed: int = 0
    busy: frozenset[str] = frozenset()

    @property
    def filed(self) -> tuple[Filed, ...]:
        return tuple(each for _, passed in self.passes for each in passed.filed)

    @property
    def stuck(self) -> tuple[str, ...]:
        return tuple(each for _, passed in self.passes for each in passed.stuck)

    @property
    def unsettled(self) -> int:
        return sum(passed.unsettled for _, passed in self.passes)

    @property
    def told(self) -> tuple[str, ...]:
        """Give the sentences about what needs somebody."""
        unread = (each.sentence for each in self.watches if each.sentence)
        return (*self.gone, *self.stuck, *self.strays, *unread)
