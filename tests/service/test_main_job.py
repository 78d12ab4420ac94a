"""The main job through the front door: files in, days out, the same whatever happens on the way."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from collector.pretend import Pretend

from .conftest import Household, in_halves


@pytest.fixture(scope="session")
def wanted(lived_in: Household) -> str:
    return lived_in.days()


def test_every_day_is_what_it_truly_was(lived_in: Household, pretend: Pretend) -> None:
    found = {day["date"]: day for day in lived_in.json("days")}
    for true in pretend.truth:
        day = found[true.date.isoformat()]
        assert (day["steps"], day["moderate_min"], day["vigorous_min"], day["met_h"]) == (
            true.steps,
            true.moderate_min,
            true.vigorous_min,
            true.met_h,
        ), true.date
        assert (day["length_min"], day["wear_min"], day["valid"]) == (
            true.length_min,
            true.worn_min,
            true.worn,
        ), true.date


def test_minutes_placed_and_not_placed_are_the_day_and_days_are_the_week(
    lived_in: Household,
) -> None:
    days = lived_in.json("days")
    for day in days:
        if day["steps"] is not None:
            assert day["steps"] == (day["placed_steps"] or 0) + (day["unplaced_steps"] or 0)
    for week in lived_in.json("weeks"):
        monday = date.fromisoformat(week["start"])
        dates = {(monday + timedelta(days=i)).isoformat() for i in range(7)}
        found = [day["moderate_min"] for day in days if day["date"] in dates]
        known = [each for each in found if each is not None]
        assert week["moderate_min"] == (sum(known) if known else None)


def test_importing_again_changes_nothing_and_says_so(moved_in: Household, watch: Path) -> None:
    before = moved_in.days()
    files = sum(1 for _ in watch.rglob("*.fit"))
    assert f"{files} known" in moved_in.run("import", watch)
    assert moved_in.days() == before


def test_the_later_half_first_gives_the_same_days(
    household: Household, watch: Path, pretend: Pretend, wanted: str
) -> None:
    household.init(pretend)
    early, late = in_halves(sorted(watch.rglob("*.fit")))
    household.run("import", *reversed(late))
    household.run("import", *reversed(early))
    assert household.days() == wanted


def test_two_imports_at_once_give_the_same_days(
    household: Household, watch: Path, pretend: Pretend, wanted: str
) -> None:
    household.init(pretend)
    both = [household.start("import", watch) for _ in range(2)]
    assert [each.wait(timeout=250) for each in both] == [0, 0]
    assert household.days() == wanted


def test_killed_at_any_moment_and_run_again_gives_the_same_days(
    household: Household, watch: Path, pretend: Pretend, wanted: str
) -> None:
    household.init(pretend)
    chance = random.Random(5)
    for _ in range(6):
        running = household.start("import", watch)
        time.sleep(chance.uniform(0.3, 3.0))  # the moment of the kill, not a wait for something
        kill(running)
    household.run("import", watch)
    assert household.days() == wanted


def test_days_that_were_imported_but_not_judged_are_judged_by_the_next_command(
    household: Household, watch: Path, pretend: Pretend, wanted: str
) -> None:
    household.init(pretend)
    running = household.start("import", watch)
    while running.poll() is None and not _has_minutes(household.data / "stegvis.db"):
        time.sleep(0.05)
    kill(running)
    household.run("import", watch)
    assert household.days() == wanted


def kill(running: subprocess.Popen[bytes]) -> None:
    """Kill it with its helpers, unless it came to its end before."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _has_minutes(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("select count(*) from minutes").fetchone()[0])
    except sqlite3.OperationalError:
        return False


MONITORING = "fit/andrewcooke+choochoo/data/test/source"


@pytest.mark.parametrize(
    ("day", "steps", "whole"),
    [
        ("2014-12-27", 3173, True),
        ("2018-10-06", 1975, False),
        ("2018-10-07", 3031, False),
        ("2018-10-16", 50, False),
    ],
)
def test_a_real_watch_s_day_is_its_own_total(
    real_days: dict[str, dict[str, object]], day: str, steps: int, whole: bool
) -> None:
    assert real_days[day]["steps"] == steps
    if not whole:
        assert not real_days[day]["valid"] or real_days[day]["date"] == "2018-10-07"


def test_heart_rate_of_a_real_day_is_counted_sample_by_sample(
    real_days: dict[str, dict[str, object]],
) -> None:
    day = real_days["2018-10-07"]
    assert (day["hr_min_bpm"], day["hr_max_bpm"], day["hr_mean_bpm"]) == (46, 135, 66.02)


@pytest.fixture(scope="session")
def real_days(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, object]]:
    home = Household(tmp_path_factory.mktemp("real") / "data")
    home.run("init", "--name", "kim", "--timezone", "America/Santiago", "--yes")
    home.run("import", shared / MONITORING)
    return {day["date"]: day for day in home.json("days")}
