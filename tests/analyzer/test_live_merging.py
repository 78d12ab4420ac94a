"""Strap, watch over the air, and files of the same hours: each minute once, each step once."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.calendar import day_bounds
from analyzer.explain import explain_day
from analyzer.frames import Minutes
from analyzer.minutes import merge
from analyzer.source_order import AmongLive, SourceOrder
from storage.records import Channel, MinuteStream
from tests.made.minutes import DAY, block, counter, one_day, stream, walk, zone

LIVE, ACTIVITY = Channel.LIVE, Channel.ACTIVITY
DEFAULT = SourceOrder()


def rate(device: int, start: int, values: list[int]) -> MinuteStream:
    return stream(block(DAY, hr_mean_bpm={start: values}), device=device, channel=LIVE)


def merged(*streams: MinuteStream, order: SourceOrder = DEFAULT) -> Minutes:
    return merge(streams, order, DAY, DAY)


@pytest.mark.parametrize(
    ("order", "bpm"),
    [
        (DEFAULT, [70, 90, 90, 90, 70]),  # device 4 knows four minutes, device 3 three
        (SourceOrder(among_live=AmongLive.FIRST_PAIRED), [70, 70, 90, 90, 70]),
        (SourceOrder(devices=(3,)), [70, 70, 90, 90, 70]),
    ],
)
def test_of_two_straps_the_one_that_knows_most_of_the_day_is_asked_first(
    order: SourceOrder, bpm: list[int]
) -> None:
    first = stream(block(DAY, hr_mean_bpm={600: [70, 70], 604: [70]}), device=3, channel=LIVE)
    second = stream(block(DAY, hr_mean_bpm={601: [90] * 3, 900: [90]}), device=4, channel=LIVE)
    frame = merged(first, second, order=order)
    assert frame.hr_mean_bpm[600:605].tolist() == bpm


@pytest.mark.parametrize(
    ("order", "bpm"),
    [
        (DEFAULT, [80, 80, 120, 120, 80]),
        (SourceOrder(among_live=AmongLive.FIRST_PAIRED), [80, 80, 120, 120, 80]),
        (SourceOrder(live_heart_rate=("wrist", "chest")), [80, 80, 80, 80, 80]),
        (SourceOrder(live_heart_rate=()), [80, 80, 80, 80, 80]),  # it knows most minutes
        (SourceOrder(devices=(3,)), [80, 80, 80, 80, 80]),
    ],
)
def test_a_chest_strap_is_asked_before_a_wrist_that_was_worn_longer(
    order: SourceOrder, bpm: list[int]
) -> None:
    wrist = replace(rate(3, 600, [80] * 5), worn_at="wrist")
    chest = replace(rate(4, 602, [120] * 2), worn_at="chest")
    assert merged(wrist, chest, order=order).hr_mean_bpm[600:605].tolist() == bpm


def test_of_two_chest_straps_the_one_that_knows_most_is_asked_first_and_then_the_wrist() -> None:
    one = replace(rate(2, 600, [100] * 2), worn_at="chest")
    most = replace(rate(3, 600, [110] * 3), worn_at="chest")
    wrist = replace(rate(4, 600, [80] * 5), worn_at="wrist")
    bpm = merged(wrist, one, most).hr_mean_bpm[600:605].tolist()
    assert bpm == [110, 110, 110, 80, 80]


def test_where_a_device_is_worn_says_nothing_about_its_steps() -> None:
    chest = replace(stream(walk(600, [40] * 3), device=4, channel=LIVE), worn_at="chest")
    wrist = replace(stream(walk(600, [60] * 5), device=3, channel=LIVE), worn_at="wrist")
    assert merged(chest, wrist).steps[600:605].tolist() == [60] * 5


def test_which_device_is_asked_first_is_decided_for_each_quantity_and_day() -> None:
    watch = stream(walk(600, [50] * 5, hr_mean_bpm={600: [80] * 2}), device=2, channel=LIVE)
    strap = rate(3, 600, [100] * 5)
    pod = stream(walk(600, [99] * 3), device=4, channel=LIVE)
    frame = merged(watch, strap, pod)
    assert frame.steps[600:605].tolist() == [50] * 5
    assert frame.hr_mean_bpm[600:605].tolist() == [100] * 5


def test_a_live_watch_beside_a_file_watch_fills_only_minutes_the_files_do_not_know() -> None:
    files = stream(walk(600, [100] * 10))
    live = stream(walk(595, [60] * 20), device=2, channel=LIVE)
    day = one_day(files, live)
    assert day.steps == 1000 + 60 * 10


def test_a_live_counters_unplaced_steps_count_when_it_gave_most() -> None:
    live = stream(walk(600, [60] * 20), device=2, channel=LIVE)
    own = counter(1200, unplaced=800, device=2)
    day = one_day(live, counters=[own])
    assert (day.steps, day.placed_steps, day.unplaced_steps) == (2000, 1200, 800)
    files = stream(walk(500, [100] * 50))
    both = one_day(live, files, counters=[own, counter(5000, unplaced=300)])
    # The 300 the files could not place may be among the 1200 the live watch placed elsewhere.
    assert (both.steps, both.placed_steps, both.unplaced_steps) == (6200, 6200, 0)


def test_a_second_counter_does_not_make_a_day_smaller() -> None:
    evening = stream(walk(1000, [100] * 20))
    alone = one_day(evening, counters=[counter(2000, unplaced=6000)])
    live = stream(walk(600, [100] * 30), device=2, channel=LIVE)
    both = [counter(2000, unplaced=6000), counter(3000, unplaced=3000, device=2)]
    day = one_day(evening, live, counters=both)
    assert (alone.steps, day.steps) == (8000, 8000)
    assert (day.placed_steps, day.unplaced_steps) == (5000, 3000)
    # One that placed the same steps on the same minutes takes none off the others.
    same = stream(walk(1000, [100] * 20), device=2, channel=LIVE)
    again = one_day(evening, same, counters=[both[0], counter(2000, unplaced=3000, device=2)])
    assert again.steps == 8000


@settings(max_examples=40)
@given(*[st.integers(0, 2000)] * 6)
def test_a_day_is_never_below_one_counter_nor_above_all(
    start: int, mine: int, mine_unplaced: int, other_start: int, other: int, other_unplaced: int
) -> None:
    streams = [
        stream(walk(start % 1400, [mine])),
        stream(walk(other_start % 1400, [other]), device=2),
    ]
    counters = [counter(mine, mine_unplaced), counter(other, other_unplaced, device=2)]
    day = one_day(*streams, counters=counters)
    totals = [each.total_steps or 0 for each in counters]
    assert day.steps is not None
    assert max(totals) - abs(mine - other) <= day.steps <= sum(totals)
    if start % 1400 != other_start % 1400:
        assert max(totals) <= day.steps


def test_what_each_gave_and_what_was_set_aside_is_explained() -> None:
    (bounds,) = day_bounds([zone("UTC+00:00")], DAY, DAY)
    streams = (
        stream(walk(600, [100] * 10, hr_mean_bpm={600: [80] * 10})),
        stream(walk(605, [90] * 10), device=2, channel=LIVE),
        rate(3, 600, [120] * 15),
    )
    counters = (counter(1000), counter(900, unplaced=70, device=2))
    told = explain_day(streams, DEFAULT, bounds, counters)
    files, watch, strap = told.shares
    assert (told.steps, files.steps_used, watch.steps_used) == (1450, 1000, 450)
    assert (watch.steps_discarded, watch.unplaced_discarded) == (450, 70)
    assert [str(why) for why in watch.why] == [
        "steps_from (device=1, channel=monitoring, minutes=5, steps=450)",
        "unplaced_known_elsewhere (steps=70)",
    ]
    assert (strap.hr_minutes_used, files.hr_minutes_used) == (15, 0)
    assert [str(why) for why in files.why] == [
        "heart_rate_from (device=3, channel=live, minutes=10)"
    ]


def made(device: int, channel: Channel, data: st.DataObject) -> MinuteStream:
    stretches = st.dictionaries(
        st.integers(0, 1400), st.lists(st.integers(0, 200), min_size=1, max_size=30), max_size=3
    )
    steps, beats = data.draw(stretches), data.draw(stretches)
    ones = {start: [1] * len(each) for start, each in steps.items()}
    day = block(DAY, steps=steps, resolution_min=ones, hr_mean_bpm=beats)
    return stream(day, device=device, channel=channel)


@settings(max_examples=40)
@given(st.data())
def test_whatever_the_streams_each_minute_has_one_source_and_order_changes_nothing(
    data: st.DataObject,
) -> None:
    streams = [
        made(1, Channel.MONITORING, data),
        made(1, ACTIVITY, data),
        replace(made(2, LIVE, data), worn_at="wrist"),
        replace(made(3, LIVE, data), worn_at="chest"),
    ]
    counters = [
        counter(0, unplaced=data.draw(st.integers(0, 5000)), device=device) for device in (1, 2)
    ]
    (bounds,) = day_bounds([zone("UTC+00:00")], DAY, DAY)
    frames = [merge(some, DEFAULT, DAY, DAY, counters) for some in permutations(streams)]
    for frame in frames[1:]:
        np.testing.assert_array_equal(frame.steps, frames[0].steps)
        np.testing.assert_array_equal(frame.hr_mean_bpm, frames[0].hr_mean_bpm)
        np.testing.assert_array_equal(frame.steps_source, frames[0].steps_source)
    told = explain_day(streams, DEFAULT, bounds, counters)
    used = sum(share.steps_used + share.unplaced_used for share in told.shares)
    known = frames[0].steps >= 0
    assert (told.steps or 0) == used
    assert (told.placed or 0) == int(frames[0].steps[known].sum())
    for share in told.shares:
        assert share.step_minutes_used + share.step_minutes_discarded <= 1440
