"""Zips, and zips inside zips, member by member, without unpacking to disk and within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from collector.sources.errors import SourceError
from collector.sources.unwrapping import LARGEST_FILE, unwrapped

#: An account export of twenty years holds some tens of thousands of files.
MOST_MEMBERS = 500_000
#: A whole account, several times over.
LARGEST_TOTAL = 64 * 2**30
#: Deflate cannot do better than 1,032; FIT files reach 10, and zips inside do not shrink.
STEEPEST_RATIO = 200
#: Below this, an empty file may shrink as well as it likes.
_RATIO_COUNTS_FROM = 2**20
#: The export, a part inside, and a zip around a single file inside that.
DEEPEST = 3
_LONGEST_NAME = 1000
#: A zip inside is held in memory up to this, and read through its container beyond.
_HELD = 32 * 2**20

_ENCRYPTED = 0x1
_FIT, _ZIP = ".fit", ".zip"

Member = tuple[str, Callable[[], bytes]]
Ignore = Callable[[str], None]

_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,  # a way of packing this Python does not know
    RuntimeError,  # encrypted in a way the directory does not tell
    EOFError,
    OSError,
    UnicodeDecodeError,
)


def members(path: Path, ignored: Ignore) -> Iterator[Member]:
    """Give each FIT file of a zip with the way to read it, one that raises where that fails.

    An archive that breaks a limit gives one such sentence and nothing more.
    """
    yield from _members(path, _Around(str(path), _Budget(), ignored))


@dataclass(slots=True)
class _Budget:
    """What the outermost archive and all inside it may still unpack to."""

    left: int = field(default=LARGEST_TOTAL)
    members: int = field(default=MOST_MEMBERS)

    def spend(self, name: str, size: int) -> None:
        self.left -= size
        self.members -= 1
        if self.left < 0 or self.members < 0:
            raise SourceError(name, "holds more than any export does. The rest was not read.")


@dataclass(frozen=True, slots=True)
class _Around:
    """The archive a member lies in: its name, what may still be unpacked, how deep it is."""

    name: str
    budget: _Budget
    ignored: Ignore
    depth: int = 1

    def deeper(self, name: str) -> _Around:
        return _Around(name, self.budget, self.ignored, self.depth + 1)


def _members(source: Path | IO[bytes], around: _Around) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(source) as archive:
            for info in _in_order(archive):
                yield from _one(archive, info, around)
    except SourceError as error:
        yield around.name, _raiser(error)
    except _BROKEN as error:
        what = "is a zip that is damaged or cut short. Download it again."
        yield around.name, _raiser(SourceError(around.name, what), error)


def _one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, around: _Around) -> Iterator[Member]:
    name, outer = f"{around.name}/{info.filename}", around.name
    ending = info.filename.lower()[-len(_FIT) :]
    if info.is_dir():
        return
    around.budget.spend(outer, info.file_size if ending in {_FIT, _ZIP} else 0)
    if ending not in {_FIT, _ZIP}:
        around.ignored(name)
        return
    _check(info, outer)
    if ending == _FIT:
        yield name, lambda: _content(archive, info, name)
    elif around.depth >= DEEPEST:
        raise SourceError(outer, f"holds zips inside zips, more than {DEEPEST} deep. Unpack it.")
    else:
        with _opened(archive, info) as inner:
            yield from _members(inner, around.deeper(name))


def _in_order(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Sort members as they lie in the archive, so that it is read forwards."""
    return sorted(archive.infolist(), key=lambda info: info.header_offset)


def _check(info: zipfile.ZipInfo, outer: str) -> None:
    name = info.filename
    if info.flag_bits & _ENCRYPTED:
        raise SourceError(outer, "is encrypted. Unpack it with its password and import that.")
    odd = len(name) > _LONGEST_NAME or ".." in name.split("/") or not name.isprintable()
    if odd or name.startswith("/"):
        raise SourceError(outer, "holds names no export has. It was not read.")
    steep = info.file_size > STEEPEST_RATIO * max(info.compress_size, 1)
    if steep and info.file_size > _RATIO_COUNTS_FROM:
        raise SourceError(outer, "unpacks to far more than it is, as a zip bomb does.")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    if info.file_size > LARGEST_FILE:
        raise SourceError(name, "is larger than any watch writes. It was not read.")
    try:
        with archive.open(info) as file:
            return unwrapped(name, file.read(LARGEST_FILE + 1))
    except _BROKEN as error:
        raise SourceError(name, "is damaged inside its zip. Download the zip again.") from error


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.file_size > _HELD:
        return archive.open(info)
    return io.BytesIO(archive.read(info))


def _raiser(error: SourceError, cause: BaseException | None = None) -> Callable[[], bytes]:
    def read() -> bytes:
        raise error from cause

    return read
