"""Names, terminals, disks and dates that are not as one hopes: a sentence and a true exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pytest

from collector.pretend import make

from .conftest import Household, environment

#: Bytes of a name from a system that wrote Latin-1.
LATIN_1 = b"v\xe5r.fit"


def _run(
    house: Household,
    *words: str | Path,
    stdout: int | IO[bytes] = subprocess.PIPE,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        house.command(*words),
        cwd=house.data.parent,
        env={**environment(), **variables},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


@pytest.fixture
def oddly_named(watch: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    session = next(iter(sorted((watch / "GARMIN" / "Activity").glob("*.fit"))))
    try:
        shutil.copyfile(session, os.fsencode(folder) + b"/" + LATIN_1)
    except OSError:
        pytest.skip("this file system keeps only names in UTF-8")
    (folder / "damaged \N{EURO SIGN}.fit").write_bytes(b"not a FIT file")
    return folder


def test_a_name_that_is_no_text_is_imported_and_shown_escaped(
    household: Household, oddly_named: Path
) -> None:
    household.run("init", "--name", "kim", "--timezone", "UTC", "--yes")
    done = _run(household, "import", oddly_named, "--json", variables={"PYTHONUTF8": "1"})
    assert done.returncode == 1, done.stderr  # the damaged one
    assert json.loads(done.stdout.decode("utf-8"))["counts"]["new"] == 1
    (session,) = household.json("activities")
    assert "v\\udce5r.fit" in str(session["source_file"])


def test_a_terminal_without_the_letters_ends_no_command(
    household: Household, oddly_named: Path
) -> None:
    latin_1 = {"PYTHONIOENCODING": "latin-1:strict"}
    named = ("init", "--name", "\N{LATIN CAPITAL LETTER L WITH STROKE}ukasz", "--yes")
    assert _run(household, *named, "--timezone", "UTC", variables=latin_1).returncode == 0
    assert b"\\u0141ukasz" in _run(household, "person", "list", variables=latin_1).stdout
    done = _run(household, "import", oddly_named, variables=latin_1)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False), done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_output_that_cannot_be_written_is_not_done_in_part(lived_in: Household) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _run(lived_in, "days", "--json", stdout=full)
    assert done.returncode == 3
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_fault_of_ours_is_told_whole_and_is_not_done_in_part(household: Household) -> None:
    script = (
        "from service.home import Home\n"
        "def broken(*_): raise ZeroDivisionError('of ours')\n"
        "Home.of = broken\n"
        "from service.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "days"], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 3
    assert b"ZeroDivisionError: of ours" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "0001-01-01"),
        ("explain", "9999-12-31"),
        ("days", "--from", "0001-01-02"),
        ("letter", "--week", "0001-W01"),
        ("letter", "--week", "9999-W52"),
        ("nudge", "--date", "9999-12-31"),
        ("plan", "set", "--by", "KN", "--floor-met-h", "nan"),
    ],
)
def test_a_day_no_watch_has_seen_is_wrong_usage(
    lived_in: Household, words: tuple[str, ...]
) -> None:
    assert "write it as" in lived_in.run(*words, code=2)


@pytest.mark.parametrize("at", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_moment_at_an_end_of_the_calendar_is_wrong_usage(moved_in: Household, at: str) -> None:
    assert "check the year" in moved_in.run("diary", "add", "pain", "3", "--at", at, code=2)


def test_a_check_goes_on_past_what_cannot_be_read(
    lived_in: Household, watch: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.fit").symlink_to(tmp_path / "nowhere")
    shutil.copyfile(
        next(iter(sorted((watch / "GARMIN" / "Monitor").glob("*.fit")))), tmp_path / "b.fit"
    )
    said = lived_in.run("import", "--check", tmp_path, code=1)
    assert "a.fit is not there" in said
    assert "2 files checked" in said


def test_a_zone_set_and_set_back_leaves_no_day_behind(household: Household, tmp_path: Path) -> None:
    # The watch's last midnight is the first of summer time: at home another day begins there,
    # in the zone the watch had shown it has an hour to go.
    for name, data in make(7, date(2026, 3, 16), 2, "Europe/Stockholm").files():
        (tmp_path / Path(name).name).write_bytes(data)
    household.run("init", "--name", "kim", "--timezone", "America/St_Johns", "--yes")
    household.run("import", tmp_path)
    before = (household.json("days"), household.json("weeks"))
    household.run("person", "set", "--timezone", "Europe/Stockholm")
    assert len(household.json("days")) == len(before[0]) + 1
    household.run("person", "set", "--timezone", "America/St_Johns")
    assert (household.json("days"), household.json("weeks")) == before
