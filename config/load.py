"""Make one `Settings` of a file, the environment and systemd credentials; name every fault."""

from __future__ import annotations

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
    table, faults = _read(file)
    for name, value in _named(environment, credentials):
        _put(table, name, value, faults)
    settings = fit(Settings, table, faults)
    if settings is None or faults:
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
