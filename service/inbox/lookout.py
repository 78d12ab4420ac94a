"""A process that only looks: a disk or share that does not answer holds up this and nothing else.

``python -m service.inbox.lookout SOUGHT LOCK`` answers each line on its stdin with one of `ANSWERS`
on its stdout, says `ARRIVED` by itself, and before each folder where it looks. It may wait inside
the kernel where no signal reaches it; as long as it does, it holds the lock, and no other begins.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from service import log
from service.file_lock import took
from service.inbox.tick import Sought, Watchman
from service.tied import PARENT, follow

WAITING: Final = "waiting"
NOTHING: Final = "nothing"
ANSWERS: Final = frozenset({WAITING, NOTHING})
#: Something has come to rest in the inbox since the last look.
ARRIVED: Final = "arrived"
#: Followed by a folder, in JSON.
AT: Final = "at "

#: A killed one takes a moment to be gone.
_GONE_S: Final = 3.0

#: The exit code of one that begins while another still hangs.
ANOTHER: Final = 4


def main() -> None:
    follow(int(os.environ.pop(PARENT)))
    # The service reads its lines and passes on what it wants to be written.
    log.configure("verbose", to_journal=False)
    sought, lock = Sought.parse(sys.argv[1]), sys.argv[2]
    # Held until the very end of this process.
    if lock and not took(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), wait_s=_GONE_S):
        sys.exit(ANOTHER)
    _answer(sought)


def _answer(sought: Sought) -> None:
    """Look whenever asked, until nobody is there to ask."""
    from service.inbox.watching import InboxWatch

    watchman = Watchman(at=lambda where: _say(f"{AT}{json.dumps(where)}"))
    watch = InboxWatch(
        Path(sought.inbox),
        lambda: _say(ARRIVED),
        settle_s=sought.settle_s,
        tell=lambda said: log.warning("inbox_unwatched", said=said),
    )
    for _ in sys.stdin:
        _say(f"{AT}{json.dumps(sought.inbox)}")
        watch.refresh()
        found = watchman.waiting(sought, datetime.now(UTC), monotonic())
        _say(WAITING if found else NOTHING)
    os._exit(0)  # the threads of the watch may hang


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # whole, whichever thread says it


if __name__ == "__main__":
    main()
