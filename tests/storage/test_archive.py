"""Originals: kept once, given back exactly, never half."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.errors import DatabaseUnusableError, OriginalUnreadableError

ROOT = Path(__file__).resolve().parents[2]
DATA = b".FIT and so on " * 500
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "data")


def stored(archive):
    return archive.root / "originals" / SHA[:2] / f"{SHA}.fit.z"


def test_an_original_comes_back_byte_for_byte_and_takes_less_room(archive):
    assert not archive.has(SHA)
    archive.keep(SHA, DATA)
    assert archive.has(SHA)
    assert archive.read(SHA) == DATA
    assert stored(archive).stat().st_size < len(DATA) / 10


def test_keeping_twice_writes_once(archive):
    archive.keep(SHA, DATA)
    before = stored(archive).stat()
    archive.keep(SHA, DATA)
    assert stored(archive).stat() == before


def test_originals_are_for_their_owner_alone(archive):
    archive.keep(SHA, DATA)
    path = stored(archive)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, archive.root):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_else_is_left_behind(archive):
    archive.keep(SHA, DATA)
    assert [each for each in archive.root.rglob("*") if each.is_file()] == [stored(archive)]


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "is damaged"),
        (lambda path: path.write_bytes(b""), "is damaged"),
        (
            lambda path: path.write_bytes(zlib.compress(b"another")),
            "is not what was put",
        ),
    ],
    ids=["missing", "cut off", "empty", "another"],
)
def test_a_bad_original_is_named_and_keeping_it_again_heals_it(archive, damage, complaint):
    archive.keep(SHA, DATA)
    damage(stored(archive))
    with pytest.raises(OriginalUnreadableError, match=f"{complaint}.*backup"):
        archive.read(SHA)
    archive.keep(SHA, DATA)
    assert archive.read(SHA) == DATA


def test_what_is_no_hash_never_becomes_a_path(archive):
    for name in ("../../etc/passwd", SHA.upper(), SHA[:-1], ""):
        with pytest.raises(ValueError, match="not a SHA-256"):
            archive.has(name)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(DatabaseUnusableError, match=r"archive of originals.*data.*cannot be"):
        Archive(tmp_path / "data").keep(SHA, DATA)


#: Keeps an original and stops before it has its name, as a kill would find it.
HALF_WAY = """
import os, sys
from pathlib import Path
from storage.archive import Archive

really = os.fsync
def held(file):
    print("half way", flush=True)
    sys.stdin.readline()
    really(file)
os.fsync = held
Archive(Path(sys.argv[1])).keep(sys.argv[2], bytes.fromhex(sys.argv[3]))
"""


@pytest.fixture
def half_way(archive):
    words = [sys.executable, "-c", HALF_WAY, str(archive.root), SHA, DATA.hex()]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout.readline() == "half way\n"
        yield program
        program.kill()


def halves(archive):
    return [each for each in (archive.root / "originals").rglob("*") if each.is_file()]


def test_what_a_killed_program_left_half_written_is_swept(archive, half_way):
    half_way.kill()
    half_way.wait()
    (left,) = halves(archive)
    assert left != stored(archive)
    archive.sweep()
    assert halves(archive) == []
    archive.keep(SHA, DATA)
    assert halves(archive) == [stored(archive)]


def test_what_another_program_is_writing_is_never_swept(archive, half_way):
    other = b"another original"
    archive.sweep()
    archive.keep(hashlib.sha256(other).hexdigest(), other)
    archive.sweep()
    half_way.communicate("\n", timeout=60)
    assert half_way.returncode == 0
    assert archive.read(SHA) == DATA
    assert len(halves(archive)) == 2


def test_sweeping_where_nothing_was_kept_makes_nothing(archive):
    archive.sweep()
    assert not archive.root.exists()
