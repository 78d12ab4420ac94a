"""What a heart rate says, and when it must not say anything."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.frames import Band, Confidence
from analyzer.heart_rate import (
    NO_EDGES,
    MaxHr,
    band_edges,
    band_of,
    confidence_of,
    hinders,
    lowest_stable,
    max_hr,
    reserve_share,
    resting_rate,
    unanswered,
)
from analyzer.spans import Spans
from storage.records import Answer, MinuteStream, Person
from tests.made.minutes import DAY, MEASURES, PERSON, block, counter, days, one_day, stream, walk

NUMBERS = MEASURES.heart_rate
NO_REST = replace(PERSON, rest_hr_bpm=None)


def test_a_measured_maximum_stands_before_one_from_age() -> None:
    measured = max_hr(replace(PERSON, max_hr_bpm=181), DAY, NUMBERS)
    assert measured == MaxHr(181.0, estimated=False)
    assert confidence_of(measured) is Confidence.HIGH
    estimated = max_hr(PERSON, DAY, NUMBERS)
    assert estimated == MaxHr(173.0, estimated=True)
    assert confidence_of(estimated) is Confidence.MEDIUM
    assert max_hr(replace(PERSON, birth_year=None), DAY, NUMBERS) is None


@pytest.mark.parametrize("rest", [35, 60, 61, 110])
def test_edges_in_whole_beats_agree_with_exact_shares(rest: int) -> None:
    for top in range(rest + 1, 231):
        edges = band_edges(float(rest), MaxHr(float(top), estimated=False), NUMBERS)
        for edge, share in (
            (edges.light_bpm, NUMBERS.light),
            (edges.moderate_bpm, NUMBERS.moderate),
            (edges.vigorous_bpm, NUMBERS.vigorous),
        ):
            assert edge == math.ceil(rest + Fraction(str(share)) * (top - rest)), (top, share)


@given(st.integers(0, 250), st.integers(35, 110), st.integers(111, 230))
def test_a_share_is_never_below_nothing(hr: int, rest: int, top: int) -> None:
    share = reserve_share(hr, rest, top)
    assert share >= 0
    assert math.isfinite(share)
    assert band_of(share, NUMBERS) in set(Band) - {Band.UNKNOWN}


@pytest.mark.parametrize(("rest", "top"), [(None, 173.0), (180.0, 173.0), (173.0, 173.0)])
def test_without_a_reserve_no_band_is_reached(rest: float | None, top: float) -> None:
    assert band_edges(rest, MaxHr(top, estimated=True), NUMBERS) == NO_EDGES
    assert band_edges(60.0, None, NUMBERS) == NO_EDGES


def test_a_yes_to_any_question_forbids_and_no_answer_is_said() -> None:
    assert hinders(PERSON) == ()
    assert [why.code for why in unanswered(PERSON)] == [
        "hr_unanswered_beta_blocker",
        "hr_unanswered_pacemaker",
        "hr_unanswered_atrial_fibrillation",
    ]
    answered = replace(PERSON, beta_blocker=Answer.NO, pacemaker=Answer.YES)
    assert [why.code for why in hinders(answered)] == ["hr_not_used_pacemaker"]
    assert [why.code for why in unanswered(answered)] == ["hr_unanswered_atrial_fibrillation"]


@pytest.mark.parametrize(
    ("stated", "watch", "lowest", "rest"),
    [
        (55, (60, 61), (50.0, 51.0), 55.0),
        (None, (60, None), (50.0, 51.0), 60.0),
        (None, (60, 61), (50.0, 51.0), 61.0),
        (None, (None, None), (50.0, 54.0), 52.0),
        (None, (None, None), (None, 54.0), 54.0),
        (None, (None,), (None,), None),
    ],
)
def test_the_resting_rate_is_stated_else_the_watchs_else_the_lowest(
    stated: int | None,
    watch: tuple[int | None, ...],
    lowest: tuple[float | None, ...],
    rest: float | None,
) -> None:
    assert resting_rate(stated, watch, lowest) == rest


def night(*lows: int) -> MinuteStream:
    """Days ending with ``DAY``, each with half an hour of so low a heart rate in it."""
    blocks = []
    for back, low in enumerate(reversed(lows)):
        line = [75] * 900
        line[100:130] = [low] * 30
        line[400:420] = [low - 4] * 20  # lower, but not for half an hour
        blocks.append(block(DAY - timedelta(back), hr_mean_bpm={0: line}))
    return stream(*blocks[::-1])


def test_the_lowest_half_hours_stand_in_for_a_resting_rate() -> None:
    assert one_day(night(52), person=NO_REST).rest_bpm == 52
    assert one_day(night(50, 58, 53), person=NO_REST).rest_bpm == 53
    assert one_day(night(52), person=NO_REST, counters=[counter(0, rest=49)]).rest_bpm == 49


def test_the_lowest_half_hour_lies_inside_the_day() -> None:
    hr = np.full(120, 80, np.int16)
    hr[40:80] = 50  # twenty minutes on both sides of the edge
    two_days = Spans(np.array([0, 60, 120]))
    assert lowest_stable(hr, two_days, 20) == (50.0, 50.0)
    assert lowest_stable(hr, two_days, 21) == ((20 * 50 + 80) / 21,) * 2
    assert lowest_stable(hr, Spans(np.array([0, 120])), 40) == (50.0,)
    assert lowest_stable(hr[:9], Spans(np.array([0, 9])), 10) == (None,)


def test_nights_before_the_window_are_forgotten() -> None:
    window = MEASURES.resting.window_days
    first = DAY - timedelta(window)
    found = days(night(*[50] * (window + 2), *[60] * window), person=NO_REST, first=first)
    assert (found[0].rest_bpm, found[-1].rest_bpm) == (50, 60)
    assert found[-2].rest_bpm == 60


def test_a_day_hardly_worn_says_nothing_about_rest() -> None:
    session = stream(block(DAY, hr_mean_bpm={600: [130] * 60}))
    day = one_day(session, person=NO_REST)
    assert day.rest_bpm is None
    assert day.vigorous_min is None


def test_a_resting_rate_looks_back_so_many_days_and_no_further() -> None:
    window = MEASURES.resting.window_days
    watch = [counter(0, rest=48, on=DAY)]
    later = DAY + timedelta(window)
    worn = [block(DAY + timedelta(i), hr_mean_bpm={0: [70] * 30}) for i in range(window + 1)]
    found = days(stream(*worn), person=NO_REST, counters=watch, first=DAY, last=later)
    assert [day.rest_bpm for day in found] == [48] * window + [None]


def test_an_impossible_sample_is_dropped_from_the_day() -> None:
    line = block(DAY, hr_mean_bpm={600: [90, 194, 193, 91]}, hr_max_bpm={600: [92, 194, 193, 250]})
    day = one_day(stream(line))
    assert (day.hr_min_bpm, day.hr_max_bpm) == (90, 193)
    assert day.hr_mean_bpm == round((90 + 193 + 91) / 3, 3)
    assert day.wear_min == 4  # the gap it leaves is short
    ageless = one_day(stream(line), person=Person(1, "", "UTC+00:00"))
    assert ageless.hr_max_bpm == 250


def test_the_mean_is_over_measured_minutes_not_held_ones() -> None:
    day = one_day(stream(walk(0, [0] * 5, hr_mean_bpm={600: [60], 610: [90]})))
    assert day.hr_mean_bpm == 75.0
    assert day.wear_min == 11
