"""Refused files set apart, each with a note beside it that says what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

from storage.errors import DatabaseUnusableError, Trouble, trouble_of
from storage.records import FileRow


def set_apart(root: Path, row: FileRow, data: bytes) -> None:
    """Copy a refused file to the quarantine. The note is written last, so it vouches for both."""
    folder = root / "quarantine"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / f"{row.sha256}.fit", data)
        _write(folder / f"{row.sha256}.txt", f"{row.name}: {' '.join(row.problems)}\n".encode())
    except OSError as error:
        trouble = trouble_of(error) or Trouble.NO_ACCESS
        raise DatabaseUnusableError(str(folder), trouble, error.strerror or "") from error


def _write(path: Path, data: bytes) -> None:
    incoming = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        incoming.touch(mode=0o600)
        incoming.write_bytes(data)
        incoming.replace(path)
    finally:
        incoming.unlink(missing_ok=True)
