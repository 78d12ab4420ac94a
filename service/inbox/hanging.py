"""Folders that do not answer: who waits in one has its lock, and nobody else goes there.

The lock goes with the process, so a folder that answers again is looked at again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from service.file_lock import took

#: In the data directory.
LOCKS: Final = ".lookout"

#: A look takes a moment, and a process that was killed another to be gone.
_A_MOMENT_S: Final = 1.0


def entered(data: Path, where: str) -> int | None:
    """Take a folder's lock until the file given is closed; None where another waits there."""
    locks = data / LOCKS
    locks.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(os.fsencode(Path(where).absolute())).hexdigest()[:16]
    lock = os.open(locks / name, os.O_RDWR | os.O_CREAT, 0o600)
    if took(lock, wait_s=_A_MOMENT_S):
        return lock
    os.close(lock)
    return None


def hangs(data: Path, where: str) -> bool:
    """Tell whether somebody waits there for an answer."""
    lock = entered(data, where)
    if lock is None:
        return True
    os.close(lock)
    return False
