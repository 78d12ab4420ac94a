"""A process that the service started ends with it, however that ends."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from typing import Final

#: In the environment of a child: the process whose end is its own.
PARENT: Final = "STEGVIS_PARENT"

#: A child is less urgent than whatever else this computer is for.
_NICE: Final = 10
_PR_SET_PDEATHSIG: Final = 1


def follow(parent: int) -> None:
    """In a child: end at once when the parent does, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(3)  # it was gone before this could be asked for
    with suppress(OSError):  # a sandbox may forbid even that
        os.nice(_NICE)
