"""Fill an empty folder with all that a backup consists of."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from service.backup.copying import Copied, copy_file, private
from service.backup.installation import named, own_backups
from service.backup.places import database_of, on_server
from service.backup.verifying import is_sound
from storage.on_disk import sync

if TYPE_CHECKING:
    from service.home import Home


def fill(home: Home, incoming: Path, folder: Path, now: datetime) -> None:
    """Copy everything; originals that the folder's last backup has take no room again."""
    copied = _copy_numbers(home, incoming)
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
    _write_sums(incoming)
    _sync_all(incoming)


def _copy_numbers(home: Home, incoming: Path) -> Copied:
    if on_server(home):
        from service.backup.postgres import copy_server

        return copy_server(home.database_url, incoming / DUMP)
    return copy_file(database_of(home), incoming / DATABASE)


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


def _write_sums(incoming: Path) -> None:
    private(incoming / SUMS)
    sums = [(file_sha256(path), path.relative_to(incoming)) for path in kept_files(incoming)]
    text = "".join(f"{digest}  {name.as_posix()}\n" for digest, name in sums)
    (incoming / SUMS).write_text(text, encoding="utf-8")


def _sync_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)
