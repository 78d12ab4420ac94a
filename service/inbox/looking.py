"""Looks into a folder without changing it: what is there, and whether somebody writes to it.

Standard library only: the daemon does this on every tick.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.inbox.settling import Sight, is_left_alone

if TYPE_CHECKING:
    from config.settings import Inbox

#: Not looked into: what is filed away already.
DONE: Final = "done"
REFUSED: Final = "refused"
FILED: Final = frozenset({DONE, REFUSED})

#: What may hold recordings; anything else is told so by its name.
READ: Final = frozenset({".fit", ".zip", ".gz"})

#: Deeper than this no export goes; a folder that contains itself does.
_DEEPEST: Final = 12


def inbox_of(data: Path, settings: Inbox) -> Path:
    """Give the watched folder: as the settings say, else in the data directory."""
    return Path(settings.folder).expanduser() if settings.folder else data / "inbox"


def look(folder: Path, *passed_over: frozenset[str]) -> tuple[Sight, ...]:
    """Give every file below a folder but temporary ones, in order; folders that vanish are empty.

    Names in ``passed_over`` are left out: the first at the top, the second one folder deeper.
    """
    return tuple(sorted(_below(str(folder), passed_over, 0), key=lambda each: each.path))


def _below(folder: str, passed_over: Sequence[frozenset[str]], depth: int) -> Iterator[Sight]:
    unwanted = passed_over[depth] if depth < len(passed_over) else frozenset[str]()
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if entry.name in unwanted or is_left_alone(entry.name):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST:
                    yield from _below(entry.path, passed_over, depth + 1)
                continue
            yield sight(entry.path)
        except OSError:
            continue  # it went between the two looks


def sight(path: str) -> Sight:
    """Look at one file; a link is looked at itself, and its target is not followed."""
    found = os.lstat(path)
    touched = max(found.st_mtime, found.st_ctime)
    return Sight(path, found.st_size, touched, (found.st_dev, found.st_ino))


def written_to(path: str) -> bool:
    """Tell whether any program has a file open for writing, as far as the system will say.

    A read lease is given only where nobody writes. Where it cannot be had (another owner, another
    host) nothing is known, and that is no reason to wait.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # A writer who comes in this very moment is told of by a signal; this one ends nobody.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(file)
    return False
