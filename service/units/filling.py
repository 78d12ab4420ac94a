"""A unit's text for one installation: templates in, text out; nothing is written here.

A template line may begin with a condition, ``?system ...`` or ``?system&!server ...``: it is kept
where all its words hold. ``@NAME@`` is replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from config.errors import StegvisError

#: What a system-wide installation is called and where systemd keeps its data.
SYSTEM_DATA: Final = Path("/var/lib/stegvis")
SYSTEM_USER: Final = "stegvis"

_DAEMON: Final = ("stegvis.service",)
_TIMERS: Final = (
    "stegvis-due.service",
    "stegvis-due.timer",
    "stegvis-backup.service",
    "stegvis-backup.timer",
)
#: Only root may mount a drive, and only root may make a user.
_WATCHES: Final = ("stegvis-watch@.service", "70-stegvis-watch.rules")
_USER: Final = ("stegvis.conf",)

_CONDITION: Final = re.compile(r"\?([!&a-z]+) (.*)")
_PLACE: Final = re.compile(r"@([A-Z_]+)@")
#: systemd would read these as something else than a part of a path.
_MISREAD: Final = re.compile(r"[\x00-\x1f\"'\\$%]")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class UnitError(StegvisError):
    """A unit cannot be written for this installation."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the program and its data lie, and what the service may use."""

    command: Path
    data: Path
    system: bool = True  # for the whole machine; else for the user who asks
    user: str = SYSTEM_USER
    writable: tuple[Path, ...] = ()  # folders of the settings outside the data directory
    backup_at: str = "03:30"
    bluetooth_group: bool = True
    database_on_server: bool = False


def unit_names(installation: Installation, *, timer: bool) -> tuple[str, ...]:
    """Name the files an installation needs: a service, or timers; as root those of watches too."""
    names = _TIMERS if timer else _DAEMON
    if not installation.system:
        return names
    return names + _WATCHES + (_USER if installation.user == SYSTEM_USER else ())


def starting(*, timer: bool) -> tuple[str, ...]:
    """Name what is enabled: the rest is started by these or by udev."""
    return ("stegvis-due.timer", "stegvis-backup.timer") if timer else ("stegvis.service",)


def filled(name: str, installation: Installation) -> str:
    """Give the text of one file for this installation."""
    text = _template(name).replace("@SANDBOX@\n", _template("sandbox.inc"))
    holds = _conditions(installation)
    kept = [line for raw in text.splitlines() if (line := _kept(raw, holds)) is not None]
    if not _NAME.fullmatch(installation.user):
        raise UnitError(f"{installation.user!r} is not a name of a user; see getent passwd.")
    if not _TIME.fullmatch(installation.backup_at):
        raise UnitError("schedule.backup_at must be a time of day, as 03:30.")
    places = _places(installation)
    return _PLACE.sub(lambda found: places[found[1]], "\n".join(kept) + "\n")


def _template(name: str) -> str:
    return files("service.units").joinpath("templates", name).read_text(encoding="utf-8")


def _kept(line: str, holds: dict[str, bool]) -> str | None:
    found = _CONDITION.fullmatch(line)
    if found is None:
        return line
    words = found[1].split("&")
    wanted = all(holds[word.removeprefix("!")] is not word.startswith("!") for word in words)
    return found[2] if wanted else None


def _conditions(installation: Installation) -> dict[str, bool]:
    state = installation.data == SYSTEM_DATA
    return {
        "system": installation.system,
        "home": any(_in_a_home(path) for path in (installation.command, *_written(installation))),
        "state": installation.system and state,
        "writable": installation.system and bool(_written(installation)),
        "group": installation.system and installation.bluetooth_group,
        "server": installation.database_on_server,
    }


def _written(installation: Installation) -> tuple[Path, ...]:
    """Give what systemd does not make writable by itself, as it does with its StateDirectory."""
    own = () if installation.data == SYSTEM_DATA else (installation.data,)
    return own + installation.writable


def _writable(installation: Installation) -> list[str]:
    """Write the folders as systemd reads them; "-": a disk that is not there stops nothing."""
    return [
        _word(path, before="" if path == installation.data else "-")
        for path in _written(installation)
    ]


def _in_a_home(path: Path) -> bool:
    return path.parts[1:2] in {("home",), ("root",)}


def _places(installation: Installation) -> dict[str, str]:
    return {
        "STEGVIS": _word(installation.command),
        "DATA": _word(installation.data),
        "USER": installation.user,
        "WRITABLE": " ".join(_writable(installation)),
        "BACKUP_AT": installation.backup_at,
        "EDIT": "edit" if installation.system else "--user edit",
    }


def _word(path: Path, before: str = "") -> str:
    text = f"{before}{path}"
    if not path.is_absolute() or _MISREAD.search(text):
        raise UnitError(
            f"systemd would misread the path {text!r}. Install or keep the data in a folder whose"
            " name has no quotes, $, % or backslash."
        )
    return f'"{text}"' if " " in text else text
