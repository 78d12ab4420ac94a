"""What is killed at random moments loses no reading, and says nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.faults.stages import BEGINS
from tests.made import mail_server
from tests.made.needs import missing

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("step", sorted(BEGINS))
def test_every_stage_begins_in_a_function_that_is_there(step: str) -> None:
    room, name, _ = step.split(":")
    module = import_module(room)
    assert any(hasattr(each, name) for each in (module, *vars(module).values())), "renamed?"


@pytest.mark.timeout(900)
def test_a_program_killed_at_random_moments_loses_nothing_and_says_nothing_twice() -> None:
    if reason := mail_server.missing():
        missing(reason)
    # A process of its own: one that forks may have no threads, and pytest's has had some.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--kills", "12", "--seed", "7"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("12 kills"), done.stdout
