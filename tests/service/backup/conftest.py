"""A home with two recordings and a diary, in this process, and a backup of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from collector.importing import import_paths
from collector.report import ImportReport
from service.backup.contents import Manifest
from service.backup.making import make_backup
from service.home import Home
from storage import people
from tests.made.watch import Watch, at

NIGHT = at("2026-03-09T04:30")


@dataclass(frozen=True)
class Kept:
    """A home, and where its backups go."""

    home: Home
    folder: Path

    def take(self, *paths: Path) -> ImportReport:
        with self.home.engine.begin() as connection:
            person = people.person_named(connection, None)
        return import_paths(
            paths,
            engine=self.home.engine,
            archive=self.home.archive,
            person=person,
            now=self.home.now(),
            workers=1,
        )

    def backup(self, now: datetime = NIGHT) -> Path:
        return self.copied(now)[0]

    def copied(self, now: datetime = NIGHT) -> tuple[Path, Manifest]:
        return make_backup(self.home, self.folder, now)

    def originals(self) -> list[Path]:
        return sorted((self.home.data / "originals").glob("*/*"))


def rides(folder: Path, first: int, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for hour in range(first, first + count):
        data = Watch().session(at(f"2026-03-09T{hour:02}:00"), 60, sport=2)
        (folder / f"ride{hour}.fit").write_bytes(data)
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "stegvis.toml").write_text('[mail]\npassword = "secret"\n')
    (data / "stegvis.toml").chmod(0o644)
    made = Kept(Home(data, data / "stegvis.toml", {}), tmp_path / "backups")
    with made.home.engine.begin() as connection:
        people.add_person(connection, name="kim", timezone="UTC", now=made.home.now())
    made.take(rides(tmp_path / "rides", 8, 2))
    yield made
    made.home.engine.dispose()
