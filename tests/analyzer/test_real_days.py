"""Days of a real watch, from its files to the numbers its owner saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from collector.decode.fit.decode import decode
from collector.placing import place
from collector.readings import readings_of
from storage.records import Channel, Day, MinuteStream
from tests.made.minutes import PERSON, days, zone

FOLDER = Path("fit/andrewcooke+choochoo/data/test/source/personal")
HOME = "America/Santiago"


def real_days(files: list[Path], first: date, last: date) -> tuple[Day, ...]:
    readings = [readings_of(decode(path.read_bytes())) for path in files]
    placed = place(readings, [zone(HOME)], first, last, device_id=1)
    return days(
        MinuteStream(1, Channel.MONITORING, placed.monitoring),
        MinuteStream(1, Channel.ACTIVITY, placed.activity),
        person=replace(PERSON, timezone=HOME, rest_hr_bpm=None),
        counters=placed.device_days,
        first=first,
        last=last,
    )


@pytest.fixture
def files(shared: Path) -> list[Path]:
    found = sorted((shared / FOLDER).glob("*.fit"))
    assert found
    return found


def test_a_day_has_the_steps_and_heart_rate_its_owner_saw(files: list[Path]) -> None:
    found = real_days(files, date(2018, 10, 5), date(2018, 10, 16))
    by_date = {day.date.day: day for day in found}
    assert {on: by_date[on].steps for on in (5, 6, 7, 8, 16)} == {
        5: None, 6: 1975, 7: 3031, 8: None, 16: 50,
    }  # fmt: skip
    day = by_date[7]
    assert (day.hr_min_bpm, day.hr_mean_bpm, day.hr_max_bpm) == (46, 66.02, 135)
    assert day.valid


def test_files_read_in_another_order_give_the_same_days(files: list[Path]) -> None:
    first, last = date(2018, 10, 6), date(2018, 10, 8)
    expected = real_days(files, first, last)
    for some in list(permutations(files))[7::1700]:
        assert real_days(list(some), first, last) == expected
