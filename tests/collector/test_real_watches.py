"""The totals of real monitoring files, as their summaries and their owner's account give them."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from collector.decode.fit import FitError, decode
from collector.placing import place
from collector.readings import Readings, readings_of
from storage.records import STEPS_UNKNOWN, Basis, DeviceDay, ZoneRow

FOLDER = "fit/andrewcooke+choochoo/data/test/source"
THE_SEVENTH = ("25519565531", "25532154264", "25539076032", "25542112328")
OFFSET_MIN = 180  # the watch showed UTC-03:00

#: Local day, files, steps. The seventh is what the owner's account said as well.
TOTALS = [
    (date(2014, 12, 27), ("sdk/MonitoringFile",), 3173),
    (date(2018, 10, 7), tuple(f"personal/{name}" for name in THE_SEVENTH), 3031),
    (date(2018, 10, 6), ("personal/25505915679", "personal/25519562859"), 1975),
    (date(2018, 10, 16), ("personal/25822184777",), 50),
]


def read(shared: Path, names: tuple[str, ...]) -> list[Readings]:
    return [readings_of(decode((shared / FOLDER / f"{name}.fit").read_bytes())) for name in names]


def placed_day(readings: list[Readings], day: date) -> DeviceDay:
    zones = [ZoneRow(date.min, "America/Santiago", Basis.STATED)]
    (found,) = [each for each in place(readings, zones, day, day).device_days if each.date == day]
    return found


@pytest.mark.parametrize(("day", "names", "steps"), TOTALS)
def test_a_real_days_steps_are_what_the_watch_counted(
    shared: Path, day: date, names: tuple[str, ...], steps: int
) -> None:
    readings = read(shared, names)
    found = placed_day(readings, day)
    assert found.total_steps == steps
    assert found.placed_steps is not None
    assert found.unplaced_steps == steps - found.placed_steps
    for order in itertools.islice(itertools.permutations(readings), 24):
        assert placed_day([*order, order[0]], day) == found


def test_only_the_counter_from_before_the_first_file_has_no_place(shared: Path) -> None:
    day = placed_day(read(shared, ("personal/25505915679", "personal/25519562859")), TOTALS[2][0])
    assert day.unplaced_steps == 1733
    assert not day.complete


def test_the_heart_rate_of_a_real_day_has_871_minutes_and_mean_66_020(shared: Path) -> None:
    names = tuple(f"personal/{name}" for name in THE_SEVENTH)
    zones = [ZoneRow(date.min, "America/Santiago", Basis.STATED)]
    result = place(read(shared, names), zones, date(2018, 10, 7), date(2018, 10, 8))
    columns = [
        [np.frombuffer(block.columns[name], kind) for block in result.monitoring]
        for name, kind in (("hr_mean_bpm", "u1"), ("steps", "<u2"))
    ]
    beats, steps = (np.concatenate(each)[OFFSET_MIN : OFFSET_MIN + 1440] for each in columns)
    beats = beats[beats > 0]
    assert len(beats) == 871
    assert float(beats.mean()) == pytest.approx(66.020, abs=0.0005)
    assert (int(beats.min()), int(beats.max())) == (46, 135)
    assert int(steps[steps != STEPS_UNKNOWN].sum()) == 3031


def test_a_real_days_files_say_how_the_watch_was_at_midnight(shared: Path) -> None:
    day = placed_day(read(shared, ("sdk/MonitoringFile",)), date(2014, 12, 27))
    assert day.complete
    assert day.utc_offset_min == -360  # not the person's: the watch was somewhere else


def test_sessions_of_every_real_file_share_its_records_between_them(shared: Path) -> None:
    """Heart rate samples of all sessions of a file are all samples of the file, each once."""
    checked = 0
    for path in sorted(shared.glob("fit/**/*.fit"))[::3]:
        try:
            fit = decode(path.read_bytes())
        except FitError:
            continue
        readings = readings_of(fit)
        if not readings.activities:
            continue
        samples = sum(each.hr_samples for each in readings.activities)
        assert samples == int((readings.records.hr_bpm > 0).sum()), path.name
        sessions = len(fit.tables["session"]) if "session" in fit.tables else 0
        assert len(readings.activities) == max(sessions, 1), path.name
        checked += 1
    assert checked > 30
