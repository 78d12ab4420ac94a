"""The originals: every imported file, compressed, under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage import on_disk
from storage.errors import DatabaseUnusableError, OriginalUnreadableError
from storage.trouble import Trouble, trouble_of

#: zlib's own default: the last percents cost several times the time.
_LEVEL: Final = 6
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


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
            on_disk.write_whole(self._originals, path, zlib.compress(data, _LEVEL))
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
        try:
            on_disk.sweep(self._originals)
        except OSError as error:
            raise _unusable(self._originals, error) from error

    @property
    def _originals(self) -> Path:
        return self.root / "originals"

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in lower-case hexadecimal: {sha256!r}")
        return self._originals / sha256[:2] / f"{sha256}.fit.z"


def _is_sound(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(path.read_bytes())).hexdigest() == sha256
    except zlib.error:
        return False


def _unusable(where: Path, error: OSError) -> DatabaseUnusableError:
    trouble = trouble_of(error) or Trouble.NO_ACCESS
    return DatabaseUnusableError(
        str(where), trouble, error.strerror or "", part="archive of originals"
    )
