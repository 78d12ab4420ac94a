"""Which installation a backup is of: several may keep theirs in one folder."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import Final

from service.backup.contents import MANIFEST, Manifest
from service.backup.rotation import moment_of

FILE: Final = "installation"


def named(data: Path) -> str:
    """Give the name of an installation, which says nothing of anybody; empty: it has none yet."""
    try:
        return (data / FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def name(data: Path) -> str:
    """Give the name of an installation, and make one where there is none."""
    if found := named(data):
        return found
    fresh = data / f".{FILE}.new"
    fresh.write_text(f"{token_hex(8)}\n", encoding="ascii")
    os.replace(fresh, data / FILE)  # noqa: PTH105 - the one call that is atomic by its name
    return named(data)


def backups_in(folder: Path) -> list[Path]:
    """List the backups of everybody, oldest first, by their names."""
    try:
        return sorted(path for path in folder.iterdir() if moment_of(path.name) is not None)
    except OSError:
        return []


def own_backups(folder: Path, data: Path) -> list[Path]:
    """List those of this installation; one that does not say whose it is is nobody's."""
    ours = named(data)
    manifests = {path: Manifest.read(path / MANIFEST) for path in backups_in(folder)}
    return [path for path, each in manifests.items() if ours and each and each.of == ours]
