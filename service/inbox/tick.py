"""Whether a pass over the inbox is worth its while: a look that costs next to nothing.

Standard library and settings only, since the daemon does this on every tick.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from service.inbox.looking import FILED, inbox_of, look, written_to
from service.inbox.mounted import MOUNTINFO, mounted_watches
from service.inbox.remembered import remembered
from service.inbox.settling import NOTHING_SEEN, Memory, Sight, settled

if TYPE_CHECKING:
    from service.home import Home

#: What a pass left where it was (no room, nobody's, may not be moved) is tried again after this.
AGAIN_S: Final = 600.0


@dataclass(slots=True)
class Watchman:
    """What one program remembers from look to look; file times alone cannot be trusted."""

    mountinfo: Path = MOUNTINFO
    seen: Memory = NOTHING_SEEN
    offered: dict[Sight | str, float] = field(default_factory=dict)

    def waiting(self, home: Home, now: datetime, clock_s: float) -> bool:
        """Tell whether something can be read that a pass has not been offered yet."""
        settings = home.settings.inbox
        ready: list[Sight | str] = [*self._settled(home, now, clock_s)]
        if not inbox_of(home.data, settings).is_dir():
            ready.append("no inbox")  # a pass makes it
        if settings.watches:
            ready += self._unread(home)
        self.offered = {
            each: at
            for each, at in self.offered.items()
            if each in ready and clock_s - at < AGAIN_S
        }
        new = [each for each in ready if each not in self.offered]
        self.offered |= dict.fromkeys(new, clock_s)
        return bool(new)

    def _settled(self, home: Home, now: datetime, clock_s: float) -> tuple[Sight, ...]:
        inbox = home.settings.inbox
        sights = look(inbox_of(home.data, inbox), FILED, FILED)
        self.seen = self.seen.after(sights, clock_s)
        ready = settled(
            sights,
            self.seen,
            now_s=now.timestamp(),
            clock_s=clock_s,
            settle_s=float(inbox.settle_s),
        )
        return tuple(each for each in ready if not written_to(each.path))

    def _unread(self, home: Home) -> list[Sight | str]:
        watches = mounted_watches(self.mountinfo)
        if not watches:
            return []
        whole = remembered(home.data).whole
        return [
            f"{each.mount} {each.fingerprint}" for each in watches if each.fingerprint not in whole
        ]


def waiting(home: Home, now: datetime) -> bool:
    """Tell whether a pass over the inbox would find something to do."""
    watchman = _watchmen.setdefault(home.data, Watchman())
    return watchman.waiting(home, now, monotonic())


#: One for each data directory this program serves.
_watchmen: Final[dict[Path, Watchman]] = {}
