from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.inbox.tick import AGAIN_S, Watchman

from .conftest import Lived, recording

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def watchman() -> Watchman:
    return Watchman()


def _asked(watchman: Watchman, lived: Lived, clock_s: float = 0.0) -> bool:
    return watchman.waiting(lived.sought, lived.home.now(), clock_s)


def test_what_has_settled_is_offered_once_and_again_after_a_while(
    lived: Lived, watchman: Watchman
) -> None:
    assert not _asked(watchman, lived)
    (lived.inbox / "ride.fit").write_bytes(recording())
    assert [_asked(watchman, lived, clock_s) for clock_s in (0, 60, AGAIN_S)] == [True, False, True]
    lived.once()
    assert not _asked(watchman, lived, 3 * AGAIN_S)


def test_a_file_that_changed_is_offered_at_once(lived: Lived, watchman: Watchman) -> None:
    for size in (500, 600):
        (lived.inbox / "ride.fit").write_bytes(recording()[:size])
        assert _asked(watchman, lived)
        assert not _asked(watchman, lived)


def test_a_share_whose_clock_is_ahead_takes_two_looks(lived: Lived, watchman: Watchman) -> None:
    file = lived.inbox / "ride.fit"
    file.write_bytes(recording())
    ahead = lived.home.now().timestamp() + 3_600
    os.utime(file, (ahead, ahead))
    assert not _asked(watchman, lived, 0.0)
    assert _asked(watchman, lived, 60.0)


def test_files_filed_away_or_being_written_are_not_waiting(
    lived: Lived, watchman: Watchman
) -> None:
    for name in ("done/2026-03/a.fit", "refused/a.fit", "kim-1/done/a.fit", ".a.fit", "a.fit.part"):
        (lived.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (lived.inbox / name).write_bytes(b"")
    with (lived.inbox / "ride.fit").open("wb"):
        assert not _asked(watchman, lived)
    assert _asked(watchman, lived)


def test_a_missing_inbox_is_worth_a_pass_that_makes_it(lived: Lived, watchman: Watchman) -> None:
    lived.inbox.rmdir()
    assert _asked(watchman, lived)
    lived.once()
    assert not _asked(watchman, lived)


def test_the_look_of_every_tick_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom service.inbox import waiting\n"
        "heavy = {'numpy', 'sqlalchemy', 'watchdog', 'click', 'collector'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
