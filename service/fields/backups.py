"""What the fields of backups mean: made, verified, restored."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BACKUP: Mapping[str, str] = MappingProxyType(
    {
        "backup": "the folder",
        "rows": "of the database, in all tables",
        "originals": "how many files as they came from the watch",
        "missing": "originals that are missing or damaged here and in the backup before",
        "removed": "older backups that had their time",
    }
)

VERIFIED: Mapping[str, str] = MappingProxyType(
    {
        "backup": "the folder",
        "whole": "whether it is what was made",
        "said": "what is in it, or everything that is wrong",
    }
)

RESTORED: Mapping[str, str] = MappingProxyType(
    {
        "table": "of the database",
        "before": "its rows now; null: there is no such table",
        "after": "its rows in the backup, and what is taken along; null: it has no such table",
    }
)
