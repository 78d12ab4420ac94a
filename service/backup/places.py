"""Where a home keeps the numbers that are copied, and where the copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.home import Home


def backups_folder(home: Home) -> Path:
    """Give where backups are kept: as the settings say, else in the data directory."""
    chosen = home.settings.backup.folder
    return Path(chosen).expanduser() if chosen else home.data / "backups"


def on_server(home: Home) -> bool:
    """Tell whether the numbers are kept by PostgreSQL."""
    return home.settings.storage.database_url.startswith("postgres")


def database_of(home: Home) -> Path:
    """Give the SQLite file a home keeps its numbers in."""
    from storage.connecting import address_of

    return Path(address_of(home.database_url).database or "")
