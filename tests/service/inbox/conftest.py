"""A home in this process, with an inbox that does not make one wait, and a few small recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.home import Home
from service.inbox.everything import pass_everything
from service.inbox.looking import inbox_of
from service.inbox.outcome import Everything
from service.inbox.tick import Sought, sought_of
from storage import files, notices, people
from storage.records import FileRow, Person
from storage.sending import Notice
from tests.made.watch import Watch, at

NO_WAIT = "[inbox]\nsettle_s = 0\n[reading]\nworkers = 1\n"


@dataclass(frozen=True)
class Lived:
    """A home with people, and what a test asks about it."""

    home: Home
    mountinfo: Path
    begun: datetime

    @property
    def inbox(self) -> Path:
        return inbox_of(self.home.data, self.home.settings.inbox)

    @property
    def sought(self) -> Sought:
        return replace(sought_of(self.home), mountinfo=str(self.mountinfo))

    def add(self, name: str) -> Person:
        with self.home.engine.begin() as connection:
            return people.add_person(connection, name=name, timezone="UTC", now=self.home.now())

    def once(self, wait: Callable[[float], None] = lambda _s: None) -> Everything:
        return pass_everything(self.home, mountinfo=self.mountinfo, wait=wait)

    def known(self, person_id: int = 1) -> tuple[FileRow, ...]:
        with self.home.engine.begin() as connection:
            return files.all_files(connection, person_id)

    def notices(self) -> tuple[Notice, ...]:
        with self.home.engine.begin() as connection:
            return notices.open_notices(connection)

    def lying(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.inbox)) for path in self.inbox.rglob("*") if path.is_file()
        )

    def month(self) -> str:
        """Give the one folder of what was filed; a month may end while a test runs."""
        (folder,) = self.inbox.rglob("done/*")
        assert folder.name in {f"{each:%Y-%m}" for each in (self.begun, self.home.now())}
        return f"done/{folder.name}"


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Lived]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "stegvis.toml").write_text(NO_WAIT)
    mountinfo = tmp_path / "mountinfo"
    mountinfo.touch()
    home = Home(data, data / "stegvis.toml", {})
    made = Lived(home, mountinfo, home.now())
    made.add("kim")
    made.once()
    yield made
    made.home.engine.dispose()


def recording(number: int = 0, serial: int = 7) -> bytes:
    """A quarter of an hour on a bicycle, another one for each number."""
    start = at("2026-03-09T10:00") + timedelta(hours=number)
    return Watch(serial).session(start, 90, sport=2)
