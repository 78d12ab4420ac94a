"""What is received of days that are still to come is judged when they have come, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from collector.pretend import make
from service.analysis import bring_up_to_date
from service.home import Home
from service.inbox.everything import pass_everything
from storage import days, people, unjudged
from storage.records import Day
from tests.made.watch import Watch, at

MONDAY = at("2026-03-09T12:00")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clocked(Home):
    moment: datetime = MONDAY

    def now(self) -> datetime:
        return self.moment

    def at(self, moment: datetime) -> Clocked:
        return replace(self, moment=moment)

    def receive(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            (self.data / "inbox" / name).write_bytes(data)
        pass_everything(self, mountinfo=self.data / "none")

    def look(self) -> None:
        with self.engine.begin() as connection:
            bring_up_to_date(self, connection, people.person_named(connection, "kim"))

    def waits(self) -> bool:
        with self.engine.begin() as connection:
            return bool(unjudged.whose(connection, self.now()))

    def judged(self) -> list[Day]:
        with self.engine.begin() as connection:
            return list(days.read_days(connection, 1, date.min, date.max))


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[tuple[Clocked, Clocked]]:
    """Two homes of the same person: one with its clock right, one with it behind."""
    made = []
    for name in ("right", "behind"):
        (tmp_path / name / "inbox").mkdir(parents=True)
        (tmp_path / name / "none").touch()
        settings = tmp_path / name / "stegvis.toml"
        settings.write_text("[inbox]\nsettle_s = 0\n[reading]\nworkers = 1\n")
        home = Clocked(tmp_path / name, settings, {})
        with home.engine.begin() as connection:
            people.add_person(connection, name="kim", timezone="UTC", now=MONDAY)
        made.append(home)
    yield made[0], made[1]
    for home in made:
        home.engine.dispose()


def a_fortnight() -> dict[str, bytes]:
    files = make(5, date(2026, 3, 9), 2).files()
    return {name.replace("/", "-"): data for name, data in files}


def test_a_clock_that_is_set_right_brings_the_days_it_had_not_reached(
    homes: tuple[Clocked, Clocked],
) -> None:
    right, behind = homes
    after = MONDAY + 20 * ONE_DAY
    right.at(after).receive(a_fortnight())
    behind.at(MONDAY + 3 * ONE_DAY).receive(a_fortnight())
    expected = right.at(after).judged()
    assert len(expected) > len(behind.judged())
    behind.at(after).look()
    assert behind.judged() == expected
    assert not behind.at(after).waits()


def test_days_to_come_are_judged_one_after_the_other(homes: tuple[Clocked, Clocked]) -> None:
    right, behind = homes
    after = MONDAY + 20 * ONE_DAY
    right.at(after).receive(a_fortnight())
    behind.at(MONDAY).receive(a_fortnight())
    for later in range(1, 21):
        at_noon = behind.at(MONDAY + later * ONE_DAY)
        assert at_noon.waits() == (later < 14)
        at_noon.look()
        assert not at_noon.waits()
    assert behind.judged() == right.at(after).judged()


def test_a_watch_years_ahead_keeps_nothing_busy(homes: tuple[Clocked, Clocked]) -> None:
    home, _ = homes
    watch = Watch()
    now, ahead = at("2026-03-09T10:00"), at("2040-03-09T10:00")
    home.receive({f"{when:%Y}.fit": watch.session(when, 90, sport=2) for when in (now, ahead)})
    known = home.judged()
    assert max(day.date for day in known) <= MONDAY.date() + ONE_DAY
    for later in (1, 2, 400):
        assert not home.at(MONDAY + later * ONE_DAY).waits()
    assert home.at(ahead).waits()
