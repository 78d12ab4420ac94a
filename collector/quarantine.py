"""Refused files set apart, each with a note beside it that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import on_disk
from storage.errors import DatabaseUnusableError
from storage.records import FileRow
from storage.trouble import Trouble, trouble_of


def set_apart(root: Path, row: FileRow, data: bytes) -> None:
    """Copy a refused file to the quarantine. The note is written last, so it vouches for both."""
    note = f"{row.name}: {' '.join(row.problems)}\n".encode()
    with _quarantine(root) as folder:
        on_disk.write_whole(folder, folder / f"{row.sha256}.fit", data)
        on_disk.write_whole(folder, folder / f"{row.sha256}.txt", note)


def sweep(root: Path) -> None:
    """Remove what killed programs left half written."""
    with _quarantine(root) as folder:
        on_disk.sweep(folder)


@contextmanager
def _quarantine(root: Path) -> Iterator[Path]:
    """Give the folder; say what is wrong with it, where something is."""
    folder = root / "quarantine"
    try:
        yield folder
    except OSError as error:
        trouble = trouble_of(error) or Trouble.NO_ACCESS
        raise DatabaseUnusableError(str(folder), trouble, error.strerror or "") from error
