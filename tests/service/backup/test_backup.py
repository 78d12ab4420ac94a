from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.backup.errors import BackupDamagedError, BackupError
from service.backup.installation import backups_in, name, own_backups
from service.backup.making import rotate
from service.backup.rotation import name_of
from service.backup.verifying import verified
from service.home import Home
from tests.made.needs import missing
from tests.made.watch import at

from .conftest import NIGHT, Kept, rides


def test_a_backup_holds_everything_and_plain_tools_can_check_it(kept: Kept) -> None:
    made, manifest = kept.copied()
    names = sorted(path.name for path in made.iterdir())
    assert names == ["SHA256SUMS", "manifest.json", "originals", "stegvis.db", "stegvis.toml"]
    assert (manifest.originals, manifest.missing) == (2, ())
    assert manifest.tables["files"].rows == 2
    checked = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "--check", "SHA256SUMS"], cwd=made, check=False
    )
    assert checked.returncode == 0
    assert verified(made) == manifest


def test_nobody_else_can_read_it(kept: Kept) -> None:
    made = kept.backup()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [made, *made.rglob("*")]}
    assert modes <= {0o700, 0o600}


def test_it_is_one_state_while_a_writer_writes(kept: Kept) -> None:
    database = kept.home.data / "stegvis.db"
    stop = threading.Event()
    rounds: list[int] = []

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as connection:
            number = 0
            while not stop.is_set():
                connection.execute("BEGIN IMMEDIATE")
                for table in ("unjudged", "notices"):
                    connection.execute(f"DELETE FROM {table}")
                for each in range(number % 7):
                    connection.execute(
                        "INSERT INTO notices (code, about, said, since) VALUES (?, '', '', '')",
                        (f"{number}-{each}",),
                    )
                if number % 7:
                    connection.execute(
                        "INSERT INTO unjudged (person_id, first, last) VALUES (1, '2026-03-09', ?)",
                        (f"2026-03-{number % 7 + 10}",),
                    )
                connection.execute("COMMIT")
                number += 1
                rounds.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for minute in range(5):
            before = len(rounds)
            while len(rounds) < before + 3:
                assert writer.is_alive()
            made = kept.backup(at("2026-03-09T04:30") + timedelta(minutes=minute))
            with closing(sqlite3.connect(made / "stegvis.db")) as copy:
                count = copy.execute("SELECT count(*) FROM notices").fetchone()[0]
                last = copy.execute("SELECT last FROM unjudged").fetchone()
            assert last == (None if count == 0 else (f"2026-03-{count + 10}",))
    finally:
        stop.set()
        writer.join()


def test_an_original_that_is_in_the_backup_before_takes_no_room(kept: Kept, tmp_path: Path) -> None:
    first = kept.backup()
    kept.take(rides(tmp_path / "more", 12, 1))
    second, manifest = kept.copied(at("2026-03-10T04:30"))
    assert manifest.originals == 3
    shared = [path for path in (second / "originals").glob("*/*") if path.stat().st_nlink == 2]
    assert len(shared) == 2
    for path in (first / "originals").glob("*/*"):
        assert path.samefile(second / path.relative_to(first))
    for path in kept.originals():
        assert path.stat().st_nlink == 1  # the originals in use are nobody's but ours


def test_an_original_lost_here_is_kept_from_the_backup_before(kept: Kept) -> None:
    kept.backup()
    gone, damaged = kept.originals()
    gone.unlink()
    damaged.write_bytes(b"damaged")
    _, manifest = kept.copied(at("2026-03-10T04:30"))
    assert (manifest.originals, manifest.missing) == (2, ())


def test_an_original_lost_everywhere_is_told_and_the_rest_is_copied(kept: Kept) -> None:
    lost = kept.originals()[0]
    lost.unlink()
    made, manifest = kept.copied()
    assert manifest.missing == (lost.name.removesuffix(".fit.z"),)
    assert verified(made) == manifest


def test_one_damaged_in_the_backup_before_is_taken_from_here(kept: Kept) -> None:
    first = kept.backup()
    next((first / "originals").glob("*/*")).write_bytes(b"damaged")
    second = kept.backup(at("2026-03-10T04:30"))
    assert verified(second)
    with pytest.raises(BackupDamagedError):
        verified(first)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _add(path: Path) -> None:
    path.with_name("more.fit.z").write_bytes(b"")


def _other_rows(path: Path) -> None:
    """Change a row and make all checksums of files fit again, as a bad copy program might."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE people SET name = 'bo'")
        connection.commit()
    done = subprocess.run(
        "sha256sum stegvis.db stegvis.toml manifest.json originals/*/* > SHA256SUMS",
        shell=True,
        cwd=path.parent,
        check=True,
    )
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["stegvis.db", "stegvis.toml", "manifest.json", "originals/*/*"])
@pytest.mark.parametrize("harm", [_cut, _flip, Path.unlink, _add])
def test_any_harm_is_found(kept: Kept, name: str, harm: Callable[[Path], None]) -> None:
    made = kept.backup()
    harm(next(iter(sorted(made.glob(name)))))
    with pytest.raises(BackupDamagedError) as told:
        verified(made)
    assert "stegvis verify --all" in str(told.value)


def test_rows_that_are_not_those_copied_are_found(kept: Kept) -> None:
    made = kept.backup()
    _other_rows(made / "stegvis.db")
    with pytest.raises(BackupDamagedError, match="the table people does not hold"):
        verified(made)


def test_a_cut_list_of_checksums_is_found(kept: Kept) -> None:
    made = kept.backup()
    _cut(made / "SHA256SUMS")
    with pytest.raises(BackupDamagedError):
        verified(made)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_of_something_else_is_no_backup(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "photos"
    if there:
        folder.mkdir()
        (folder / "photo.jpg").write_bytes(b"")
    with pytest.raises(BackupError, match="is not a backup of stegvis"):
        verified(folder)


def test_what_a_stopped_program_left_is_no_backup_and_is_removed(kept: Kept) -> None:
    left = kept.folder / f".incoming-{name(kept.home.data)}-stegvis-20260308T043000Z"
    (left / "originals").mkdir(parents=True)
    assert backups_in(kept.folder) == []
    made = kept.backup()
    assert list(kept.folder.iterdir()) == [made]


def test_old_ones_go_and_other_things_stay(kept: Kept) -> None:
    kept.folder.mkdir()
    (kept.folder / "notes.txt").touch()
    made = [kept.backup(at("2026-03-09T04:30") + timedelta(days=day)) for day in range(4)]
    gone = rotate(kept.home, kept.folder, daily=2, weekly=0)
    assert gone == made[:2]
    assert backups_in(kept.folder) == made[2:]
    assert (kept.folder / "notes.txt").exists()
    assert all(verified(path) for path in made[2:])


def test_in_a_folder_of_several_everybody_removes_only_their_own(
    kept: Kept, tmp_path: Path
) -> None:
    others = Kept(Home(tmp_path / "others", kept.home.settings_file, {}), kept.folder)
    others.home.engine.dispose()
    theirs = others.backup(NIGHT + timedelta(hours=1))
    left = kept.folder / f".incoming-{name(others.home.data)}-stegvis-20260308T043000Z"
    left.mkdir()
    made = [kept.backup(NIGHT + timedelta(days=day)) for day in range(2)]
    assert rotate(kept.home, kept.folder, daily=1, weekly=0) == made[:1]
    assert sorted(kept.folder.iterdir()) == [left, theirs, made[1]]
    assert own_backups(kept.folder, others.home.data) == [theirs]


def test_a_backup_that_says_nothing_of_its_house_is_nobodys(kept: Kept, tmp_path: Path) -> None:
    made = kept.backup()
    (made / "manifest.json").write_text("{}")
    assert own_backups(kept.folder, kept.home.data) == []
    assert own_backups(kept.folder, tmp_path) == []  # which never made one
    assert rotate(kept.home, kept.folder, daily=1, weekly=0) == []


def test_two_that_begin_in_one_second_have_a_name_each(kept: Kept) -> None:
    first, second = kept.backup(), kept.backup()
    assert own_backups(kept.folder, kept.home.data) == [first, second]
    assert second.name == name_of(NIGHT + timedelta(seconds=1))


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "stegvis.toml", {})
    with pytest.raises(BackupError, match="nothing"):
        Kept(home, tmp_path / "backups").backup()
    assert backups_in(tmp_path / "backups") == []


def test_a_damaged_database_is_not_made_a_backup(kept: Kept) -> None:
    kept.home.engine.dispose()
    database = kept.home.data / "stegvis.db"
    data = bytearray(database.read_bytes())
    data[8192:20480] = bytes(12288)
    database.write_bytes(data)
    with pytest.raises(BackupError):
        kept.backup()
    assert list(kept.folder.iterdir()) == []


def test_a_full_disk_leaves_the_others_as_they_were(kept: Kept) -> None:
    small = kept.folder.with_name("small")
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(small)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        missing("this user may not mount a small disk")
    try:
        full = replace(kept, folder=small)
        with pytest.raises(BackupError, match="no room"):
            full.backup()
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_folder_that_cannot_be_written_to_is_told(kept: Kept) -> None:
    kept.folder.write_bytes(b"a file")
    with pytest.raises(BackupError, match="could not be made"):
        kept.backup()
    shutil.copy(os.devnull, kept.folder)
