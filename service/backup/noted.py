"""A note beside the database of when the last backup was made.

The service asks this every minute: the folder itself may be a share that does not answer.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from service.backup.rotation import moment_of
from service.due import SLACK

NOTE: Final = "last-backup"


def note(data: Path, name: str) -> None:
    """Write down the name of a backup that is whole."""
    fresh = data / f".{NOTE}.new"
    fresh.write_text(f"{name}\n", encoding="ascii")
    fresh.replace(data / NOTE)


def noted(data: Path, now: datetime) -> datetime | None:
    """When the last one was made. What a clock that was ahead wrote down says nothing."""
    try:
        made = moment_of((data / NOTE).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return made if made is not None and made <= now + SLACK else None
