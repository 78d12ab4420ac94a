"""Make one `Settings` of a file, the environment and systemd credentials; name every fault."""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.errors import StegvisError
from config.settings import Settings
from config.shapes import fit

PREFIX = "STEGVIS_"
#: These begin like settings and are none: they say where the data is, or steer the tests.
NOT_SETTINGS = frozenset(
    {
        f"STEGVIS_{name}"
        for name in ("DATA", "CONFIG", "NO_SKIP", "FUZZ", "GOLDEN", "ALL_FILES", "YEARS")
    }
)


class SettingsError(StegvisError):
    """The settings cannot be used. ``faults`` has all that is wrong, each with its place.

    ``rest`` are the settings with the default for each line that is: enough to look around with,
    nothing to work with.
    """

    exit_code = 2

    def __init__(self, faults: list[str], rest: Settings) -> None:
        lines = "\n  ".join(faults)
        super().__init__(f"The settings cannot be used:\n  {lines}\nCorrect these and try again.")
        self.faults = faults
        self.rest = rest


def load(
    file: Path | None, environment: Mapping[str, str], credentials: Path | None = None
) -> Settings:
    """Give the settings of ``file`` (may be absent), then environment, then credentials on top.

    A variable is named by section and key: ``STEGVIS_STORAGE__DATABASE_URL``; a credential is a
    file named ``stegvis_storage__database_url`` in the directory. Raises `SettingsError`.
    """
    table, faults = _read(file)
    for name, value in _named(environment, credentials, faults):
        _put(table, name, value, faults)
    settings = _fitted(table, faults)
    if faults:
        raise SettingsError(faults, settings)
    return settings


def _fitted(table: dict[str, Any], faults: list[str]) -> Settings:
    """Give the settings of what is right in a table; what is not is added to the faults."""
    wrong: list[str] = []
    settings = fit(Settings, table, wrong)
    faults += wrong
    if settings is not None:
        return settings
    places = {re.split(r"[:\[]", fault, maxsplit=1)[0] for fault in wrong}
    right = all(_removed(table, place) for place in places)
    return _fitted(table, []) if right else Settings()


def _removed(table: dict[str, Any], place: str) -> bool:
    """Take a line out of a table, or a whole section; False where it is not found."""
    section, _, key = place.partition(".")
    inside = table.get(section) if key else table
    return isinstance(inside, dict) and inside.pop(key or section, None) is not None


def _read(file: Path | None) -> tuple[dict[str, Any], list[str]]:
    if file is None or not file.exists():
        return {}, []
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except tomllib.TOMLDecodeError as error:
        return {}, [f"{file}: not a TOML file: {error}"]
    except UnicodeDecodeError as error:
        return {}, [_not_text(file, error)]
    except OSError as error:
        return {}, [f"{file}: cannot be read: {error.strerror}"]


def _not_text(file: Path, error: UnicodeDecodeError) -> str:
    line = error.object[: error.start].count(b"\n") + 1
    return f"{file}: line {line} has a letter that is not in UTF-8; save the file as UTF-8"


def _named(
    environment: Mapping[str, str], credentials: Path | None, faults: list[str]
) -> list[tuple[str, str]]:
    found = [
        (name, value)
        for name, value in sorted(environment.items())
        if name.startswith(PREFIX) and name not in NOT_SETTINGS
    ]
    if credentials is not None and credentials.is_dir():
        for file in sorted(credentials.iterdir()):
            if file.name.upper().startswith(PREFIX):
                try:
                    found.append((file.name.upper(), file.read_text(encoding="utf-8").strip()))
                except UnicodeDecodeError as error:
                    faults.append(_not_text(file, error))
    return found


def _put(table: dict[str, Any], name: str, text: str, faults: list[str]) -> None:
    section, _, key = name.removeprefix(PREFIX).lower().partition("__")
    inside = table.setdefault(section, {}) if key else None
    if not isinstance(inside, dict):
        faults.append(f"{name}: must name a section and a key, as STEGVIS_STORAGE__DATABASE_URL")
        return
    inside[key] = _typed(section, key, text)


def _typed(section: str, key: str, text: str) -> object:
    """Give a text as what its setting holds; what does not fit is left to be named as a fault."""
    shape = typing.get_type_hints(Settings).get(section)
    hint = typing.get_type_hints(shape).get(key) if shape else None
    if typing.get_origin(hint) is tuple:
        return [part.strip() for part in text.split(",")]
    if hint is bool and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if hint is int and text.lstrip("-").isdigit():
        return int(text)
    return text
