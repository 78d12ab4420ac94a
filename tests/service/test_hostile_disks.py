"""A disk that is full or read-only, a folder of somebody else's, no file more to be opened.

Each ends with one sentence that says in plain words what to do, with the exit code for "cannot
work", and with everything as it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made.small_disk import FULL, READ_ONLY, in_trouble, needs_worlds
from tests.service.conftest import Household, environment

#: Beginning with so few files to open, when all that is to be loaded has been.
FEW_FILES = """
import os, resource, sys, zoneinfo
import service.commands.diary, service.commands.import_, storage.database
zoneinfo.ZoneInfo("UTC")
last = os.open(os.devnull, os.O_RDONLY)
resource.setrlimit(resource.RLIMIT_NOFILE, (last + 2, last + 2))
from service.cli import main; main()
"""

SAID = {
    FULL: "has no room left on its disk. Nothing half was kept. Make room: delete what",
    READ_ONLY: "is protected against changes. On a card or stick, move the lock switch.",
}

WRITES = [("diary", "add", "pain", "3"), ("import", "FILE")]


@pytest.fixture
def begun(household: Household) -> Household:
    household.run("init", "--name", "kim", "--timezone", "UTC", "--yes")
    return household


@pytest.fixture
def file(watch: Path, tmp_path: Path) -> Path:
    one = next(iter(sorted((watch / "GARMIN" / "Activity").glob("*.fit"))))
    return Path(shutil.copy(one, tmp_path / "one.fit"))


def _run(words: list[str], **variables: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        env={**environment(), **{name: str(each) for name, each in variables.items()}},
        capture_output=True,
        text=True,
        check=False,
    )


def _one_sentence(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert done.returncode == 3, done.stdout + done.stderr
    assert says in done.stderr
    assert done.stderr.startswith("stegvis: ")
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("words", WRITES, ids=["diary", "import"])
@pytest.mark.parametrize("trouble", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_disk_that_takes_nothing_is_told_and_nothing_is_half_written(
    begun: Household, file: Path, tmp_path: Path, trouble: str, words: tuple[str, ...]
) -> None:
    place, after = tmp_path / "place", tmp_path / "after"
    command = Household(place / "data").command(*(file if w == "FILE" else w for w in words))
    done = in_trouble(
        trouble, command, data=begun.data, place=place, after=after, environment=environment()
    )
    _one_sentence(done, SAID[trouble])
    left = Household(after)
    assert left.json("diary", "list") == []
    assert "1 new" in left.run("import", file)


@pytest.mark.parametrize("words", [("diary", "add", "pain", "3"), ("due",)], ids=lambda w: w[0])
def test_a_folder_of_somebody_elses_is_told_with_what_to_do(
    begun: Household, words: tuple[str, ...]
) -> None:
    command = begun.command(*words)
    if os.geteuid() == 0:
        # Root may do anything, but not in a world in which the owner is nobody it knows.
        needs_worlds()
        for each in begun.data.iterdir():
            os.chown(each, 65534, 65534)
            each.chmod(0o400)
        begun.data.chmod(0o555)
        os.chown(begun.data, 65534, 65534)
        command = ["unshare", "-r", *command]
    else:
        begun.data.chmod(0o500)
        (begun.data / "stegvis.db").chmod(0o400)
    try:
        _one_sentence(_run(command), "belongs to somebody else on this computer")
        assert "Run the command as the user it belongs to" in _run(command).stderr
    finally:
        begun.data.chmod(0o700)


def test_with_too_many_files_open_it_says_what_to_close(begun: Household) -> None:
    words = [sys.executable, "-c", FEW_FILES, "--data", str(begun.data), "diary", "add", "pain"]
    _one_sentence(_run([*words, "3"]), "too many files are open already. Close programs")
    assert begun.json("diary", "list") == []
