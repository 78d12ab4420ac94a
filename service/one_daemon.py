"""One service for each data directory: two would do everything twice as often."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import StegvisError

LOCK = "service.lock"


class AlreadyRunsError(StegvisError):
    """Another process has this data directory's service in hand."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the only one; the lock goes with the process, however it ends."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / LOCK).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise AlreadyRunsError(
                f"The service already runs on {data} (process {lock.read().strip() or 'unknown'}),"
                " and does this by itself. Stop that one first, or choose another --data."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
