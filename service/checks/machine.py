"""The machine the program runs on: its clock, its disk, and whether the service is at work."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.checks.check import Check, broken, look, well
from service.checks.speaking import ago, is_to_come
from service.due import FIRST
from service.holding import ADVICE, Hold
from service.home import Home
from service.watchfulness import LITTLE_ROOM_MB

if TYPE_CHECKING:
    from service.known import Found

#: Rounds by a timer come every few minutes, and note once an hour that they were here.
_ROUND: Final = timedelta(hours=2)

_HELD: Final = {
    "clock_never_set": "The clock was never set. Nothing is sent until it is: timedatectl",
    "clock_not_yet_set": "The network has not told the time yet. Nothing is sent until it has.",
    "clock_went_back": (
        "Messages are on record that were sent later than now. Nothing is sent until the clock"
        " has passed them, or is right: timedatectl. If it is right: stegvis messages resume"
    ),
}


def clock(home: Home) -> Iterator[Check]:
    from service.clock import trust
    from service.errands import Trust

    now = home.now()
    found = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < FIRST:
        advice = "Set the clock (timedatectl); until then new files look as if from the future."
        yield broken("clock", found, advice)
        return
    yield well("clock", f"{found}, set from the network" if trust() is Trust.SURE else found)


def disk(home: Home) -> Iterator[Check]:
    free = free_mb(home.data)
    found = f"{free:,} MB free for {home.data}"
    if free < LITTLE_ROOM_MB:
        yield look("disk", found, "Make room, or move the data with --data.")
    else:
        yield well("disk", found)


def free_mb(folder: Path) -> int:
    """How much room there is where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // 1_000_000


def service(home: Home) -> Iterator[Check]:
    """Whether somebody does the work, where there is work to do."""
    from service.clock import believed
    from service.known import look as look_at

    found = look_at(home, home.engine, home.now(), believed(home.settings))
    running = process_of(home.data)
    if running:
        yield well("service", f"runs (process {running})")
    else:
        yield _resting(home, found)
    if found.held in _HELD:
        yield look("clock", "not believed just now", _HELD[found.held])
    elif found.held:
        yield broken("sending", "nothing is sent", ADVICE[Hold(found.held)])
    for name, failure in sorted(found.attempts.failed.items()):
        times = "once" if failure.times == 1 else f"{failure.times} times, last"
        yield look("service", f"{name} failed {times} {ago(failure.at, home.now())}", failure.said)


def process_of(data: Path) -> str:
    """Give the number of the process that serves this directory; empty: there is none."""
    from service.one_daemon import LOCK

    try:
        with (data / LOCK).open(encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read().strip() or "unknown"
    except OSError:
        pass
    return ""


def _resting(home: Home, found: Found) -> Check:
    from service.errands import Do

    last = found.attempts.done_at.get(Do.WATCH)
    if last is not None and not is_to_come(last, home.now()) and home.now() - last < _ROUND:
        return well("service", f"comes by timer, last {ago(last, home.now())}")
    if not found.books.consents:
        return well("service", "not running, and nobody asked for letters")
    advice = "Start it: systemctl start stegvis. If it was never installed: stegvis install-service"
    return look("service", "not running: no letter or nudge is sent", advice)
