"""A database and an archive of one's own, and imports into it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from collector.importing import import_paths
from collector.report import ImportReport
from storage import device_days, people, tables
from storage.archive import Archive
from storage.database import open_database, sqlite_url
from storage.records import DeviceDay
from tests.made.watch import at


class House:
    """A database and an archive of one's own, and imports into it."""

    def __init__(self, root: Path, timezone: str) -> None:
        self.now = at("2026-06-01T12:00")
        self.root = root
        self.archive = Archive(root)
        self.url = sqlite_url(root / "house.db")
        self.engine = open_database(self.url, now=self.now)
        with self.engine.begin() as conn:
            self.person = people.add_person(conn, name="somebody", timezone=timezone, now=self.now)

    def take(self, *paths: Path, workers: int = 1) -> ImportReport:
        return import_paths(
            paths,
            engine=self.engine,
            archive=self.archive,
            person=self.person,
            now=self.now,
            workers=workers,
        )

    def contents(self) -> dict[str, list[str]]:
        """Everything an import writes, by table, in a fixed order."""
        wanted = ("files", "minutes", "device_days", "activities", "zones")
        with self.engine.connect() as conn:
            return {
                name: sorted(map(repr, conn.execute(select(getattr(tables, name)))))
                for name in wanted
            }

    def numbers(self) -> dict[str, list[str]]:
        """What is derived: the same whatever files brought it, and by whatever names."""
        found = self.contents()
        return {name: found[name] for name in ("minutes", "device_days", "zones")}

    def days(self) -> list[DeviceDay]:
        with self.engine.connect() as conn:
            return list(device_days.read(conn, self.person.id, date.min, date.max))
