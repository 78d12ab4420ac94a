"""A letter is due and the disk is full or read-only: one sentence, and nothing half done."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.made.needs import missing
from tests.service.conftest import Household, environment

LETTER = ("--kind", "patient_letter", "--period", "2026-W14")

FULL = 'head -c 80m /dev/zero > "$PLACE/filler" 2> /dev/null'
READ_ONLY = 'mount -o remount,ro "$PLACE"'

SMALL_DISK = """
mount -t tmpfs -o size=40m none "$PLACE" && cp -a "$DATA" "$PLACE/data" || exit 99
{trouble}
"$@"
code=$?
rm -f "$PLACE/filler"
cp -a "$PLACE/data" "$AFTER"
exit $code
"""


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(FULL, "on its disk. Nothing half was kept. Make room"), (READ_ONLY, "move the lock switch")],
)
def test_a_letter_that_cannot_be_written_down_is_told_and_not_claimed(
    moved_in: Household, tmp_path: Path, trouble: str, told: str
) -> None:
    if not shutil.which("unshare") or subprocess.call(["unshare", "-rm", "true"]):
        missing("this system lets nobody mount a small disk for a test")
    moved_in.run("consent", "give", "--to", "patient", "--address", "kim@localhost", "--by", "kim")
    place, after = tmp_path / "place", tmp_path / "after"
    place.mkdir()
    there = Household(place / "data")
    words = there.command("errand", "letter", "--person", "1", *LETTER)
    script = SMALL_DISK.format(trouble=trouble)
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", *words],
        env={**environment(), "PLACE": place, "DATA": moved_in.data, "AFTER": after},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert told in done.stderr
    assert done.stderr.count("\n") == 1, "one sentence"
    periods = [row["period"] for row in Household(after).json("messages", "--all")]
    assert "2026-W14" not in periods
