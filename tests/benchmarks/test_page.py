"""The page about performance says what is not met, and what was not measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import imports, page, starts
from benchmarks.budgets import Budget, budgets
from benchmarks.decades import Imported, Killed
from benchmarks.decoding import SMALL, Decoded
from benchmarks.idle import Idle
from benchmarks.imports import Compared, Days
from benchmarks.listening import Cost
from benchmarks.results import Analysed, Results
from benchmarks.running import Took
from benchmarks.soak import Soaked
from benchmarks.starts import Started
from tests.made.soak import Outcome


def took(wall_s: float, cpu_s: float | None = None, peak_mb: float = 0.0) -> Took:
    return Took(wall_s, wall_s if cpu_s is None else cpu_s, wall_s, "", peak_mb, 0.0, peak_mb)


def imported(stories: int, cpu_s: float, peak_mb: float) -> Imported:
    size = stories * 3 * 2**20
    once = took(cpu_s / 1.5, cpu_s, peak_mb)
    files = 1300 * stories
    return Imported(stories, files, size, once, took(0.3), 4.0, 1.0, 2.0, took(2.0), took(0.4))


@pytest.fixture
def results(tmp_path: Path) -> Results:
    file = tmp_path / "M1.fit"
    file.write_bytes(bytes(100))
    days = Days("made", "UTC", 90, (file,))
    turns = {
        imports.OURS: [took(1.0), took(3.0), took(2.0)],
        imports.ALONE: [took(1.5)],
        imports.AGAIN: [took(0.3)],
        imports.GRAFITS: [took(11.0)],
        imports.GRAFIT_AGAIN: [took(0.1)],
    }
    outcome = Outcome({"cut": [0.5], "crash": [0.1, 3.0]}, [80.0, 81.0], [22, 23], 103, 100, 97)
    outcome.dropped["garbage"] = 2
    commands = (starts.HELP, starts.DAYS, starts.LETTER, starts.LETTERS)
    return Results(
        [Started(name, 3, 0.1, 140.0) for name in commands],
        [Compared(days, 3, 1000, turns)],
        [imported(1, 6.0, 99.0), imported(13, 78.0, 260.0)],
        Killed(600, 1300, same=True),
        Analysed(10, 1.0, 0.006),
        [Decoded(SMALL, "some files", {"ours": 1.0, "fitfast": 0.5, "fitparse": 25.0})],
        [Idle("nothing on", 180.0, 61.0, 40.0, 0.1, 9.0, 3)],
        Cost(60.0, 300, 0.25, 51.2),
        [Soaked("stand-in", 3.0, 7, outcome)],
    )


def met(results: Results, what: str, promised: str) -> bool | None:
    (found,) = [
        each for each in budgets(results) if what in each.what and promised in each.promised
    ]
    assert isinstance(found, Budget)
    return found.met


@pytest.mark.parametrize(
    ("what", "promised", "expected"),
    [
        ("decode, some files", "20 x fitparse", True),
        ("decode, some files", "Rust", False),
        ("import, made 90 days", "grafit", True),  # the median is two seconds
        ("import, made 90 days", "GarminDB", None),
        ("90 days, again", "0.2 s", False),
        ("520 weeks, 16,900 files, all", "250 MB", False),
        ("520 weeks, 16,900 files", "flat", False),
        ("520 weeks, 16,900 files", "linear", True),
        ("520 weeks, 16,900 files", "cores", True),
        ("killed", "resumable", True),
        ("database, 520 weeks", "40 MB", True),
        ("re-analysis", "1.5 s", True),
        ("--help", "120 ms", True),
        ("service, idle", "60 MB", False),
        ("service, idle", "wakeups", True),
    ],
)
def test_each_budget_is_met_or_not_or_not_measured(
    results: Results, what: str, promised: str, expected: bool | None
) -> None:
    assert met(results, what, promised) is expected


def test_the_page_names_what_is_not_met_and_not_measured(results: Results) -> None:
    text = page.write(results)
    assert "| import, made 90 days, again | <= 0.2 s | 0.30 s | **no** |" in text
    assert "| - | not measured |" in text
    assert "left out" in text


def test_the_page_tells_what_bluetooth_takes_and_survives(results: Results) -> None:
    text = page.write(results)
    assert "| 5 | 60 s | 300 | 0.25 % | 51.2 MiB |" in text
    told = "| 3 | all | 3.0 s | crash | 103 | 3 | 100 | 97 | 2 | 0 | 1 | 80 to 81 MiB | 22 to 23 |"
    assert told in text
