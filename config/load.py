"""Make one `Settings` of a file, the environment and systemd credentials; name every fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import StegvisError

if TYPE_CHECKING:
    from config.settings import Settings

PREFIX = "STEGVIS_"
#: STEGVIS_DATA names the data directory and is no setting.
NOT_SETTINGS = frozenset({"STEGVIS_DATA", "STEGVIS_CONFIG", "STEGVIS_NO_SKIP", "STEGVIS_FUZZ"})


class SettingsError(StegvisError):
    """The settings cannot be used. ``faults`` has all of them, each with its place."""

    exit_code = 2

    def __init__(self, faults: list[str]) -> None:
        lines = "\n  ".join(faults)
        super().__init__(f"The settings cannot be used:\n  {lines}\nCorrect these and try again.")
        self.faults = faults


def load(
    file: Path | None, environment: Mapping[str, str], credentials: Path | None = None
) -> Settings:
    """Give the settings of ``file`` (may be absent), then environment, then credentials on top.

    A variable is named by section and key: ``STEGVIS_STORAGE__DATABASE_URL``; a credential is a
    file named ``stegvis_storage__database_url`` in the directory. Raises `SettingsError`.
    """
    from pydantic import ValidationError

    from config.settings import Settings

    table, faults = _read(file)
    for name, value in _named(environment, credentials):
        _put(table, name.removeprefix(PREFIX).lower().split("__"), value, name, faults)
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        faults += [_sentence(each) for each in error.errors()]
    if faults:
        raise SettingsError(faults)
    return settings


def _read(file: Path | None) -> tuple[dict[str, Any], list[str]]:
    if file is None or not file.exists():
        return {}, []
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"{file}: not a TOML file: {error}"]
    except OSError as error:
        return {}, [f"{file}: cannot be read: {error.strerror}"]


def _named(environment: Mapping[str, str], credentials: Path | None) -> list[tuple[str, str]]:
    found = [
        (name, value)
        for name, value in sorted(environment.items())
        if name.startswith(PREFIX) and name not in NOT_SETTINGS
    ]
    if credentials is not None and credentials.is_dir():
        found += [
            (file.name.upper(), file.read_text(encoding="utf-8").strip())
            for file in sorted(credentials.iterdir())
            if file.name.upper().startswith(PREFIX)
        ]
    return found


def _put(table: dict[str, Any], path: list[str], value: str, name: str, faults: list[str]) -> None:
    if len(path) != 2:
        faults.append(f"{name}: must name a section and a key, as STEGVIS_STORAGE__DATABASE_URL")
        return
    section = table.setdefault(path[0], {})
    if isinstance(section, dict):
        section[path[1]] = value.split(",") if "," in value else value


def _sentence(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{place}: there is no such setting"
    return f"{place}: {error['msg']}, is {error['input']!r}"
