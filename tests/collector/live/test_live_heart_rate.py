"""Heart rate of a minute: mean, maximum, and when it is not known."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from collector.live.artefacts import artefact, plausible
from collector.live.values import HeartRate
from config.live import read_live
from tests.made.live import after, at, beats, heard

BEATS = read_live().beats


def test_a_minute_has_its_mean_rounded_half_up_and_its_maximum() -> None:
    kept = after(beats(at("12:00"), [70, 71, 80, 61]) + beats(at("12:01"), [60, 61]))
    assert kept.known("hr_mean_bpm") == {"12:00": 71, "12:01": 61}  # 70.5, 60.5
    assert kept.known("hr_max_bpm") == {"12:00": 80, "12:01": 61}
    assert kept.known("steps") == {}


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (HeartRate(70, contact=False), "no_contact"),
        (HeartRate(None), "no_pulse"),
        (HeartRate(0, contact=True), "no_pulse"),
        (HeartRate(24), "rate_implausible"),
        (HeartRate(251), "rate_implausible"),
        (HeartRate(65535), "rate_implausible"),
    ],
)
def test_what_is_no_heart_rate_is_dropped_with_its_reason(reading: HeartRate, reason: str) -> None:
    kept = after([heard(at("12:00:01"), reading), heard(at("12:01"), HeartRate(60, contact=True))])
    assert kept.known("hr_mean_bpm") == {"12:01": 60}
    (report,) = kept.run.reports()
    assert (report.readings, report.kept, dict(report.dropped)) == (2, 1, {reason: 1})


def test_a_minute_of_noise_is_not_known_and_is_counted() -> None:
    chance = random.Random(1)
    noise = [
        heard(
            at("12:00") + timedelta(seconds=second),
            HeartRate(75, rr_s=(chance.choice([0.1, 0.2, 3.0, 2.9, 5.0]),)),
        )
        for second in range(59)
    ]
    kept = after(noise + beats(at("12:01"), [75] * 30, [0.8]))
    assert kept.known("hr_mean_bpm") == {"12:01": 75}
    assert kept.known("hr_max_bpm") == {"12:01": 75}
    (report,) = kept.run.reports()
    assert dict(report.artefact_min) == {"artefact_beats": 1}
    assert (report.kept, dict(report.dropped)) == (30, {"artefact_beats": 59})


@pytest.mark.parametrize(
    ("rr", "bpm", "reason"),
    [
        ([0.8] * 20, 75, None),
        ([0.8] * 9, 200, None),  # too few to say anything
        ([0.8] * 20, 120, "artefact_rate"),
        ([0.8] * 20, 90, None),  # 75 against 90: within a fifth
        ([0.8] * 20, 94, "artefact_rate"),
        ([0.8, 0.4, 1.2] + [0.8] * 20, 75, None),  # an extra beat and its pause
        ([0.8, 0.1] * 10, 75, None),  # half of them: not more than half
        ([0.1] * 20, 75, "artefact_beats"),
        ([1.0 - 0.025 * n for n in range(20)], 79, None),  # a heart that speeds up
        ([0.5, 1.0] * 15, 80, "artefact_beats"),  # every second one extra: nobody can tell
    ],
)
def test_a_minute_is_left_out_only_when_it_is_mostly_artefact(
    rr: list[float], bpm: float, reason: str | None
) -> None:
    assert artefact(rr, bpm, BEATS) == reason


def test_an_irregular_heart_is_not_an_artefact() -> None:
    chance = random.Random(4)
    for _ in range(50):
        rr = [chance.gauss(0.75, 0.75 * 0.22) for _ in range(80)]
        assert artefact(rr, 80, BEATS) is None


def test_one_missed_beat_is_the_one_that_is_refused() -> None:
    rr = [0.8] * 10 + [1.6] + [0.8] * 10
    assert [at for at, good in enumerate(plausible(rr, BEATS)) if not good] == [10]
