"""A letter is due and the disk is full or read-only: one sentence, and nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made.small_disk import FULL, READ_ONLY, in_trouble
from tests.service.conftest import Household, environment

LETTER = ("--kind", "patient_letter", "--period", "2026-W14")


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(FULL, "on its disk. Nothing half was kept. Make room"), (READ_ONLY, "move the lock switch")],
)
def test_a_letter_that_cannot_be_written_down_is_told_and_not_claimed(
    moved_in: Household, tmp_path: Path, trouble: str, told: str
) -> None:
    moved_in.run("consent", "give", "--to", "patient", "--address", "kim@localhost", "--by", "kim")
    place, after = tmp_path / "place", tmp_path / "after"
    command = Household(place / "data").command("errand", "letter", "--person", "1", *LETTER)
    done = in_trouble(
        trouble, command, data=moved_in.data, place=place, after=after, environment=environment()
    )
    assert done.returncode == 3, done.stderr
    assert told in done.stderr
    assert done.stderr.count("\n") == 1, "one sentence"
    periods = [row["period"] for row in Household(after).json("messages", "--all")]
    assert "2026-W14" not in periods
