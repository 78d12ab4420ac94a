"""A fault of ours is told whole on a terminal, and by kind and place where a unit keeps it."""

from __future__ import annotations

import sqlite3
import subprocess

import pytest

from .conftest import Household, environment

NOTE = "her left knee"


@pytest.fixture
def faulty(moved_in: Household) -> Household:
    """A household whose diary refuses every line, as a fault of ours would make it."""
    with sqlite3.connect(moved_in.data / "stegvis.db") as database:
        database.execute(
            "CREATE TRIGGER t BEFORE INSERT ON diary BEGIN SELECT raise(ABORT, 'no'); END"
        )
    database.close()
    return moved_in


def told(household: Household, *words: str, **variables: str) -> str:
    known = {
        name: text
        for name, text in environment().items()
        if name not in {"JOURNAL_STREAM", "INVOCATION_ID"}
    }
    done = subprocess.run(
        household.command(*(words or ("diary", "add", "pain", "7", "--note", NOTE))),
        env={**known, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    return done.stdout + done.stderr


def test_by_hand_it_is_told_whole_but_for_what_was_said(faulty: Household) -> None:
    said = told(faulty)
    assert "Traceback" in said
    assert NOTE not in said


@pytest.mark.parametrize("variable", ["JOURNAL_STREAM", "INVOCATION_ID"])
def test_under_a_unit_it_is_told_by_kind_and_place(faulty: Household, variable: str) -> None:
    (line,) = told(faulty, **{variable: "8:1"}).splitlines()
    assert line.startswith("stegvis: A fault of the program: IntegrityError in storage.")


def test_what_the_system_refuses_is_told_by_name_only_by_hand(moved_in: Household) -> None:
    (moved_in.data / "service.lock").mkdir()
    assert "data/service.lock" in told(moved_in, "due")
    (line,) = told(moved_in, "due", INVOCATION_ID="1").splitlines()
    assert line.startswith("stegvis: The system refused Something this program needs: Is a dir")
