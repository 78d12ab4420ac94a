"""Importing years of watch files: memory, processors, room on disk, the second run, being killed.

    python -m benchmarks.decades [--quick]

Stories of the pretend person, one after the other, each forty weeks of all-day files and recorded
sessions. Memory is looked at fifty times a second; pages that processes share count once in what
they take together.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import kept
from benchmarks.running import STEGVIS, Took, begin, stegvis

#: Stories imported at a time: forty weeks, about three years, ten years.
_SIZES = (1, 4, kept.STORIES)

#: What is worked out from the files.
_TABLES = ("minutes", "device_days", "activities", "days", "weeks", "findings")


@dataclass(frozen=True, slots=True)
class Imported:
    """Some stories imported into an empty data directory, and again."""

    stories: int
    files: int
    size: int
    first: Took
    again: Took
    database_mb: float
    minutes_mb: float
    originals_mb: float
    judged_again: Took
    listed: Took

    @property
    def weeks(self) -> int:
        return self.stories * kept.STORY_WEEKS


@dataclass(frozen=True, slots=True)
class Killed:
    """An import that was killed, and the next one, beside one that was left alone."""

    catalogued: int
    files: int
    same: bool


def import_all(*, quick: bool = False) -> list[Imported]:
    with tempfile.TemporaryDirectory() as place:
        sizes = _SIZES[:2] if quick else _SIZES
        return [_import(number, Path(place) / str(number)) for number in sizes]


def kill_one() -> Killed:
    """Kill an import half-way, all its processes at once, and run it again.

    The files are catalogued some hundreds at a time, so half-way is seldom the half.
    """
    watch = str(kept.story(0))
    with tempfile.TemporaryDirectory() as place:
        whole = begin(Path(place) / "whole")
        stegvis(whole, "import", watch)
        files = _count(whole, "files")
        killed = begin(Path(place) / "killed")
        child = subprocess.Popen(
            [*STEGVIS, "--data", str(killed), "import", watch],
            cwd=kept.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while child.poll() is None and _count(killed, "files") < files / 3:
            time.sleep(0.01)
        child.kill()
        child.wait()
        catalogued = _count(killed, "files")
        stegvis(killed, "import", watch)
        same = _contents(killed) == _contents(whole)
        return Killed(catalogued, files, same)


def _import(stories: int, data: Path) -> Imported:
    folders = [kept.story(number) for number in range(stories)]
    files = [file for folder in folders for file in folder.rglob("*.fit")]
    named = [str(folder) for folder in folders]
    begin(data)
    first = stegvis(data, "import", *named, memory=True)
    again = stegvis(data, "import", *named)
    judged_again = stegvis(data, "person", "set", "--rest-hr-bpm", "58", memory=True)
    return Imported(
        stories,
        len(files),
        sum(file.stat().st_size for file in files),
        first,
        again,
        _megabytes(data.glob("stegvis.db*")),
        _minutes_mb(data),
        _megabytes((data / "originals").rglob("*.z")),
        judged_again,
        _listed(data),
    )


def _listed(data: Path) -> Took:
    """Ask for a week; what is to be judged first, is."""
    day = str(kept.FIRST)
    return stegvis(data, "days", "--from", day, "--to", day, "--json", memory=True)


def _minutes_mb(data: Path) -> float:
    with closing(sqlite3.connect(data / "stegvis.db")) as connection:
        (size,) = connection.execute("SELECT sum(length(block)) FROM minutes").fetchone()
    return float(size) / 2**20


def _megabytes(paths: Iterable[Path]) -> float:
    return float(sum(path.stat().st_size for path in paths)) / 2**20


def _count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "stegvis.db")) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def _contents(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give everything that was worked out from the files; devices were met in the same order."""
    with closing(sqlite3.connect(data / "stegvis.db")) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in _TABLES
        }


def show(each: Imported) -> None:
    first, again = each.first, each.again
    print(f"\n{each.weeks} weeks, {each.files:,} files, {each.size / 2**20:.1f} MB")
    print(f"  import {first.wall_s:.1f} s, {first.cpu_s:.1f} s of processors")
    print(
        f"  peak memory {first.first_mb:.0f} MB, its largest worker {first.largest_mb:.0f} MB,"
        f" together {first.together_mb:.0f} MB"
    )
    print(f"  second run {again.wall_s:.2f} s")
    print(
        f"  judge all days again {each.judged_again.wall_s:.2f} s, list {each.listed.wall_s:.2f} s"
    )
    print(
        f"  database {each.database_mb:.1f} MB, of it minutes {each.minutes_mb:.1f} MB;"
        f" originals {each.originals_mb:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    for each in import_all(quick=parser.parse_args().quick):
        show(each)
    print(f"\n{kill_one()}")


if __name__ == "__main__":
    main()
