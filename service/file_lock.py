"""A lock on an open file: between processes, and gone with the one that has it, however it ends."""

from __future__ import annotations

import fcntl
from time import monotonic, sleep
from typing import IO, Final

_BETWEEN_S: Final = 0.05


def took(file: IO[str] | int, *, wait_s: float = 0.0) -> bool:
    """Take it for this process alone, waiting so long for whoever has it; tell whether it is ours.

    It is held until the file is closed.
    """
    until = monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(_BETWEEN_S)
        else:
            return True
