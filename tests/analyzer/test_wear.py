"""Worn or not: by heart rate, and by the Choi rule only where the counting device has none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.wear import hold, non_wear
from tests.made.minutes import DAY, MEASURES, block, one_day, stream, walk

WEAR = MEASURES.wear


def runs(*lengths: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Quiet and moving minutes in turn, quiet first."""
    return np.concatenate([np.full(n, i % 2 == 0) for i, n in enumerate(lengths)])


@pytest.mark.parametrize(
    ("lengths", "unworn"),
    [
        ((0, 1, 89, 1), 0),
        ((0, 1, 90, 1), 90),
        ((0, 5, 60, 2, 30, 5), 92),  # two minutes between 60 and 30 quiet ones: an artefact
        ((0, 5, 60, 3, 60, 5), 0),  # three are a movement
        ((0, 5, 60, 2, 29, 5), 0),  # a flank too short
        ((0, 5, 29, 2, 60, 5), 0),
        ((0, 5, 30, 1, 30, 1, 30, 5), 92),
        ((90,), 90),
        ((1440,), 1440),
        ((0, 1440), 0),
    ],
)
def test_the_choi_rule(lengths: tuple[int, ...], unworn: int) -> None:
    assert non_wear(runs(*lengths), WEAR).sum() == unworn


@pytest.mark.parametrize(("gap", "worn_min"), [(1, 2), (14, 15), (15, 16), (16, 2), (200, 2)])
def test_between_two_heart_rates_near_each_other_the_watch_is_worn(gap: int, worn_min: int) -> None:
    day = one_day(stream(block(DAY, hr_mean_bpm={600: [60], 600 + gap: [61]})))
    assert day.wear_min == worn_min


def test_steps_do_not_make_wear_where_the_watch_measures_heart_rate() -> None:
    watch = stream(walk(600, [30] * 200, hr_mean_bpm={600: [80] * 100}))
    assert one_day(watch).wear_min == 100


def test_a_strap_worn_for_a_session_does_not_unwear_the_band_that_counts_steps() -> None:
    band = stream(walk(480, [20, 0, 20] * 200), device=1)
    strap = stream(block(DAY, hr_mean_bpm={600: [120] * 30}), device=2, channel=band.channel)
    assert one_day(band, strap).wear_min == 600
    assert one_day(band, strap).valid
    assert one_day(strap).wear_min == 30


def test_minutes_nobody_knows_are_not_worn() -> None:
    band = stream(walk(480, [20, 0, 20] * 10))
    assert one_day(band).wear_min == 30
    twice = block(DAY, steps={480: [20] * 5, 515: [20] * 5})
    assert one_day(stream(twice)).wear_min == 10
    assert one_day().wear_min == 0


def test_how_many_steps_there_were_never_decides_a_day() -> None:
    still = {480: [60] * 600}
    for steps in (0, 1, 200):
        assert one_day(stream(walk(480, [steps] * 600, hr_mean_bpm=still))).valid
    assert not one_day(stream(walk(480, [100] * 599, hr_mean_bpm={480: [60] * 599}))).valid


samples = st.lists(st.sampled_from([-1, -1, -1, 60, 61]), min_size=1, max_size=120)


@settings(max_examples=100)
@given(samples, st.integers(1, 30))
def test_holding_keeps_every_sample_and_closes_only_short_gaps(values: list[int], gap: int) -> None:
    hr = np.array(values, np.int16)
    held = hold(hr, gap)
    at = [i for i, each in enumerate(values) if each >= 0]
    for i, each in enumerate(held.tolist()):
        before = [j for j in at if j <= i]
        after = [j for j in at if j >= i]
        if i in at:
            assert each == values[i]
        elif before and after and after[0] - before[-1] <= gap:
            assert each == values[before[-1]]
        else:
            assert each == -1


@settings(max_examples=100)
@given(st.lists(st.integers(1, 130), min_size=1, max_size=12), st.booleans())
def test_a_longer_quiet_time_is_never_more_wear(lengths: list[int], moving_first: bool) -> None:
    quiet = runs(*([0] if moving_first else []), *lengths)
    unworn = non_wear(quiet, WEAR)
    assert len(unworn) == len(quiet)
    quieter = quiet.copy()
    quieter[len(quiet) // 2 :] = True
    assert non_wear(quieter, WEAR)[unworn].all()
