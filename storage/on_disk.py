"""Files that are on the disk, whole or not at all, whenever the program or the power ends."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: Where a file is written before it gets its name. Whoever writes here shares its lock.
INCOMING: Final = ".incoming"


def sync(path: Path) -> None:
    """See to it that a file or folder is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # what a share says of a folder
            raise
    finally:
        os.close(opened)


def write_whole(root: Path, place: Path, data: bytes) -> None:
    """Write a file somewhere below ``root``; folders that are missing are made, for us alone."""
    incoming = root / INCOMING
    _make_folders(place.parent)
    _make_folders(incoming)
    with _locked(incoming, fcntl.LOCK_SH):
        handle, name = tempfile.mkstemp(dir=incoming)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    sync(place.parent)


def sweep(root: Path) -> None:
    """Remove what killed programs left half written, unless somebody is writing just now."""
    incoming = root / INCOMING
    if not incoming.exists():
        return
    try:
        with _locked(incoming, fcntl.LOCK_EX | fcntl.LOCK_NB):
            for each in incoming.iterdir():
                each.unlink()
    except BlockingIOError:
        return  # a later one finds them as well


def _make_folders(folder: Path) -> None:
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Hold a folder's lock; the system lets go of it however this process ends."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, how)
        yield
    finally:
        os.close(opened)
