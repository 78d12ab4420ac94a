"""The pretend watch's files, read back, against what its wearer truly did."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from collector.decode.fit import decode
from collector.placing import Placed, place
from collector.pretend.making import Pretend, make
from collector.readings import Readings, readings_of
from storage.records import Basis, ZoneRow

ZONES = ("Europe/Stockholm", "America/New_York")


@pytest.fixture(scope="module", params=ZONES)
def story(request: pytest.FixtureRequest) -> Pretend:
    """Weeks around a night on which the clocks change."""
    return make(7, date(2026, 3, 2), 6, request.param)


@pytest.fixture(scope="module")
def readings(story: Pretend) -> list[Readings]:
    return [readings_of(decode(content)) for _, content in story.files()]


@pytest.fixture(scope="module")
def told(story: Pretend, readings: list[Readings]) -> Placed:
    zones = [ZoneRow(date.min, story.zone, Basis.STATED)]
    around = timedelta(days=1)  # local days reach into the UTC days beside them
    return place(readings[::-1], zones, story.first - around, story.last + around)


def test_every_days_steps_are_the_true_ones(story: Pretend, told: Placed) -> None:
    found = {each.date: each for each in told.device_days}
    for day in story.truth:
        read = found[day.date]
        assert (read.total_steps, read.unplaced_steps) == (day.steps, day.unplaced_steps), day.date
        assert (read.utc_offset_min, read.resets) == (day.utc_offset_min, 0), day.date


def test_every_session_is_the_true_one(story: Pretend, readings: list[Readings]) -> None:
    sessions = sorted((each for one in readings for each in one.activities), key=lambda a: a.start)
    true = [each for day in story.truth for each in day.sessions]
    assert len(sessions) == len(true)
    for read, known in zip(sessions, true, strict=True):
        assert (read.start, read.sport, read.steps) == (known.start, known.sport, known.steps)
        assert (read.hr_samples, read.hr_max_bpm) == (known.hr_samples, known.hr_max_bpm)
        assert read.hr_mean_bpm == pytest.approx(known.hr_mean_bpm, abs=0.01)


def test_as_many_minutes_have_a_heart_rate_as_were_measured(story: Pretend, told: Placed) -> None:
    columns = [each.columns.get("hr_mean_bpm", b"") for each in told.monitoring]
    read = sum(int((np.frombuffer(column, "u1") > 0).sum()) for column in columns)
    assert read == sum(day.hr_minutes for day in story.truth)
