"""Importing all-day files: ours beside grafit and GarminDB, on the same files.

    python -m benchmarks.imports [--quick]

Two sets of files: ninety-one days of our pretend person, and ninety days as grafit's own
``demo-data`` writes them. Every run starts its program anew and fills a place of its own. Ours
holds the judging of days and weeks, which the others do not do; without it, it is given as well.
GarminDB is slow: two short runs, of some days and of twice as many, give its processor time for a
day and for starting, and from these that for all of them. It keeps one processor busy throughout,
and is compared with ours by processor time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import kept
from benchmarks.environments import GARMINDB, GRAFIT, Environment, environment
from benchmarks.running import STEGVIS, Took, begin, in_turns, run, stegvis

OURS, ALONE, AGAIN = "ours", "ours, import alone", "ours, again"
GRAFITS, GRAFIT_AGAIN = "grafit", "grafit, again"
GARMINDBS = "GarminDB"

#: The import without what the command does next: judging.
_IMPORT_ALONE = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from service.home import Home
from collector.importing import import_paths
from storage import people
home = Home.of(Path(sys.argv[1]), None, {})
with home.engine.begin() as connection:
    person = people.person_named(connection, None)
import_paths([Path(sys.argv[2])], engine=home.engine, archive=home.archive, person=person,
             now=datetime.now(UTC))
"""


@dataclass(frozen=True, slots=True)
class Days:
    """Some days of all-day files, in one folder."""

    name: str
    zone: str
    days: int
    files: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        return self.files[0].parent

    @property
    def size(self) -> int:
        return sum(file.stat().st_size for file in self.files)


@dataclass(frozen=True, slots=True)
class Compared:
    """What importing these days took, by contender; and GarminDB, as measured and as reckoned."""

    days: Days
    rounds: int
    messages: int
    took: Mapping[str, list[Took]]
    garmindb_days: tuple[int, int] | None = None
    garmindb_s: float | None = None

    def wall_s(self, contender: str) -> float | None:
        runs = self.took.get(contender)
        return statistics.median(each.wall_s for each in runs) if runs else None

    def cpu_s(self, contender: str) -> float | None:
        if contender == GARMINDBS:
            return self.garmindb_s
        runs = self.took.get(contender)
        return statistics.median(each.cpu_s for each in runs) if runs else None

    def times_ours(self, contender: str) -> float | None:
        """Give how often ours would be done meanwhile."""
        seconds = self.cpu_s if contender == GARMINDBS else self.wall_s
        theirs, ours = seconds(contender), seconds(OURS)
        return None if theirs is None or ours is None else theirs / ours


def compare_all(*, quick: bool = False) -> list[Compared]:
    """Compare on every set of days there is."""
    grafit, garmindb = environment(GRAFIT), environment(GARMINDB)
    return [
        compare(days, grafit, garmindb, quick=quick)
        for days in [_pretend_days(quick=quick), *_demo_days(grafit, quick=quick)]
    ]


def compare(
    days: Days, grafit: Environment | None, garmindb: Environment | None, *, quick: bool
) -> Compared:
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as place:
        turns = _turns(days, grafit, Path(place))
        took = in_turns(rounds, turns)
        messages = _messages(days)
        if garmindb is None:
            return Compared(days, rounds, messages, took)
        short = (2, 6) if quick else (5, 15)
        once, twice = (_garmindb(garmindb, days, each, Path(place)) for each in short)
        a_day = (twice - once) / (short[1] - short[0])
        whole = once + a_day * (days.days - short[0])
        return Compared(days, rounds, messages, took, short, whole)


def _turns(days: Days, grafit: Environment | None, place: Path) -> dict[str, Callable[[], Took]]:
    data = place / "data"

    def anew() -> Path:
        shutil.rmtree(data, ignore_errors=True)
        return begin(data, days.zone)

    def alone() -> Took:
        folder = anew()
        return run([STEGVIS[0], "-c", _IMPORT_ALONE, str(folder), str(days.folder)])

    turns: dict[str, Callable[[], Took]] = {
        ALONE: alone,
        OURS: lambda: stegvis(anew(), "import", str(days.folder)),
        AGAIN: lambda: stegvis(data, "import", str(days.folder)),
    }
    if grafit is not None:
        database = place / "grafit.db"
        command = [*grafit.program("grafit"), "import", str(days.folder), str(database)]

        def fresh() -> Took:
            database.unlink(missing_ok=True)
            return run(command)

        turns |= {GRAFITS: fresh, GRAFIT_AGAIN: lambda: run(command)}
    return turns


def _garmindb(garmindb: Environment, days: Days, count: int, place: Path) -> float:
    """Let GarminDB import the first days, with an account that is never asked for."""
    home = place / f"garmindb-{count}"
    shutil.rmtree(home, ignore_errors=True)
    watched = home / "data" / "FitFiles" / "Monitoring" / "2016"
    watched.mkdir(parents=True)
    for file in days.files[: round(len(days.files) * count / days.days)]:
        shutil.copy(file, watched)
    example = next(garmindb.folder.rglob("GarminConnectConfig.json.example"))
    settings = json.loads(example.read_text())
    settings["directories"] |= {"relative_to_home": False, "base_dir": str(home / "data")}
    (home / "GarminConnectConfig.json").write_text(json.dumps(settings))
    command = [*garmindb.program("garmindb_cli.py"), "--config", str(home), "--import", "-m"]
    return run(command, environ={"HOME": str(home)}).cpu_s


def _messages(days: Days) -> int:
    from collector.decode.fit import decode

    return sum(sum(decode(file.read_bytes()).counts.values()) for file in days.files)


def _pretend_days(*, quick: bool) -> Days:
    weeks = 4 if quick else 13
    return Days("the pretend person's", kept.ZONE, weeks * 7, tuple(kept.all_day_files(weeks)))


def _demo_days(grafit: Environment | None, *, quick: bool) -> list[Days]:
    """Give the days grafit makes for its own demonstration: heart rate in every minute."""
    if grafit is None:
        return []
    count = 28 if quick else 90
    folder = kept.cache() / "made" / f"grafit-{grafit.version('grafit')}-{count}-days"
    if not folder.exists():
        made = ["demo-data", "--days", str(count), "--end-date", "2026-10-31", "--seed", "7"]
        run([*grafit.program("grafit"), *made, str(folder)])
    files = tuple(sorted((folder / "Monitor").iterdir()))
    return [Days("grafit's demo-data, its", "America/Los_Angeles", count, files)]


def show(each: Compared) -> None:
    print(f"\n{each.days.name} {each.days.days} days, {len(each.days.files)} files,")
    print(f"  {each.days.size:,} bytes, {each.messages:,} messages, {each.rounds} round(s)")
    for name in (ALONE, OURS, AGAIN, GRAFITS, GRAFIT_AGAIN, GARMINDBS):
        wall, cpu, ratio = each.wall_s(name), each.cpu_s(name), each.times_ours(name)
        if ratio is not None:
            said = "       -" if wall is None else f"{wall:8.2f}"
            print(f"  {name:20} {said} s, processors {cpu:8.2f} s   {ratio:6.2f} x ours")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    for each in compare_all(quick=parser.parse_args().quick):
        show(each)


if __name__ == "__main__":
    main()
