"""What failed is tried again later and later; what is kept of it survives anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.attempts import FILE, Attempts, Failure, read, write
from service.errands import Do, Errand
from storage.records import MessageKind

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
LETTER = Errand(Do.LETTER, NOW, 1, MessageKind.PHYSIO_LETTER, "2026-W10")


@pytest.mark.parametrize(("times", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (50, 60)])
def test_each_failure_doubles_the_wait_up_to_an_hour(times: int, minutes: int) -> None:
    tried = Attempts(failed={LETTER.key: Failure(times, NOW, "no")})
    wait = timedelta(minutes=minutes)
    assert not tried.may_try(LETTER, NOW + wait - timedelta(seconds=1))
    assert tried.may_try(LETTER, NOW + wait)
    assert tried.may_try(LETTER, NOW - timedelta(seconds=1)), "it failed on a clock that was ahead"


def test_success_forgets_the_failures_before_it() -> None:
    tried = Attempts().fell(LETTER.key, NOW, "no").fell(LETTER.key, NOW, "no")
    assert tried.failed[LETTER.key].times == 2
    assert LETTER.key == "letter/1/physio_letter/2026-W10"
    assert not tried.succeeded(LETTER.key, NOW).failed
    assert tried.succeeded(LETTER.key, NOW).done_at == {}
    assert tried.succeeded(Do.WATCH, NOW).done_at == {Do.WATCH: NOW}


def test_what_failed_long_ago_is_told_of_no_more() -> None:
    tried = Attempts().fell("letter/1/physio_letter/2026-W09", NOW, "no")
    later = tried.fell(LETTER.key, NOW + timedelta(days=9), "no")
    assert set(later.failed) == {LETTER.key}


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    tried = Attempts().succeeded(Do.WATCH, NOW).fell(LETTER.key, NOW, 'the server said "né"')
    write(tmp_path, tried)
    assert read(tmp_path) == tried
    before = (tmp_path / FILE).stat().st_mtime_ns
    write(tmp_path, tried)
    assert (tmp_path / FILE).stat().st_mtime_ns == before, "nothing new was written"


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"done_at": {}, "failed": []}',
        b'{"done_at": {"dance": "2026-03-09T12:00:00+00:00"}, "failed": {}}',
        b'{"done_at": {"watch": "2026-03-09T12:00:00"}, "failed": {}}',
        b'{"done_at": {}, "failed": {"tick": {"times": "x", "at": 1, "said": null}}}',
    ],
)
def test_a_damaged_file_says_nothing_and_is_written_anew(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / FILE).write_bytes(broken)
    assert read(tmp_path) == Attempts()
    write(tmp_path, Attempts().succeeded(Do.WATCH, NOW))
    assert read(tmp_path).done_at == {Do.WATCH: NOW}


def test_two_programs_that_write_at_once_do_not_fall_over_each_other(tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.new").mkdir()  # what another has half written is not ours to touch
    write(tmp_path, Attempts().succeeded(Do.WATCH, NOW))
    assert read(tmp_path).done_at == {Do.WATCH: NOW}


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path, Attempts().succeeded(Do.WATCH, NOW))
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
