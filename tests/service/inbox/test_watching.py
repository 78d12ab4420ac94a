from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from service.inbox.watching import InboxWatch

#: A machine that is busy may be late; one that is not answers in milliseconds.
LONG_S = 60.0


class Woken(Event):
    """Tells whether a wake came since it was asked last."""

    def came(self) -> bool:
        found = self.wait(LONG_S)
        self.clear()
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def watch(folder: Path, woken: Woken) -> Iterator[InboxWatch]:
    made = InboxWatch(folder, woken.set)
    made.start()
    yield made
    made.stop()


ARRIVALS: dict[str, Callable[[Path, Path], object]] = {
    "written": lambda folder, _: (folder / "a.fit").write_bytes(b"1"),
    "moved in": lambda folder, beside: (beside / "a.fit").rename(folder / "a.fit"),
    "renamed": lambda folder, _: (folder / "here.fit.part").rename(folder / "here.fit"),
    "a folder moved in": lambda folder, beside: (beside / "GARMIN").rename(folder / "GARMIN"),
    "into a folder": lambda folder, _: (folder / "Here" / "Activity" / "a.fit").write_bytes(b"1"),
}


@pytest.mark.parametrize("arrives", ARRIVALS.values(), ids=ARRIVALS)
def test_a_file_written_moved_in_or_inside_a_folder_wakes(
    arrives: Callable[[Path, Path], object], folder: Path, woken: Woken, tmp_path: Path
) -> None:
    (tmp_path / "GARMIN" / "Activity").mkdir(parents=True)
    (folder / "Here" / "Activity").mkdir(parents=True)
    for file in (tmp_path / "a.fit", folder / "here.fit.part"):
        file.write_bytes(b"1")
    watch = InboxWatch(folder, woken.set)
    watch.start()
    try:
        arrives(folder, tmp_path)
        assert woken.came()
    finally:
        watch.stop()


@pytest.mark.usefixtures("watch")
def test_a_folder_moved_in_is_watched_too(folder: Path, woken: Woken, tmp_path: Path) -> None:
    (tmp_path / "GARMIN" / "Activity").mkdir(parents=True)
    (tmp_path / "GARMIN").rename(folder / "GARMIN")
    assert woken.came()
    (folder / "GARMIN" / "Activity" / "a.fit").write_bytes(b"1")
    assert woken.came()


def test_filing_away_wakes_nobody(folder: Path, woken: Woken, watch: InboxWatch) -> None:
    watch.arrived(str(folder / "done" / "2026-03" / "a.fit"))
    watch.arrived(str(folder / "kim-1" / "refused" / "a.fit"))
    assert not woken.wait(0.3)
    watch.arrived(str(folder / "a.fit"))
    assert woken.came()


def test_a_folder_removed_and_made_again_is_watched_again(
    folder: Path, woken: Woken, watch: InboxWatch
) -> None:
    shutil.rmtree(folder)
    watch.refresh()
    folder.mkdir()
    watch.refresh()
    (folder / "a.fit").write_bytes(b"1")
    assert woken.came()


def test_another_folder_under_the_same_name_is_watched(
    folder: Path, woken: Woken, watch: InboxWatch
) -> None:
    folder.rename(folder.with_name("before"))
    folder.mkdir()
    watch.refresh()
    (folder / "a.fit").write_bytes(b"1")
    assert woken.came()


def test_an_inbox_that_is_a_link_is_watched(folder: Path, woken: Woken) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    watch = InboxWatch(link, woken.set)
    watch.start()
    try:
        (folder / "done").mkdir()
        (folder / "done" / "a.fit").write_bytes(b"1")
        assert not woken.wait(0.3)
        (folder / "a.fit").write_bytes(b"1")
        assert woken.came()
    finally:
        watch.stop()


def test_a_folder_that_comes_later_is_watched_from_then_on(tmp_path: Path, woken: Woken) -> None:
    watch = InboxWatch(tmp_path / "later", woken.set)
    watch.start()
    try:
        (tmp_path / "later").mkdir()
        watch.refresh()
        (tmp_path / "later" / "a.fit").write_bytes(b"1")
        assert woken.came()
    finally:
        watch.stop()


def test_where_the_limit_is_reached_it_is_said_once_and_tried_again(
    folder: Path, woken: Woken
) -> None:
    told: list[str] = []
    watch = InboxWatch(folder, woken.set, tell=told.append)
    free = os.dup(0)
    os.close(free)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        watch.start()
        watch.refresh()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    try:
        assert len(told) == 1
        assert "limit" in told[0]
        watch.refresh()
        (folder / "a.fit").write_bytes(b"1")
        assert woken.came()
    finally:
        watch.stop()


def test_nothing_wakes_after_the_end(folder: Path, woken: Woken) -> None:
    watch = InboxWatch(folder, woken.set, settle_s=0.2)
    watch.start()
    watch.arrived(str(folder / "a.fit"))
    watch.stop()
    woken.clear()  # on a busy machine it may have been time before the end
    assert not woken.wait(0.6)
