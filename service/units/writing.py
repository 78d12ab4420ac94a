"""Where unit files go, and how they are written without losing what somebody changed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.units.filling import Installation, UnitError, filled, starting, unit_names

#: By the end of a file's name; sysusers makes the user, udev starts the reading of a watch.
_OTHER_FOLDERS: Final = {
    ".rules": Path("etc/udev/rules.d"),
    ".conf": Path("etc/sysusers.d"),
}
_SYSTEM_UNITS: Final = Path("etc/systemd/system")


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One file as it should be, and as it is."""

    path: Path
    text: str
    there: str | None  # None: no such file

    @property
    def differs(self) -> bool:
        """Whether something else is there: an older version, or somebody's own changes."""
        return self.there is not None and self.there != self.text

    def difference(self) -> str:
        """Show what writing it would change."""
        before, after = (self.there or "").splitlines(), self.text.splitlines()
        lines = difflib.unified_diff(before, after, f"{self.path}", "as stegvis writes it", n=1)
        return "\n".join(line.rstrip("\n") for line in lines)


def planned(
    installation: Installation, *, timer: bool, root: Path, user_units: Path
) -> tuple[UnitFile, ...]:
    """Give every file of an installation; ``root`` is ``/`` but in a trial or an image."""
    names = unit_names(installation, timer=timer)
    folder = root / (_SYSTEM_UNITS if installation.system else user_units)
    return tuple(
        _one(
            root / _OTHER_FOLDERS.get(Path(name).suffix, folder) / name, filled(name, installation)
        )
        for name in names
    )


def installed_otherwise(
    installation: Installation, *, timer: bool, root: Path, user_units: Path
) -> tuple[str, ...]:
    """Name the units by which it was started until now, if that was the other way."""
    folder = root / (_SYSTEM_UNITS if installation.system else user_units)
    return tuple(name for name in starting(timer=not timer) if (folder / name).exists())


def write(files: tuple[UnitFile, ...]) -> None:
    """Write what is not there as it should be. Raises `UnitError` where the system refuses."""
    for file in files:
        if file.there == file.text:
            continue
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(file.text, encoding="utf-8")
            file.path.chmod(0o644)  # systemd and udev read it; no secret is in it
        except OSError as error:
            raise UnitError(
                f"{file.path} cannot be written: {error.strerror}. For the whole machine use sudo,"
                " for yourself --user."
            ) from error


def _one(path: Path, text: str) -> UnitFile:
    try:
        return UnitFile(path, text, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return UnitFile(path, text, None)
    except (OSError, UnicodeDecodeError) as error:
        raise UnitError(f"{path} cannot be read: {error}.") from error
