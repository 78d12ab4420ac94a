"""Finds mounted watches and says what is on them, without reading a file or changing anything.

Standard library only: the daemon does this on every tick. File systems of other hosts are left
alone, since one that does not answer would hold the program up.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOUNTINFO: Final = Path("/proc/self/mountinfo")

#: Where desktops mount what is plugged in.
_USUAL: Final = ("/media", "/run/media", "/mnt", "/Volumes")
#: What a watch or its bridge to a file system is.
_KINDS: Final = frozenset(
    {"vfat", "msdos", "exfat", "fuseblk", "ntfs", "ntfs3", "hfsplus", "fuse.jmtpfs",
     "fuse.simple-mtpfs", "fuse.go-mtpfs", "fuse.aft-mtp-mount"}
)  # fmt: skip
_ELSEWHERE: Final = ("nfs", "cifs", "smb", "9p", "autofs", "fuse.sshfs", "fuse.rclone", "ceph")

_GARMIN: Final = "garmin"
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
#: A watch keeps its files two folders deep; nothing deeper is looked for.
_DEEPEST: Final = 3

#: Name below the watch's folder -> size and time, as of one look.
Listing = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class MountedWatch:
    """A mounted file system with a GARMIN folder."""

    mount: Path
    folder: Path
    listing: Listing

    @property
    def fingerprint(self) -> str:
        """Stand for all that is on it: the same again means that nothing is new."""
        return hashlib.sha256(repr(sorted(self.listing.items())).encode()).hexdigest()[:32]


def mounted_watches(
    mountinfo: Path = MOUNTINFO, may_enter: Callable[[str], bool] = lambda _mount: True
) -> tuple[MountedWatch, ...]:
    """Give the watches that are mounted now; one that is pulled out meanwhile is not there.

    ``may_enter`` hears of each mount before it is looked at, and tells whether it is to be.
    """
    found: list[MountedWatch] = []
    for mount in sorted(set(mount_points(_text_of(mountinfo)))):
        folder = _garmin_folder(mount) if may_enter(str(mount)) else None
        if folder is None:
            continue
        try:
            found.append(MountedWatch(mount, folder, listing_of(folder)))
        except OSError:
            continue
    return tuple(found)


def mount_points(mountinfo: str) -> Iterator[Path]:
    r"""Give the mount points a watch may be at; the format is in proc_pid_mountinfo(5).

    >>> line = r"36 35 8:1 / /media/a\040b rw,noatime shared:1 - vfat /dev/sdb1 rw"
    >>> [str(path) for path in mount_points(line)]
    ['/media/a b']
    """
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 6:
            continue
        kind = after.split(" ")[0]
        path = Path(_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        usual = any(path.is_relative_to(each) and path != Path(each) for each in _USUAL)
        if kind in _KINDS or (usual and not kind.startswith(_ELSEWHERE)):
            yield path


def listing_of(folder: Path) -> Listing:
    """List the FIT files below a watch's folder. Raises `OSError` when it is gone."""
    return dict(_listed(folder, folder, 0))


def _listed(root: Path, folder: Path, depth: int) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if depth < _DEEPEST:
                yield from _listed(root, Path(entry.path), depth + 1)
        elif entry.name.lower().endswith(".fit"):
            status = entry.stat(follow_symlinks=False)
            name = str(Path(entry.path).relative_to(root))
            yield name, (status.st_size, int(status.st_mtime))


def _garmin_folder(mount: Path) -> Path | None:
    try:
        with os.scandir(mount) as entries:
            for entry in entries:
                if entry.name.lower() == _GARMIN and entry.is_dir(follow_symlinks=False):
                    return Path(entry.path)
    except OSError:
        return None
    return None


def _text_of(mountinfo: Path) -> str:
    try:
        return mountinfo.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
