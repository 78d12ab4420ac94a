"""Which installation this is, and the commands that make systemd take notice of its units."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from service.units.filling import SYSTEM_DATA, SYSTEM_USER, Installation, UnitError, starting

if TYPE_CHECKING:
    from service.home import Home


def installation_of(home: Home, stated: Path | None, *, system: bool, user: str) -> Installation:
    """Find out where the running program lies, and what its settings ask for."""
    from service.home import Home as Anywhere

    data = (stated or (SYSTEM_DATA if system else home.data)).absolute()
    settings = Anywhere.of(data, None, home.environment).settings
    named = (settings.inbox.folder, settings.backup.folder)
    return Installation(
        command=_command(),
        data=data,
        system=system,
        user=user,
        writable=tuple(
            Path(folder) for folder in named if folder and not Path(folder).is_relative_to(data)
        ),
        backup_at=settings.schedule.backup_at,
        bluetooth_group=_has_group("bluetooth"),
        database_on_server=bool(settings.storage.database_url),
    )


def user_units(environment: Mapping[str, str]) -> Path:
    """Give the folder a user's own units are in."""
    configured = environment.get("XDG_CONFIG_HOME", "")
    home = Path(configured) if configured else Path.home() / ".config"
    return home / "systemd" / "user"


def commands_after(
    installation: Installation, *, timer: bool, instead_of: Sequence[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """Give the commands that start what was written, in their order.

    ``instead_of`` are units of the other way to run it: they end before this one begins.
    """
    systemctl = ("systemctl",) if installation.system else ("systemctl", "--user")
    end = ((*systemctl, "disable", "--now", *instead_of),) if instead_of else ()
    if not installation.system:
        me = os.environ.get("USER", "")
        return (
            (*systemctl, "daemon-reload"),
            *end,
            (*systemctl, "enable", "--now", *starting(timer=timer)),
            # Without this it ends when the user logs out.
            ("loginctl", "enable-linger", *([me] if me else [])),
        )
    make_user = (("systemd-sysusers",),) if installation.user == SYSTEM_USER else ()
    return (
        *make_user,
        (*systemctl, "daemon-reload"),
        *end,
        (*systemctl, "enable", "--now", *starting(timer=timer)),
        ("udevadm", "control", "--reload"),
    )


def run_all(commands: Sequence[Sequence[str]]) -> None:
    """Run them one after the other. Raises `UnitError` at the first that fails."""
    for words in commands:
        program = shutil.which(words[0])
        if program is None:
            raise UnitError(f"{words[0]} is not on this machine; the units need systemd.")
        done = subprocess.run([program, *words[1:]], check=False)  # noqa: S603 - our own words
        if done.returncode:
            raise UnitError(f"`{' '.join(words)}` failed; what it said stands above.")


def _command() -> Path:
    """Give the program beside the running Python: the one of the same virtual environment."""
    program = Path(sys.executable).with_name("stegvis")
    if not program.exists():
        raise UnitError(
            f"There is no {program}. Install stegvis into a virtual environment first: README,"
            " 'Run it all the time'."
        )
    return program


def _has_group(name: str) -> bool:
    import grp

    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True
