"""What is filed away goes after a time, where the archive has what was in it; empty folders too."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from collector.sources.errors import SourceError
from collector.sources.fit_files import find
from service.inbox.looking import DONE, READ, look
from storage.archive import Archive
from storage.errors import OriginalUnreadableError

_DAY_S: Final = 86_400
#: A copy in progress makes its folders first.
_EMPTY_S: Final = 3_600


def clear(inbox: Path, archive: Archive, now: datetime, keep_days: int) -> int:
    """Remove done files older than ``keep_days`` (0: none); give how many.

    A file goes only when everything in it can be read and the archive gives back the same bytes.
    """
    if not keep_days:
        return 0
    old = now.timestamp() - keep_days * _DAY_S
    removed = 0
    for each in look(inbox / DONE):
        path = Path(each.path)
        if each.touched_s < old and _is_kept(path, archive):
            path.unlink()
            removed += 1
    return removed


def tidy(inbox: Path, now: datetime, passed_over: frozenset[str]) -> None:
    """Remove the empty folders of what was filed away, once nobody can still be copying there."""
    old = now.timestamp() - _EMPTY_S
    for folder in reversed(list(_folders(inbox, passed_over))):  # what is inside another first
        with suppress(OSError):
            if folder.stat().st_mtime < old:
                folder.rmdir()


def _folders(inbox: Path, passed_over: frozenset[str]) -> Iterator[Path]:
    """Give the folders below an inbox; what is filed away grows for years and is not walked."""
    for folder, names, _ in os.walk(inbox):
        if Path(folder) == inbox:
            names[:] = [name for name in names if name not in passed_over]
        else:
            yield Path(folder)


def _is_kept(path: Path, archive: Archive) -> bool:
    if path.suffix.lower() not in READ or path.is_symlink():
        return False
    try:
        found = [_in_archive(data, archive) for data in _contents(path)]
    except SourceError:
        return False
    return bool(found) and all(found)


def _contents(path: Path) -> Iterator[bytes]:
    for found in find([path]):
        yield found.read()


def _in_archive(data: bytes, archive: Archive) -> bool:
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return archive.has(sha256) and archive.read(sha256) == data
    except OriginalUnreadableError:
        return False
