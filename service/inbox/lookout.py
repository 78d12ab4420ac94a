"""A process that only looks: a disk or share that does not answer holds up this and nothing else.

``python -m service.inbox.lookout SOUGHT LOCKS`` answers each line on its stdin with one of
`ANSWERS` on its stdout, says `ARRIVED` by itself, and before each folder where it looks. It may
wait inside the kernel where no signal reaches it; another one, asked meanwhile, leaves that folder
out and says so (`HANGS`). ``LOCKS`` is the data directory; empty: nobody else is minded.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from service import log
from service.inbox.hanging import entered
from service.inbox.tick import Sought, Watchman
from service.tied import PARENT, follow

if TYPE_CHECKING:
    from service.inbox.watching import InboxWatch

WAITING: Final = "waiting"
NOTHING: Final = "nothing"
ANSWERS: Final = frozenset({WAITING, NOTHING})
#: Something has come to rest in the inbox since the last look.
ARRIVED: Final = "arrived"
#: Both followed by a folder, in JSON.
AT: Final = "at "
HANGS: Final = "hangs "


@dataclass(slots=True)
class _Looking:
    """Goes from folder to folder, and holds the lock of the one it is in."""

    locks: str
    watch: InboxWatch
    inbox: str
    lock: int | None = None

    def may_enter(self, folder: str) -> bool:
        """Leave the folder before, and say whether this one is to be looked at."""
        self.leave()
        _say(f"{AT}{json.dumps(folder)}")
        if self.locks:
            self.lock = entered(Path(self.locks), folder)
            if self.lock is None:
                _say(f"{HANGS}{json.dumps(folder)}")
                return False
        if folder == self.inbox:
            self.watch.refresh()
        return True

    def leave(self) -> None:
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def main() -> None:
    follow(int(os.environ.pop(PARENT)))
    # The service reads its lines and passes on what it wants to be written.
    log.configure("verbose", to_journal=False)
    _answer(Sought.parse(sys.argv[1]), sys.argv[2])


def _answer(sought: Sought, locks: str) -> None:
    """Look whenever asked, until nobody is there to ask."""
    from service.inbox.watching import InboxWatch

    watch = InboxWatch(
        Path(sought.inbox),
        lambda: _say(ARRIVED),
        settle_s=sought.settle_s,
        tell=lambda said: log.warning("inbox_unwatched", said=said),
    )
    looking = _Looking(locks, watch, sought.inbox)
    watchman = Watchman(looking.may_enter)
    for _ in sys.stdin:
        found = watchman.waiting(sought, datetime.now(UTC), monotonic())
        looking.leave()
        _say(WAITING if found else NOTHING)
    os._exit(0)  # the threads of the watch may hang


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # whole, whichever thread says it


if __name__ == "__main__":
    main()
