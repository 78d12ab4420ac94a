"""One service for each data directory: two would do everything twice as often."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from config.errors import StegvisError
from service.file_lock import took

LOCK = "service.lock"

#: One who only looks whether it is held has it for less than a moment.
_A_GLANCE_S: Final = 0.5


class AlreadyRunsError(StegvisError):
    """Another process has this data directory's service in hand."""


class ReplacedError(StegvisError):
    """What a running service stands on is not what it was when it began."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a service stands on: files by what they are, whatever their names lead to later."""

    files: Mapping[Path, tuple[int, int] | None]

    @classmethod
    def of(cls, *files: Path) -> Self:
        return cls({each: _identity(each) for each in files})

    def check(self) -> None:
        """Raise `ReplacedError` where another file, or none, has a name now."""
        for path, was in self.files.items():
            if _identity(path) != was:
                raise ReplacedError(
                    f"{path} is not the file it was: its disk was unmounted, or it was put back"
                    " while the service ran. Start the service again when all is in its place."
                )


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the only one; the lock goes with the process, however it ends."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / LOCK).open("a+", encoding="ascii") as lock:
        if not took(lock, wait_s=_A_GLANCE_S):
            lock.seek(0)
            raise AlreadyRunsError(
                f"The service already runs on {data} (process {lock.read().strip() or 'unknown'}),"
                " and does this by itself. Stop that one first, or choose another --data."
            )
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
