"""Whether a pass over the inbox is worth its while: a look that costs next to nothing.

Standard library only, since a process that does nothing else does this for every tick.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

from service.inbox.looking import FILED, inbox_of, look, written_to
from service.inbox.mounted import MOUNTINFO, mounted_watches
from service.inbox.remembered import remembered
from service.inbox.settling import NOTHING_SEEN, Memory, Sight, settled

if TYPE_CHECKING:
    from service.home import Home

#: What a pass left where it was (no room, nobody's, may not be moved) is tried again after this.
AGAIN_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Sought:
    """Where to look: all that a process has to know that only looks."""

    inbox: str
    data: str
    settle_s: float
    watches: bool
    mountinfo: str = str(MOUNTINFO)

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(**json.loads(text))


def sought_of(home: Home) -> Sought:
    """Give where a household's files may lie."""
    chosen = home.settings.inbox
    inbox = str(inbox_of(home.data, chosen))
    return Sought(inbox, str(home.data), chosen.settle_s, chosen.watches)


@dataclass(slots=True)
class Watchman:
    """What one program remembers from look to look; file times alone cannot be trusted.

    ``may_enter`` hears of each folder before it is looked at, which may be the last thing that is
    heard, and tells whether it is to be.
    """

    may_enter: Callable[[str], bool] = lambda _folder: True
    seen: Memory = NOTHING_SEEN
    offered: dict[Sight | str, float] = field(default_factory=dict)

    def waiting(self, sought: Sought, now: datetime, clock_s: float) -> bool:
        """Tell whether something can be read that a pass has not been offered yet."""
        ready: set[Sight | str] = {*self._settled(sought, now, clock_s)}
        if sought.watches:
            ready.update(self._unread(sought))
        self.offered = {
            each: at
            for each, at in self.offered.items()
            if each in ready and clock_s - at < AGAIN_S
        }
        new = [each for each in ready if each not in self.offered and not _in_hand(each)]
        self.offered |= dict.fromkeys(new, clock_s)
        return bool(new)

    def _settled(self, sought: Sought, now: datetime, clock_s: float) -> tuple[Sight | str, ...]:
        if not self.may_enter(sought.inbox):
            return ()
        sights = look(Path(sought.inbox), FILED, FILED)
        self.seen = self.seen.after(sights, clock_s)
        if not sights and not Path(sought.inbox).is_dir():
            return ("no inbox",)  # a pass makes it
        return settled(
            sights,
            self.seen,
            now_s=now.timestamp(),
            clock_s=clock_s,
            settle_s=sought.settle_s,
        )

    def _unread(self, sought: Sought) -> list[str]:
        watches = mounted_watches(Path(sought.mountinfo), self.may_enter)
        if not watches:
            return []
        whole = remembered(Path(sought.data)).whole
        return [
            f"{each.mount} {each.fingerprint}" for each in watches if each.fingerprint not in whole
        ]


def _in_hand(each: Sight | str) -> bool:
    return isinstance(each, Sight) and written_to(each.path)


def waiting(home: Home, now: datetime) -> bool:
    """Tell, in this very process, whether a pass over the inbox would find something to do."""
    watchman = _watchmen.setdefault(home.data, Watchman())
    return watchman.waiting(sought_of(home), now, monotonic())


#: One for each data directory this program serves.
_watchmen: Final[dict[Path, Watchman]] = {}
