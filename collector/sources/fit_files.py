"""Find FIT files: in folders, on a mounted watch, in zips and zips inside them.

Nothing is written and nothing is decoded here. What cannot be read is found too, and says why when
it is read, so that one bad file never ends a run.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collector.sources.errors import SourceError
from collector.sources.unwrapping import LARGEST_FILE, unwrapped
from collector.sources.zips import members

_FIT, _ZIP = ".fit", ".zip"

Ignore = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """Something to read. It can be read only until the next one is asked for."""

    name: str
    read: Callable[[], bytes]


def find(paths: Sequence[Path], *, ignored: Ignore = lambda _name: None) -> Iterator[Found]:
    """Give everything below these paths that may be a FIT file, always in the same order.

    A path that is named itself is given whatever its name; ``ignored`` hears of the other files
    in folders and zips. Reading raises `SourceError`.
    """
    visited: set[tuple[int, int]] = set()
    for path in sorted(set(paths)):
        yield from _below(path, _Walk(visited, ignored), named=True)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What a walk remembers: folders seen, those it is inside of, and who hears of the rest."""

    visited: set[tuple[int, int]]
    ignored: Ignore
    inside: tuple[tuple[int, int], ...] = ()

    def into(self, folder: tuple[int, int]) -> _Walk:
        return _Walk(self.visited, self.ignored, (*self.inside, folder))


def _below(path: Path, walk: _Walk, *, named: bool = False) -> Iterator[Found]:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        yield _unreadable(path, error)
        return
    suffix = path.suffix.lower()
    if stat.S_ISDIR(status.st_mode):
        yield from _folder(path, (status.st_dev, status.st_ino), walk)
    elif not stat.S_ISREG(status.st_mode):
        if named or suffix == _FIT:
            yield _refused(path, "is not a file that can be read. Name a file or a folder.")
        else:
            walk.ignored(str(path))
    elif suffix == _ZIP:
        for name, read in members(path, walk.ignored):
            yield Found(name, read)
    elif named or suffix == _FIT:
        yield Found(str(path), lambda: _content(path))
    else:
        walk.ignored(str(path))


def _folder(path: Path, identity: tuple[int, int], walk: _Walk) -> Iterator[Found]:
    if identity in walk.inside:
        yield _refused(path, "leads back to a folder around it. Its files were read there.")
        return
    if identity in walk.visited:
        return
    walk.visited.add(identity)
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208 - names alone, without a Path for each
    except OSError as error:
        yield _unreadable(path, error)
        return
    for name in names:
        yield from _below(path / name, walk.into(identity))


def _content(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=leaving_no_trace) as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _trouble(path, error) from error
    if len(data) > LARGEST_FILE:
        raise SourceError(str(path), _too_large())
    return unwrapped(str(path), data)


def leaving_no_trace(path: str, flags: int) -> int:
    """Open without noting the time of reading, which would be written to the watch."""
    try:
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:  # that is for the file's owner alone
        return os.open(path, flags)


def _too_large() -> str:
    return f"is larger than {LARGEST_FILE // 2**20} MB. No watch writes such a file."


def _trouble(path: Path, error: OSError | ValueError) -> SourceError:
    number = getattr(error, "errno", None)
    sentences = {
        errno.ENOENT: "is not there. Check the path, or whether the watch is still connected.",
        errno.EACCES: "may not be read. Change its permissions, or copy it somewhere else.",
        errno.ELOOP: "is a link that leads to itself. Remove the link.",
    }
    reason = getattr(error, "strerror", None) or str(error)
    return SourceError(
        str(path), sentences.get(number or 0, f"cannot be read: {reason}. Copy it again.")
    )


def _unreadable(path: Path, error: OSError | ValueError) -> Found:
    return _raising(_trouble(path, error))


def _refused(path: Path, what: str) -> Found:
    return _raising(SourceError(str(path), what))


def _raising(error: SourceError) -> Found:
    def read() -> bytes:
        raise error

    return Found(error.name, read)
