"""Backups that are asked for at once, by real processes: each is made, and none is a fault."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from service.backup.errors import BackupError
from service.backup.installation import own_backups
from service.backup.noted import noted
from service.backup.one_at_a_time import LOCK, one_at_a_time
from service.backup.rotation import moment_of
from service.backup.verifying import verified

from .conftest import Kept

if TYPE_CHECKING:
    from tests.service.conftest import Household

_LONG_S = 120.0


def _until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONG_S
    while not so():
        assert time.monotonic() < until
        time.sleep(0.01)


def _opened(gate: Path) -> int | None:
    """Open a pipe to whoever reads it; None while nobody does."""
    try:
        return os.open(gate, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return None


def _is_at(process: subprocess.Popen[bytes], file: Path) -> bool:
    """Tell whether it, or a child of it, has a file open."""
    own = psutil.Process(process.pid)
    for each in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):
            if str(file) in {opened.path for opened in each.open_files()}:
                return True
    return False


@pytest.mark.parametrize(
    ("first", "second"), [("backup", "backup"), ("due", "backup"), ("backup", "due")]
)
def test_who_comes_second_waits_and_neither_fails(
    kept: Kept, household: Household, first: str, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that came late to its copy, and the timer of the night."""
    monkeypatch.setenv("STEGVIS_SCHEDULE__CLOCK_SETTLES_MIN", "0")
    monkeypatch.setenv("STEGVIS_INBOX__WATCHES", "false")
    data = kept.home.data
    # An original that can be read only when somebody says so holds the first one up.
    gate = data / "originals" / "00" / f"{'0' * 64}.fit.z"
    gate.parent.mkdir()
    os.mkfifo(gate)
    started = [household.start(first)]
    held: list[int] = []

    def stands_at_the_gate() -> bool:
        assert started[0].poll() is None
        held.extend(each for each in [_opened(gate)] if each is not None)
        return bool(held)

    try:
        _until(stands_at_the_gate)
        gate.unlink()
        (earlier,) = (data / "backups").iterdir()
        started.append(household.start(second))
        _until(lambda: _is_at(started[1], data / LOCK) or started[1].poll() is not None)
        os.close(held.pop())
        assert [each.wait(_LONG_S) for each in started] == [0, 0]
    finally:
        for each in started:
            each.kill()
            each.wait()
        for handle in held:
            os.close(handle)
    made = own_backups(data / "backups", data)
    moments = [moment for each in made if (moment := moment_of(each.name))]
    assert all(verified(each) for each in made)
    assert noted(data, kept.home.now()) == moments[-1]
    assert not earlier.name.endswith(made[-1].name), "the second made its own"
    assert len({moment.date() for moment in moments}) == len(made), "one of each day stays"
    assert sorted((data / "backups").iterdir()) == made


def test_one_that_waited_too_long_says_so(tmp_path: Path) -> None:
    waited: list[str] = []
    with one_at_a_time(tmp_path):
        with (
            pytest.raises(BackupError, match="Another backup is being made"),
            one_at_a_time(tmp_path, lambda: waited.append("waits"), wait_s=0),
        ):
            raise AssertionError
        assert waited == ["waits"]
    with one_at_a_time(tmp_path, lambda: waited.append("waits")):
        assert waited == ["waits"]


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing"), one_at_a_time(tmp_path / "data"):
        raise AssertionError
    assert not (tmp_path / "data").exists()
