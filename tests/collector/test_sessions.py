"""Sessions of activity files as activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.decode.fit import decode
from collector.encode.fit import Message, encode
from collector.readings import Readings, readings_of
from tests.made.watch import Watch, at

NINE = at("2026-03-10T09:00")


def read(data: bytes) -> Readings:
    return readings_of(decode(data), sha256="0" * 64, source="a.fit")


def records(seconds: Sequence[int], bpm: int) -> list[Message]:
    return [
        Message("record", {"timestamp": NINE + timedelta(seconds=second), "heart_rate": bpm})
        for second in seconds
    ]


def test_a_run_is_one_activity_with_strides_doubled(watch: Watch) -> None:
    (run,) = read(watch.session(NINE, 600, bpm=lambda s: 100 + s % 2, cycles=700)).activities
    assert (run.sport, run.start, run.end) == ("running", NINE, NINE + timedelta(minutes=10))
    assert (run.hr_samples, run.hr_mean_bpm, run.hr_max_bpm) == (600, 100.5, 101)
    assert (run.steps, run.distance_m, run.duration_s) == (1400, 1800.0, 600.0)
    assert not run.rescued


def test_a_ride_turns_cranks_not_steps(watch: Watch) -> None:
    (ride,) = read(watch.session(NINE, 60, sport=2, cycles=80)).activities
    assert (ride.sport, ride.steps) == ("cycling", None)


def test_a_recording_cut_before_its_summary_is_rebuilt_from_its_records(watch: Watch) -> None:
    (cut,) = read(watch.session(NINE, 60, closed=False)).activities
    assert (cut.start, cut.end) == (NINE, NINE + timedelta(seconds=59))
    assert (cut.distance_m, cut.hr_samples, cut.duration_s) == (177.0, 60, None)
    assert cut.rescued


def test_each_record_belongs_to_the_last_session_begun(watch: Watch) -> None:
    second = NINE + timedelta(seconds=100)
    messages = [
        watch.file_id(4, NINE),
        *records(range(-5, 100), 100),
        *records(range(100, 250), 150),
    ]
    messages += [watch.summary(second, 100, sport=2), watch.summary(NINE, 90, sport=1)]
    run, ride = read(encode(messages)).activities
    assert (run.sport, run.hr_samples, run.hr_mean_bpm) == ("running", 105, 100.0)
    assert (ride.sport, ride.hr_samples, ride.hr_mean_bpm) == ("cycling", 150, 150.0)


def test_heart_rate_zero_is_no_reading_and_the_sessions_own_mean_is_used(watch: Watch) -> None:
    summary = watch.summary(NINE, 60)
    summary = Message("session", {**summary.fields, "avg_heart_rate": 97, "max_heart_rate": 130})
    messages = [watch.file_id(4, NINE), *records(range(60), 0), summary]
    (run,) = read(encode(messages)).activities
    assert (run.hr_samples, run.hr_mean_bpm, run.hr_max_bpm) == (0, 97.0, 130)


@pytest.mark.parametrize(
    ("local", "offset_min"),
    [
        (NINE + timedelta(hours=2), 120),
        (NINE + timedelta(hours=2, seconds=-3), 120),  # stamped seconds apart
        (NINE + timedelta(hours=5, minutes=45), 345),
        (at("1989-12-31T09:00"), None),  # an app that counts from 1989
        (None, None),
    ],
)
def test_the_watchs_offset_is_taken_from_the_closing_message(
    watch: Watch, local: object, offset_min: int | None
) -> None:
    closing = Message("activity", {"timestamp": NINE, "local_timestamp": local})  # type: ignore[dict-item]
    data = encode([watch.file_id(4, NINE), *records(range(5), 90), watch.summary(NINE, 5), closing])
    assert read(data).activities[0].utc_offset_min == offset_min


@pytest.mark.parametrize("kind", [2, 5, 6])
def test_a_course_or_workout_was_not_lived_through(watch: Watch, kind: int) -> None:
    readings = read(encode([watch.file_id(kind, NINE), *records(range(5), 90)]))
    assert readings.activities == ()
    assert readings.first is None
