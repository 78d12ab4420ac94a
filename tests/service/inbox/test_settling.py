from __future__ import annotations

import pytest

from service.inbox.settling import NOTHING_SEEN, Memory, Sight, is_left_alone, settled

FILE = Sight("a.fit", 100, touched_s=1_000.0)


@pytest.mark.parametrize(
    ("now_s", "first_seen_s", "clock_s", "ready"),
    [
        (1_004.9, None, 0.0, False),
        (1_005.0, None, 0.0, True),  # its own time says so
        (1_001.0, 50.0, 54.9, False),
        (1_001.0, 50.0, 55.0, True),  # two looks say so
        (900.0, None, 0.0, False),  # written in the future: its time says nothing
        (900.0, 50.0, 55.0, True),
    ],
)
def test_a_file_is_ready_when_its_time_or_two_looks_say_so(
    now_s: float, first_seen_s: float | None, clock_s: float, ready: bool
) -> None:
    memory = NOTHING_SEEN if first_seen_s is None else Memory({FILE: first_seen_s})
    found = settled([FILE], memory, now_s=now_s, clock_s=clock_s, settle_s=5.0)
    assert found == ((FILE,) if ready else ())


@pytest.mark.parametrize(
    ("now_s", "first_seen_s", "ready"),
    [(1_100.0, None, False), (1_125.0, None, True), (1_010.0, 0.0, True), (1_010.0, 8.0, False)],
)
def test_where_clocks_are_doubted_a_young_file_takes_two_looks(
    now_s: float, first_seen_s: float | None, ready: bool
) -> None:
    memory = NOTHING_SEEN if first_seen_s is None else Memory({FILE: first_seen_s})
    found = settled([FILE], memory, now_s=now_s, clock_s=10.0, settle_s=5.0, doubt_s=120.0)
    assert bool(found) == ready


def test_a_file_that_grew_between_two_looks_begins_anew() -> None:
    memory = NOTHING_SEEN.after([FILE], 0.0)
    grown = Sight("a.fit", 101, touched_s=1_003.0)
    memory = memory.after([grown], 4.0)
    assert not settled([grown], memory, now_s=1_004.0, clock_s=8.0, settle_s=5.0)
    assert settled([grown], memory, now_s=1_004.0, clock_s=9.0, settle_s=5.0)


def test_what_is_gone_is_forgotten() -> None:
    assert NOTHING_SEEN.after([FILE], 0.0).after([], 1.0) == NOTHING_SEEN


@pytest.mark.parametrize(
    "name",
    ["a.fit.part", "A.FIT.PART", "a.zip.crdownload", ".a.fit.Xy12", "a.fit~", "~$a.fit", "x.tmp"],
)
def test_temporary_names_wait(name: str) -> None:
    assert is_left_alone(name)


@pytest.mark.parametrize("name", ["a.fit", "partial.fit", "a.part.fit", "export.ZIP"])
def test_other_names_do_not(name: str) -> None:
    assert not is_left_alone(name)
