"""The originals: every imported file, compressed, under the SHA-256 of its bytes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.errors import DatabaseUnusableError, OriginalUnreadableError, Trouble, trouble_of
from storage.on_disk import sync

#: zlib's own default: the last percents cost several times the time.
_LEVEL: Final = 6
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
#: Where an original is written before it gets its name. Whoever writes here shares its lock.
_INCOMING: Final = ".incoming"


@dataclass(frozen=True, slots=True)
class Archive:
    """Originals below ``root``, in ``originals/ab/<sha256>.fit.z``."""

    root: Path

    def keep(self, sha256: str, data: bytes) -> None:
        """Keep an original. It is on the disk when this returns; a sound one is left alone."""
        path = self._path(sha256)
        try:
            if path.exists() and _is_sound(path, sha256):
                return
            _make_folders(path.parent)
            _write(path, zlib.compress(data, _LEVEL), self._incoming)
        except OSError as error:
            raise _unusable(path.parent, error) from error

    def read(self, sha256: str) -> bytes:
        """Give an original back, exactly as it was imported."""
        path = self._path(sha256)
        try:
            data = zlib.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise OriginalUnreadableError(sha256, "is missing from the archive", path) from error
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise OriginalUnreadableError(sha256, what, path) from error
        except zlib.error as error:
            raise OriginalUnreadableError(sha256, "is damaged in the archive", path) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OriginalUnreadableError(sha256, "is not what was put into the archive", path)
        return data

    def has(self, sha256: str) -> bool:
        """Tell whether an original is there, without reading it."""
        return self._path(sha256).exists()

    def sweep(self) -> None:
        """Remove what killed programs left half written, unless somebody is writing just now."""
        if not self._incoming.exists():
            return
        try:
            with _locked(self._incoming, fcntl.LOCK_EX | fcntl.LOCK_NB):
                for each in self._incoming.iterdir():
                    each.unlink()
        except BlockingIOError:
            return  # a later import finds them as well
        except OSError as error:
            raise _unusable(self._incoming, error) from error

    @property
    def _incoming(self) -> Path:
        return self.root / "originals" / _INCOMING

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in lower-case hexadecimal: {sha256!r}")
        return self.root / "originals" / sha256[:2] / f"{sha256}.fit.z"


def _is_sound(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(path.read_bytes())).hexdigest() == sha256
    except zlib.error:
        return False


def _make_folders(folder: Path) -> None:
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def _write(path: Path, data: bytes, incoming: Path) -> None:
    """Write so that after a crash the file is whole or not there."""
    _make_folders(incoming)
    with _locked(incoming, fcntl.LOCK_SH):
        handle, name = tempfile.mkstemp(dir=incoming)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    sync(path.parent)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Hold a folder's lock; the system lets go of it however this process ends."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, how)
        yield
    finally:
        os.close(opened)


def _unusable(where: Path, error: OSError) -> DatabaseUnusableError:
    trouble = trouble_of(error) or Trouble.NO_ACCESS
    return DatabaseUnusableError(
        str(where), trouble, error.strerror or "", part="archive of originals"
    )
