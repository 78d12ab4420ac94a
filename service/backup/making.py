"""Make a backup: under a temporary name, verified, and only then under its own."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.backup.contents import Manifest
from service.backup.errors import BackupError
from service.backup.filling import fill
from service.backup.installation import name, own_backups
from service.backup.noted import note
from service.backup.places import backups_folder
from service.backup.rotation import moment_of, name_of, superfluous
from service.backup.verifying import verified
from storage.on_disk import sync
from storage.trouble import Trouble, trouble_of

if TYPE_CHECKING:
    from service.home import Home

_INCOMING: Final = ".incoming-"
_A_SECOND: Final = timedelta(seconds=1)


def make_backup(home: Home, folder: Path, now: datetime) -> tuple[Path, Manifest]:
    """Copy everything while others go on writing; give the backup, verified.

    Within `one_at_a_time`, as is `rotate`.
    """
    while (final := folder / name_of(now)).exists():  # one that was waited for, in this very second
        now += _A_SECOND
    ours = _incoming(home)
    incoming = folder / f"{ours}{final.name}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_leftovers(folder, ours)
        incoming.mkdir(mode=0o700)
        fill(home, incoming, folder, now)
        manifest = verified(incoming)
        incoming.rename(final)
        sync(folder)
    except OSError as error:
        _discard(incoming)
        raise _refused(folder, error) from error
    except BaseException:
        _discard(incoming)
        raise
    if folder == backups_folder(home):
        note(home.data, final.name)
    return final, manifest


def rotate(home: Home, folder: Path, *, daily: int, weekly: int) -> list[Path]:
    """Remove our backups that have had their time; the latest has just been verified."""
    moments = {
        moment: path
        for path in own_backups(folder, home.data)
        if (moment := moment_of(path.name)) is not None
    }
    gone = [moments[each] for each in superfluous(moments, daily=daily, weekly=weekly)]
    for path in gone:
        # Half a backup must not be called one: it loses its name before its contents.
        leaving = path.with_name(f"{_incoming(home)}{path.name}.leaving")
        try:
            path.rename(leaving)
        except OSError as error:
            raise BackupError(f"{path} cannot be removed: {error.strerror}.") from error
        _discard(leaving)
    return gone


def _incoming(home: Home) -> str:
    """How the name of what is half made begins: others may have theirs in the same folder."""
    return f"{_INCOMING}{name(home.data)}-"


def _remove_leftovers(folder: Path, ours: str) -> None:
    """Remove what stopped programs of ours left half made, or half removed."""
    for path in folder.glob(f"{ours}*"):
        _discard(path)


def _discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _refused(folder: Path, error: OSError) -> BackupError:
    trouble = trouble_of(error) or Trouble.NO_ACCESS
    what = {
        Trouble.FULL: "There is no room for another backup. Make room, or keep fewer (daily and"
        " weekly under [backup] in the settings).",
        Trouble.READ_ONLY: "Its disk can only be read. Mount it for writing.",
        Trouble.UNREADABLE_DISK: "Its disk gives errors. Choose another with --to.",
    }.get(trouble, f"{error.strerror}. Check that it may be written to, or choose another.")
    return BackupError(
        f"The backup could not be made in {folder}. {what} The others are as before."
    )
