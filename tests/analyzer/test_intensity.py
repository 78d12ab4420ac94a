"""The ladder: each minute's band rests on the best basis there is, and says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from analyzer.calendar import day_bounds
from analyzer.frames import Band, Basis, Confidence, FrameError, Intensity
from analyzer.source_order import DEFAULT_ORDER
from analyzer.stretch import Known, lay_out
from storage.records import Activity, Answer, Channel, MinuteStream, Person
from tests.made.minutes import (
    COMPENDIUM,
    DAY,
    MEASURES,
    PERSON,
    block,
    one_day,
    session,
    stream,
    walk,
    zone,
)

# 50 years, resting 60: light from 94, moderate from 106, vigorous from 128 beats a minute.
AT = 600


def told(
    *streams: MinuteStream, sessions: Sequence[Activity] = (), person: Person = PERSON
) -> tuple[Band, Basis, Confidence]:
    """What is said of the minute at 10:00."""
    bounds = day_bounds([zone("UTC+00:00")], DAY, DAY)
    known = Known(person, streams, (), sessions, DEFAULT_ORDER)
    intensity = lay_out(known, bounds, MEASURES, COMPENDIUM).intensity
    return (
        Band(intensity.band[AT]),
        Basis(intensity.basis[AT]),
        Confidence(intensity.confidence[AT]),
    )


def minute(device: int = 1, channel: Channel = Channel.MONITORING, **values: int) -> MinuteStream:
    return stream(
        block(DAY, **{name: {AT: [value]} for name, value in values.items()}),
        device=device,
        channel=channel,
    )


def watch(steps: int, resolution_min: int = 1, **more: int) -> MinuteStream:
    return minute(steps=steps, resolution_min=resolution_min, **more)


def recorded(**values: int) -> MinuteStream:
    return minute(channel=Channel.ACTIVITY, **values)


HR, SPEED, CADENCE, DEVICE, SPORT, NOTHING = (
    Basis.HEART_RATE,
    Basis.SPEED,
    Basis.CADENCE,
    Basis.DEVICE,
    Basis.COMPENDIUM,
    Basis.NOTHING,
)


@pytest.mark.parametrize(
    ("hr", "steps", "band"),
    [
        (128, 0, Band.VIGOROUS),
        (127, 0, Band.MODERATE),
        (106, 140, Band.MODERATE),  # heart rate has the word, not cadence
        (105, 140, Band.LIGHT),
        (94, 0, Band.LIGHT),
        (93, 0, Band.STILL),
        (93, 20, Band.LIGHT),
        (55, 0, Band.STILL),
    ],
)
def test_heart_rate_speaks_first(hr: int, steps: int, band: Band) -> None:
    assert told(watch(steps, hr_mean_bpm=hr)) == (band, HR, Confidence.MEDIUM)
    measured = replace(PERSON, max_hr_bpm=173)
    assert told(watch(steps, hr_mean_bpm=hr), person=measured)[2] is Confidence.HIGH


def test_a_low_heart_rate_without_a_word_on_steps_is_unknown() -> None:
    assert told(minute(hr_mean_bpm=80))[:2] == (Band.UNKNOWN, NOTHING)
    # ... and refutes what a lower rung would have said
    assert told(minute(hr_mean_bpm=80, device_band=3))[:2] == (Band.UNKNOWN, NOTHING)


def test_a_held_heart_rate_counts_like_a_measured_one() -> None:
    line = stream(block(DAY, hr_mean_bpm={AT - 7: [130], AT + 8: [70]}))
    assert told(line)[:2] == (Band.VIGOROUS, HR)
    gap = stream(block(DAY, hr_mean_bpm={AT - 8: [130], AT + 8: [70]}))
    assert told(gap)[0] is Band.UNKNOWN


@pytest.mark.parametrize("question", ["beta_blocker", "pacemaker", "atrial_fibrillation"])
def test_heart_rate_is_silent_where_it_would_mislead(question: str) -> None:
    person = replace(PERSON, **{question: Answer.YES})
    assert told(watch(105, hr_mean_bpm=150), person=person)[:2] == (Band.MODERATE, CADENCE)
    assert told(watch(0, hr_mean_bpm=150), person=person)[:2] == (Band.STILL, CADENCE)
    day = one_day(watch(105, hr_mean_bpm=150), person=person)
    assert (day.vigorous_min, day.hr_max_bpm, day.wear_min) == (0, 150, 1)
    asked = replace(PERSON, **{question: Answer.UNKNOWN})
    assert told(watch(105, hr_mean_bpm=150), person=asked)[:2] == (Band.VIGOROUS, HR)


@pytest.mark.parametrize(
    ("sport", "sub_sport", "speed", "band", "basis"),
    [
        ("walking", "generic", 126, Band.MODERATE, SPEED),
        ("walking", "generic", 125, Band.LIGHT, SPEED),
        ("walking", "generic", 230, Band.MODERATE, SPEED),
        ("walking", "generic", 49, Band.MODERATE, SPORT),  # too slow to tell
        ("running", "generic", 179, Band.VIGOROUS, SPEED),
        ("running", "trail", 178, Band.MODERATE, SPEED),
        ("cycling", "road", 447, Band.MODERATE, SPEED),
        ("cycling", "road", 448, Band.VIGOROUS, SPEED),
        ("hiking", "generic", 100, Band.MODERATE, SPORT),  # uphill, speed says little
        ("running", "treadmill", 60, Band.VIGOROUS, SPORT),
        ("swimming", "lap_swimming", 130, Band.MODERATE, SPORT),
    ],
)
def test_speed_speaks_in_sessions_on_foot_and_by_bicycle(
    sport: str, sub_sport: str, speed: int, band: Band, basis: Basis
) -> None:
    sessions = [session(sport, sub_sport, AT - 5, 10)]
    assert told(recorded(speed_cm_s=speed), sessions=sessions)[:2] == (band, basis)
    assert told(recorded(speed_cm_s=speed))[:2] == (Band.UNKNOWN, NOTHING)


@pytest.mark.parametrize(
    ("steps", "resolution", "band"),
    [
        (220, 1, Band.VIGOROUS),
        (130, 1, Band.VIGOROUS),
        (129, 1, Band.MODERATE),
        (100, 1, Band.MODERATE),
        (99, 1, Band.LIGHT),
        (1, 1, Band.LIGHT),
        (221, 1, Band.UNKNOWN),
        (100, 2, Band.UNKNOWN),
        (100, 15, Band.UNKNOWN),
        (20, 15, Band.UNKNOWN),
    ],
)
def test_cadence_speaks_only_minute_by_minute(steps: int, resolution: int, band: Band) -> None:
    basis = CADENCE if band else NOTHING
    assert told(watch(steps, resolution))[:2] == (band, basis)


def test_below_cadence_come_the_watchs_own_word_and_the_sport() -> None:
    strength = [session("training", "strength_training", AT - 5, 10)]
    assert told(watch(60, 15, device_band=3)) == (Band.VIGOROUS, DEVICE, Confidence.LOW)
    assert told(watch(60, 15, device_band=2), sessions=strength)[1] is DEVICE
    assert told(watch(60, 15, device_band=1))[0] is Band.UNKNOWN
    assert told(sessions=strength) == (Band.MODERATE, SPORT, Confidence.LOW)
    assert told(sessions=[session("training", "yoga", AT, 10)])[0] is Band.LIGHT
    assert told(sessions=[session("parasailing", "generic", AT, 10)])[0] is Band.UNKNOWN


def test_no_step_in_a_session_is_not_stillness() -> None:
    strength = [session("training", "strength_training", AT - 5, 10)]
    assert told(watch(0), sessions=strength)[:2] == (Band.MODERATE, SPORT)
    assert told(watch(0, hr_mean_bpm=70), sessions=strength)[:2] == (Band.LIGHT, HR)
    assert told(minute(hr_mean_bpm=70), sessions=strength)[:2] == (Band.LIGHT, HR)
    assert told(watch(0))[0] is Band.UNKNOWN  # not worn
    aloft = [session("parasailing", "generic", AT - 5, 10)]
    worn = stream(walk(AT - 1, [20, 0, 20]))
    assert told(worn, sessions=aloft)[0] is Band.UNKNOWN
    assert told(worn)[:2] == (Band.STILL, CADENCE)


def test_of_two_sessions_the_later_one_has_the_minute_in_any_order() -> None:
    two = [session("swimming", "generic", AT - 9, 30), session("training", "yoga", AT - 2, 10)]
    assert told(sessions=two) == told(sessions=two[::-1]) == (Band.LIGHT, SPORT, Confidence.LOW)


def test_estimated_minutes_are_those_that_rest_on_less_than_heart_rate_or_cadence() -> None:
    strength = [session("training", "strength_training", AT, 30)]
    day = one_day(stream(walk(AT + 100, [110] * 10)), sessions=strength)
    assert (day.moderate_min, day.estimated_min) == (40, 30)
    word = one_day(minute(device_band=3), sessions=strength)
    assert (word.vigorous_min, word.estimated_min) == (1, 30)


def test_an_intensity_frame_of_another_type_does_not_come_to_be() -> None:
    right = np.zeros(3, np.int8)
    with pytest.raises(FrameError):
        Intensity(right, right, right.astype(np.int64))
