"""A household: the real commands on a real data directory, and six pretend weeks to read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collector.pretend import Pretend, make

ROOT = Path(__file__).resolve().parents[2]

#: Six weeks around the end of March: the clocks change in the third.
FIRST = date(2026, 3, 9)
WEEKS = 6


@dataclass(frozen=True)
class Household:
    """Runs ``stegvis --data`` in a process of its own, as a person does."""

    data: Path

    def command(self, *words: str | Path) -> list[str]:
        script = "from service.cli import main; main()"
        return [sys.executable, "-c", script, "--data", str(self.data), *map(str, words)]

    def run(self, *words: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*words),
            cwd=self.data.parent,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*words),
            cwd=self.data.parent,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def json(self, *words: str | Path) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.run(*words, "--json"))
        return rows

    def days(self) -> str:
        return self.run("days", "--json")

    def init(self, pretend: Pretend) -> None:
        self.run(
            "init",
            "--name",
            "kim",
            "--timezone",
            pretend.zone,
            "--birth-year",
            str(pretend.birth_year),
            "--sex",
            pretend.sex,
            "--language",
            "en",
            "--yes",
        )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def pretend() -> Pretend:
    return make(3, FIRST, WEEKS)


@pytest.fixture(scope="session")
def watch(pretend: Pretend, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pretend watch's folder, as it would be mounted."""
    folder = tmp_path_factory.mktemp("watch")
    for name, data in pretend.files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def household(tmp_path: Path) -> Household:
    return Household(tmp_path / "data")


@pytest.fixture(scope="session")
def lived_in(watch: Path, pretend: Pretend, tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Six weeks, imported once for all tests that only look."""
    home = Household(tmp_path_factory.mktemp("home") / "data")
    home.init(pretend)
    home.run("import", watch)
    home.run("instrument", "add", "nrs", "--total", "4", "--on", str(FIRST))
    home.run("nudge", "--date", "2026-04-13")
    return home


@pytest.fixture
def moved_in(lived_in: Household, tmp_path: Path) -> Household:
    """A copy of the six weeks, to change."""
    shutil.copytree(lived_in.data, tmp_path / "data")
    return Household(tmp_path / "data")


def in_halves(files: Sequence[Path]) -> tuple[Sequence[Path], Sequence[Path]]:
    return files[: len(files) // 2], files[len(files) // 2 :]
