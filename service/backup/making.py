"""Make a backup: under a temporary name, verified, and only then under its own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.backup.contents import (
    DATABASE,
    DUMP,
    FIT_Z,
    MANIFEST,
    ORIGINALS,
    SETTINGS,
    SUMS,
    Manifest,
    file_sha256,
    kept_files,
)
from service.backup.copying import copy_file, private
from service.backup.errors import BackupError
from service.backup.installation import name, named, own_backups
from service.backup.noted import note
from service.backup.rotation import moment_of, name_of, superfluous
from service.backup.verifying import is_sound, verified
from storage.on_disk import sync
from storage.trouble import Trouble, trouble_of

if TYPE_CHECKING:
    from service.home import Home

_INCOMING: Final = ".incoming-"
_A_SECOND: Final = timedelta(seconds=1)


def backups_folder(home: Home) -> Path:
    """Give where backups are kept: as the settings say, else in the data directory."""
    chosen = home.settings.backup.folder
    return Path(chosen).expanduser() if chosen else home.data / "backups"


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
        _fill(home, incoming, folder, now)
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


def _fill(home: Home, incoming: Path, folder: Path, now: datetime) -> None:
    if on_server(home):
        from service.backup.postgres import copy_server

        copied = copy_server(home.database_url, incoming / DUMP)
    else:
        copied = copy_file(database_of(home), incoming / DATABASE)
    earlier = own_backups(folder, home.data)
    kept = _keep_originals(home.data, incoming, earlier[-1] if earlier else None, copied.originals)
    if home.settings_file.is_file():
        private(incoming / SETTINGS)
        (incoming / SETTINGS).write_bytes(home.settings_file.read_bytes())
    private(incoming / MANIFEST)
    missing = tuple(sorted(copied.originals - kept))
    manifest = Manifest(
        now.astimezone(UTC).isoformat(timespec="seconds"),
        copied.version,
        copied.tables,
        len(kept),
        missing,
        named(home.data),
    )
    manifest.write(incoming / MANIFEST)
    private(incoming / SUMS)
    sums = [(file_sha256(path), path.relative_to(incoming)) for path in kept_files(incoming)]
    text = "".join(f"{digest}  {name.as_posix()}\n" for digest, name in sums)
    (incoming / SUMS).write_text(text, encoding="utf-8")
    _sync_all(incoming)


def on_server(home: Home) -> bool:
    """Tell whether the numbers are kept by PostgreSQL."""
    return home.settings.storage.database_url.startswith("postgres")


def database_of(home: Home) -> Path:
    """Give the SQLite file a home keeps its numbers in."""
    from storage.connecting import address_of

    return Path(address_of(home.database_url).database or "")


def _keep_originals(
    data: Path, incoming: Path, earlier: Path | None, catalogued: frozenset[str]
) -> frozenset[str]:
    """Keep every sound original: as the earlier backup's own file, else as a copy of ours.

    One that is damaged here may still be whole there. What is whole in neither is left out.
    """
    here = {path.name.removesuffix(FIT_Z) for path in (data / ORIGINALS).glob(f"??/*{FIT_Z}")}
    kept: set[str] = set()
    (incoming / ORIGINALS).mkdir(mode=0o700)
    for sha256 in sorted(here | catalogued):
        place = Path(ORIGINALS, sha256[:2], f"{sha256}{FIT_Z}")
        (incoming / place).parent.mkdir(mode=0o700, exist_ok=True)
        if earlier is not None and is_sound(earlier / place):
            _link(earlier / place, incoming / place)
        elif is_sound(data / place):
            _copy(data / place, incoming / place)
        else:
            continue
        kept.add(sha256)
    return frozenset(kept)


def _link(source: Path, target: Path) -> None:
    """Take no room for what is there already, where the disk knows links."""
    try:
        target.hardlink_to(source)
    except OSError:
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    private(target)
    shutil.copyfile(source, target)


def _incoming(home: Home) -> str:
    """How the name of what is half made begins: others may have theirs in the same folder."""
    return f"{_INCOMING}{name(home.data)}-"


def _remove_leftovers(folder: Path, ours: str) -> None:
    """Remove what stopped programs of ours left half made, or half removed."""
    for path in folder.glob(f"{ours}*"):
        _discard(path)


def _discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _sync_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)


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
