"""Another program holds the database for too long: a sentence, and nothing half done."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from .conftest import Household

#: Begins to write, says so, and does not end before it is told.
HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""

SENTENCE = "is held by another program that is writing to it. Wait until"

LETTER = ("errand", "letter", "--person", "1", "--kind", "patient_letter", "--period", "2026-W14")

#: Nobody's watch of this computer, and no mail server: what is due is decided without them.
SETTINGS = """
[storage]
wait_s = 1
[inbox]
watches = false
[schedule]
clock_settles_min = 0
"""


@contextmanager
def held(data: Path) -> Iterator[None]:
    words = [sys.executable, "-c", HOLDER, str(data / "stegvis.db")]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        try:
            yield
        finally:
            program.communicate("\n", timeout=60)


def everything_in(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "stegvis.db")) as database:
        return list(database.iterdump())


@pytest.fixture
def impatient(moved_in: Household) -> Household:
    moved_in.run("consent", "give", "--to", "patient", "--address", "kim@localhost", "--by", "kim")
    moved_in.run("consent", "give", "--to", "nudge", "--address", "kim@localhost", "--by", "kim")
    with (moved_in.data / "stegvis.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    return moved_in


@pytest.mark.parametrize(
    "words",
    [
        ("diary", "add", "pain", "3"),
        ("instrument", "add", "nrs", "--total", "4", "--on", "2026-04-13"),
        LETTER,
        ("errand", "nudge", "--person", "1", "--period", "2026-04-20"),
        ("errand", "watch"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_command_that_cannot_write_says_what_to_do_and_changes_nothing(
    impatient: Household, words: tuple[str, ...]
) -> None:
    before = everything_in(impatient.data)
    with held(impatient.data):
        said = impatient.run(*words, code=3)
    assert SENTENCE in said
    assert said.count("\n") == 1, "one sentence"
    assert everything_in(impatient.data) == before


def test_an_import_that_was_kept_out_is_done_the_next_time(
    household: Household, lived_in: Household, watch: Path
) -> None:
    household.run("init", "--name", "kim", "--timezone", "Europe/Stockholm", "--yes")
    (household.data / "stegvis.toml").write_text(SETTINGS, encoding="utf-8")
    files = sorted((watch / "GARMIN" / "Monitor").glob("*.fit"))[:8]
    before = everything_in(household.data)
    with held(household.data):
        said = household.run("import", *files, code=3)
    assert SENTENCE in said
    assert everything_in(household.data) == before
    assert "8 new" in household.run("import", *files)
    assert not list((household.data / "originals" / ".incoming").iterdir())


def test_a_round_does_what_it_can_and_the_rest_when_it_can(impatient: Household) -> None:
    before = everything_in(impatient.data)
    with held(impatient.data):
        said = impatient.run("due", code=1)
    assert SENTENCE in said
    assert "watch" in said
    assert everything_in(impatient.data) == before
    (impatient.data / "service.json").unlink()  # as if the minute until the next try were over
    said = impatient.run("due")
    assert re.search(r"^watch .* done$", said, re.MULTILINE), said
