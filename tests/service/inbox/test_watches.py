from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.file_lock import took
from service.inbox.hanging import entered
from service.inbox.mounted import MountedWatch, mounted_watches
from service.inbox.outcome import WATCHES
from service.inbox.tick import Watchman
from service.inbox.watch_pass import import_watch
from storage import people
from storage.records import Person

from .conftest import Lived, recording


@pytest.fixture
def watch(lived: Lived, tmp_path: Path) -> Path:
    """A watch that is mounted: a folder, and a line in the list of mounts."""
    mount = tmp_path / "media" / "GARMIN 1"
    (mount / "GARMIN" / "Activity").mkdir(parents=True)
    for number in range(3):
        (mount / "GARMIN" / "Activity" / f"a{number}.fit").write_bytes(recording(number))
    (mount / "GARMIN" / "GarminDevice.xml").write_bytes(b"<Device/>")
    mounted(lived, mount)
    return mount


def mounted(lived: Lived, mount: Path, kind: str = "vfat") -> None:
    escaped = str(mount).replace(" ", "\\040")
    lines = (
        f"22 27 0:21 / /proc rw,relatime - proc proc rw\n"
        f"36 35 8:17 / {escaped} rw,nosuid shared:1 - {kind} /dev/sdb1 rw\n"
    )
    lived.mountinfo.write_bytes(os.fsencode(lines))


def everybody(lived: Lived) -> tuple[Person, ...]:
    with lived.home.engine.begin() as connection:
        return people.all_people(connection)


def state(folder: Path) -> list[tuple[str, int, int, int]]:
    found = []
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        read_at = 0 if path.is_dir() else status.st_atime_ns
        found.append((str(path), status.st_size, status.st_mtime_ns, read_at))
    return found


def test_a_mounted_watch_is_read_and_left_as_it_was(lived: Lived, watch: Path) -> None:
    for path in watch.rglob("*.fit"):
        os.utime(path, (0, 1_700_000_000))  # a reading would show
    before = state(watch)
    (done,) = lived.once().watches
    assert (done.read, done.sentence) == (3, "")
    assert state(watch) == before
    assert len(lived.known()) == 3


def test_it_is_read_once_and_then_only_what_is_new(lived: Lived, watch: Path) -> None:
    lived.once()
    assert lived.once().watches == ()
    (watch / "GARMIN" / "Activity" / "b.fit").write_bytes(recording(9))
    (done,) = lived.once().watches
    assert done.read == 1
    assert lived.once().watches == ()


def test_a_watch_is_worth_a_pass_until_it_was_read(lived: Lived, watch: Path) -> None:
    watchman = Watchman()
    now = lived.home.now()
    assert watchman.waiting(lived.sought, now, 0.0)
    lived.once()
    assert not watchman.waiting(lived.sought, now, 5_000.0)
    (watch / "GARMIN" / "Activity" / "b.fit").write_bytes(recording(9))
    assert watchman.waiting(lived.sought, now, 5_060.0)


@contextmanager
def somebody_waits_in(lived: Lived, folder: Path) -> Iterator[None]:
    lock = entered(lived.home.data, str(folder))
    assert lock is not None
    yield
    os.close(lock)


def test_a_watch_somebody_waits_in_is_left_out_and_the_inbox_is_read(
    lived: Lived, watch: Path
) -> None:
    (lived.inbox / "ride.fit").write_bytes(recording(20))
    with somebody_waits_in(lived, watch):
        done = lived.once()
        assert ([each.outcome for each in done.filed], done.watches) == (["new"], ())
    assert [each.read for each in lived.once().watches] == [3]


def test_beside_an_inbox_somebody_waits_in_a_watch_is_read(lived: Lived, watch: Path) -> None:
    (lived.inbox / "ride.fit").write_bytes(recording(20))
    with somebody_waits_in(lived, lived.inbox):
        done = lived.once()
        assert ([each.read for each in done.watches], done.filed) == ([3], ())
        assert "does not answer" in done.told[0]
    assert [each.outcome for each in lived.once().filed] == ["new"]
    assert lived.notices() == ()


def test_a_pass_that_is_kept_at_a_watch_leaves_the_inbox_to_others(
    lived: Lived, watch: Path
) -> None:
    lived.add("bo")
    (unclear,) = lived.once().watches
    assert [each.code for each in lived.notices()] == [unclear.code]
    theirs = next(path for path in lived.inbox.iterdir() if path.name.startswith("kim"))
    (theirs / "ride.fit").write_bytes(recording(20))
    with (lived.home.data / ".watch.lock").open("a") as lock:
        assert took(lock)
        done = lived.once()
    assert ([each.outcome for each in done.filed], done.busy) == (["new"], {WATCHES})
    assert [each.code for each in lived.notices()] == [unclear.code], "it is the other's to tell"


def test_a_watch_from_which_files_went_is_looked_at_once(lived: Lived, watch: Path) -> None:
    lived.once()
    for path in watch.rglob("*.fit"):
        path.unlink()
        (done,) = lived.once().watches
        assert (done.read, done.sentence) == (0, "")
        assert lived.once().watches == ()


@pytest.mark.parametrize(
    ("kind", "found"),
    [("vfat", 1), ("fuse.simple-mtpfs", 1), ("ext4", 0), ("nfs4", 0), ("cifs", 0), ("tmpfs", 0)],
)
def test_file_systems_of_other_hosts_are_left_alone(
    lived: Lived, watch: Path, kind: str, found: int
) -> None:
    mounted(lived, watch, kind)
    assert len(mounted_watches(lived.mountinfo)) == found


def test_a_mount_without_its_folder_or_that_is_gone_is_no_watch(
    lived: Lived, tmp_path: Path
) -> None:
    mounted(lived, tmp_path / "gone")
    assert mounted_watches(lived.mountinfo) == ()
    assert mounted_watches(tmp_path / "no such file") == ()
    lived.mountinfo.write_text("nonsense\n1 2 3 - vfat\n")
    assert mounted_watches(lived.mountinfo) == ()


def test_switched_off_in_the_settings_it_stays_unread(lived: Lived, watch: Path) -> None:
    lived.home.settings_file.write_text("[inbox]\nwatches = false\n")
    vars(lived.home).pop("settings", None)
    assert lived.once().watches == ()
    assert not Watchman().waiting(lived.sought, lived.home.now(), 0.0)
    assert watch.exists()


def test_pulled_out_while_it_was_read_is_told_and_the_rest_comes_next_time(
    lived: Lived, watch: Path
) -> None:
    (found,) = mounted_watches(lived.mountinfo)
    away = watch.with_name("away")
    watch.rename(away)
    done = import_watch(lived.home, found, everybody(lived))
    assert "unplugged while it was being read" in done.sentence
    assert done.read == 0
    away.rename(watch)
    (done,) = lived.once().watches
    assert (done.read, done.sentence) == (3, "")


def test_a_file_that_cannot_be_read_is_tried_again_and_the_others_are_not(
    lived: Lived, watch: Path
) -> None:
    bad = watch / "GARMIN" / "Activity" / "a1.fit"
    (found,) = mounted_watches(lived.mountinfo)
    bad.unlink()
    listing = {**found.listing, "Activity/gone.fit": (1, 1)}
    done = import_watch(
        lived.home, MountedWatch(found.mount, found.folder, listing), everybody(lived)
    )
    assert done.read == 2
    assert "2 files" in done.sentence
    bad.write_bytes(recording(1))
    (done,) = lived.once().watches
    assert done.read == 1


def test_a_damaged_memory_only_costs_reading_again(lived: Lived, watch: Path) -> None:
    lived.once()
    for damage in ("{", "[]", json.dumps({"whole": 1, "read": {"x": 3}}), ""):
        (lived.home.data / "watches.json").write_text(damage)
        (done,) = lived.once().watches
        assert done.read == 3


def test_among_several_people_a_watch_is_its_wearers_and_never_guessed(
    lived: Lived, watch: Path
) -> None:
    bo = lived.add("bo")
    (done,) = lived.once().watches
    assert done.person is None
    assert "--person NAME" in done.sentence
    assert lived.known() == lived.known(bo.id) == ()
    assert [each.code for each in lived.notices()] == ["watch_unclear"]
    (lived.inbox / f"bo-{bo.id}" / "by hand.fit").write_bytes(recording(20))
    lived.once()  # from here on this device has been bo's
    lived.once()
    assert len(lived.known(bo.id)) == 4
    assert lived.known() == ()
    assert lived.notices() == ()
    assert watch.exists()


def test_a_watch_two_people_wore_is_nobodys(lived: Lived, watch: Path) -> None:
    bo = lived.add("bo")
    lived.mountinfo.write_text("")
    lived.once()
    (lived.inbox / "kim-1" / "a.fit").write_bytes(recording(20))
    (lived.inbox / f"bo-{bo.id}" / "b.fit").write_bytes(recording(21))
    lived.once()
    mounted(lived, watch)
    (done,) = lived.once().watches
    assert done.person is None


def test_a_mount_whose_name_is_no_text_is_read_and_told_of_once(
    lived: Lived, watch: Path, tmp_path: Path
) -> None:
    odd = watch.rename(os.fsdecode(os.fsencode(tmp_path / "media") + b"/GARMIN \xe5"))
    mounted(lived, odd)
    lived.add("bo")
    assert "is not known" in lived.once().watches[0].sentence
    (first,) = lived.notices()
    lived.once()
    assert lived.notices() == (first,), "it lasts"
    (lived.inbox / "kim-1" / "by hand.fit").write_bytes(recording(20))
    lived.once()
    lived.once()
    assert len(lived.known()) == 4
    assert lived.notices() == ()
