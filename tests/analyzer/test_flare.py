"""A flare lasts until it is said to be over, or until its end was forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analyzer.calendar import zone_of
from analyzer.flare import last_flare_day
from config.nudges import read_nudges
from storage.told import DiaryEntry, DiaryKind

NUMBERS = read_nudges().flare
START, END = DiaryKind.FLARE_START, DiaryKind.FLARE_END


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


CASES: list[tuple[str, list[tuple[DiaryKind, datetime]], date | None]] = [
    ("never one", [], None),
    ("other entries are no flare", [(DiaryKind.PAIN, at(9))], None),
    ("it lasts", [(START, at(8))], date(2026, 3, 10)),
    ("it began just now", [(START, at(10, 7))], date(2026, 3, 10)),
    ("it is over", [(START, at(3)), (END, at(6))], date(2026, 3, 6)),
    ("the next has begun", [(START, at(3)), (END, at(6)), (START, at(9))], date(2026, 3, 10)),
    ("it begins tomorrow", [(START, at(11))], None),
    ("by the clock of the person", [(START, at(1)), (END, at(6, 23))], date(2026, 3, 7)),
]


@pytest.mark.parametrize(("said", "last"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_last_day_of_a_flare(said: list[tuple[DiaryKind, datetime]], last: date | None) -> None:
    diary = [DiaryEntry(kind, when) for kind, when in said]
    assert last_flare_day(diary, at(10, 8), zone_of("Europe/Oslo"), NUMBERS) == last


def test_a_forgotten_end_does_not_last_for_ever() -> None:
    diary = [DiaryEntry(START, at(1))]
    found = last_flare_day(diary, at(30), zone_of("Europe/Oslo"), NUMBERS)
    assert found == date(2026, 3, 15)
