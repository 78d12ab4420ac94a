"""Files leave the inbox: done ones into a folder of their month, refused ones with a note beside.

Nothing is overwritten, and a program that is stopped at any point leaves every file whole in one
of its two places. One pass at a time moves files (see `one_pass`), so a name that is free stays so.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import Final

from config.errors import StegvisError
from service.inbox.looking import DONE, REFUSED
from storage.on_disk import INCOMING, sync

#: How every note begins: one without its file is ours to write again.
_NOTE: Final = "stegvis could not use this file"
#: In bytes: a name has 255, and a number, ".txt" or ".incoming" may be added.
_LONGEST_STEM: Final = 200
_LONGEST_SUFFIX: Final = 20


class FilingError(StegvisError):
    """A file was read and cannot be moved out of the inbox."""

    def __init__(self, path: Path, error: OSError) -> None:
        what = {
            errno.EACCES: "Let the user this program runs as write to the inbox and its folders.",
            errno.EPERM: "Let the user this program runs as write to the inbox and its folders.",
            errno.EROFS: "The disk can only be read; mount it for writing.",
            errno.ENOSPC: "Make room on the disk.",
            errno.EDQUOT: "Make room on the disk.",
        }.get(error.errno or 0, "Look at the folder, then run stegvis inbox again.")
        super().__init__(
            f"{path} was read and kept, but cannot be moved out of the inbox"
            f" ({error.strerror or error}). {what}"
        )


def file_done(inbox: Path, file: Path, now: datetime) -> Path:
    """Move a file to the month's folder, keeping the folders it came in."""
    return _moved(file, inbox / DONE / f"{now:%Y-%m}" / file.relative_to(inbox))


def file_refused(inbox: Path, file: Path, sentence: str, now: datetime) -> Path:
    """Move a file apart, with a note beside it that says why and what to do.

    The note is written first: there is never a refused file without one.
    """
    try:
        place = _free(inbox / REFUSED / file.name, with_note=True)
        text = (
            f"{_NOTE}: {file.name}, put into {file.parent} and looked at on {now:%Y-%m-%d}.\n"
            f"{sentence}\n"
        )
        _write(_note_of(place), text.encode(errors="backslashreplace"))
    except OSError as error:
        raise FilingError(file, error) from error
    return _moved(file, place)


def share_with_quarantine(kept: Path, quarantine: Path) -> None:
    """Let a refused file and its copy in the quarantine be one file, where the system allows it."""
    with suppress(OSError):
        if not S_ISREG(kept.lstat().st_mode):
            return
        with kept.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        copy = quarantine / f"{sha256}.fit"
        link = quarantine / INCOMING / copy.name
        if copy.exists() and not copy.samefile(kept):
            link.unlink(missing_ok=True)
            link.hardlink_to(kept)
            link.replace(copy)


def _moved(file: Path, place: Path) -> Path:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place = place if not place.exists() and not place.is_symlink() else _free(place)
        try:
            file.rename(place)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _carry(file, place)
    except OSError as error:
        raise FilingError(file, error) from error
    return place


def _carry(file: Path, place: Path) -> None:
    """Move between file systems: the copy is whole and on the disk before the file goes."""
    incoming = place.with_name(f".{place.name}.incoming")
    try:
        shutil.copyfile(file, incoming, follow_symlinks=False)
        shutil.copystat(file, incoming, follow_symlinks=False)
        sync(incoming)
        incoming.rename(place)
        sync(place.parent)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise
    file.unlink()


def _free(place: Path, *, with_note: bool = False) -> Path:
    """Give a name nothing has yet: the wanted one, or one with a number added.

    A copy of a move between file systems that was stopped before the file went is a file like any
    other; the pass that follows finds the original known, and keeps both.
    """
    stem, suffix = _cut(place.stem, _LONGEST_STEM), _cut(place.suffix, _LONGEST_SUFFIX)
    number = 1
    while True:
        name = f"{stem}-{number}{suffix}" if number > 1 else f"{stem}{suffix}"
        candidate = place.with_name(name)
        if not _taken(candidate) and not (with_note and _is_kept(_note_of(candidate))):
            return candidate
        number += 1


def _cut(name: str, longest: int) -> str:
    return os.fsencode(name)[:longest].decode(errors="ignore") if len(name) > longest // 4 else name


def _note_of(place: Path) -> Path:
    return place.with_name(f"{place.name}.txt")


def _is_kept(note: Path) -> bool:
    """Tell whether a note's name is taken by anything but a note that lost its file."""
    if not _taken(note):
        return False
    try:
        with note.open("rb") as file:
            return file.read(len(_NOTE)) != _NOTE.encode()
    except OSError:
        return True


def _taken(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming = path.with_name(f".{path.name}.incoming")
    try:
        incoming.write_bytes(data)
        sync(incoming)
        incoming.replace(path)
    finally:
        incoming.unlink(missing_ok=True)
