"""Refused files set apart: whole, or not there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.made.house import House

ROOT = Path(__file__).resolve().parents[2]
PICTURE = b"\xff\xd8\xff\xe0 a picture"

#: Imports a file, and stops when half of what it sets apart (the copy, or the note) is written.
HALF_WAY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from collector.importing import import_paths
from storage import people
from storage.archive import Archive
from storage.database import open_database

root, photo, left = Path(sys.argv[1]), Path(sys.argv[3]), int(sys.argv[4])
really = os.fsync
def held(file):
    global left
    left -= "quarantine/.incoming/" in os.readlink(f"/proc/self/fd/{file}")
    if left == 0:
        print("half way", flush=True)
        sys.stdin.readline()
    really(file)
os.fsync = held

now = datetime.now(UTC)
engine = open_database(sys.argv[2], now=now)
with engine.connect() as connection:
    person = people.person_named(connection, None)
import_paths([photo], engine=engine, archive=Archive(root), person=person, now=now, workers=1)
"""


@pytest.mark.parametrize("written", [1, 2])
def test_what_a_killed_import_left_half_set_apart_is_swept_by_the_next(
    house: Callable[..., House], tmp_path: Path, written: int
) -> None:
    home, photo = house(), tmp_path / "photo.jpg"
    photo.write_bytes(PICTURE)
    words = [sys.executable, "-c", HALF_WAY, str(home.root), home.url, str(photo), str(written)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"half way\n"
        killed.kill()
    apart = home.root / "quarantine"
    assert len(list((apart / ".incoming").iterdir())) == 1
    home.take(photo)
    assert list((apart / ".incoming").iterdir()) == []
    copy, note = sorted(path for path in apart.iterdir() if path.is_file())
    assert copy.read_bytes() == PICTURE
    assert str(photo) in note.read_text()
