"""Whether a folder answers at all: asked by a process of its own, since asking may never end."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from service.checks.check import Check, broken

#: A disk that has to spin up takes half of this.
WITHIN_S: Final = 15.0

_LOOK: Final = "import os, sys; next(os.scandir(sys.argv[1]), None)"
_LEFT: Final = -9


@cache
def answers(folder: Path, within_s: float = WITHIN_S) -> bool:
    """Tell whether the system can say in time what is in a folder, or that it is not there."""
    looking = subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-I", "-S", "-c", _LOOK, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        looking.wait(within_s)
    except subprocess.TimeoutExpired:
        looking.kill()
        with suppress(subprocess.TimeoutExpired):
            looking.wait(0.5)
        looking.returncode = _LEFT  # it waits inside the kernel, and ends when the folder answers
        return False
    return True


def unanswering(what: str, folder: Path) -> Check:
    """Say that a folder does not answer."""
    return broken(
        what,
        f"{folder} does not answer",
        "Look at its disk, its cable, or the computer it is shared from. If that is gone for good:"
        f" umount --lazy {folder}",
    )
