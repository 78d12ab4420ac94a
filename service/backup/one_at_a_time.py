"""One backup of a data directory at a time: who comes second waits for the first to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from service.backup.errors import BackupError
from service.file_lock import took

LOCK: Final = ".backup.lock"

#: A copy takes minutes on a small computer; less than what a round grants the whole errand.
WAIT_S: Final = 600.0


@contextmanager
def one_at_a_time(
    data: Path, waits: Callable[[], None] = lambda: None, *, wait_s: float = WAIT_S
) -> Iterator[None]:
    """Be the only one that makes or removes backups; the lock goes with the program.

    A timer and a round may come to it in the same minute: neither is a fault. ``waits`` is called
    where another is at work.
    """
    if not data.is_dir():
        raise BackupError(f"There is nothing in {data} to copy yet.")
    with (data / LOCK).open("a") as lock:
        if not took(lock):
            waits()
            if not took(lock, wait_s=wait_s):
                raise BackupError(
                    f"Another backup is being made, and was not done in {wait_s / 60:.0f} minutes."
                    " Wait until it is."
                )
        yield
