"""The data directory and what is in it: settings, database, originals. Opened when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from storage.archive import Archive

DATABASE = "stegvis.db"
SETTINGS = "stegvis.toml"


@dataclass(frozen=True)
class Home:
    """Where one household's data lives."""

    data: Path
    settings_file: Path
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls, data: Path | None, config_file: Path | None, environment: Mapping[str, str]
    ) -> Home:
        """Choose the directory: as told, else systemd's StateDirectory, else the platform's."""
        if data is None:
            state = environment.get("STATE_DIRECTORY", "").split(":")[0]
            data = Path(state) if state else _platform_directory()
        return cls(data, config_file or data / SETTINGS, environment)

    @cached_property
    def settings(self) -> Settings:
        from config.load import load

        credentials = self.environment.get("CREDENTIALS_DIRECTORY")
        return load(
            self.settings_file, self.environment, Path(credentials) if credentials else None
        )

    def take_for_settings(self, settings: Settings) -> None:
        """Let these be the settings, to look around with where those of the file are at fault."""
        self.__dict__["settings"] = settings

    @property
    def database_url(self) -> str:
        from storage.database import sqlite_url

        return self.settings.storage.database_url or sqlite_url(self.data / DATABASE)

    @cached_property
    def engine(self) -> Engine:
        from storage.database import open_database

        wait_s = float(self.settings.storage.wait_s)
        return open_database(self.database_url, now=self.now(), wait_s=wait_s)

    @cached_property
    def archive(self) -> Archive:
        from storage.archive import Archive

        return Archive(self.data)

    def now(self) -> datetime:
        """The one place of this program that asks the clock."""
        return datetime.now(UTC)

    def today(self, timezone: str) -> date:
        """The date it is now in this zone."""
        return self.now().astimezone(ZoneInfo(timezone)).date()


def _platform_directory() -> Path:
    from platformdirs import user_data_path

    return user_data_path("stegvis", appauthor=False)
