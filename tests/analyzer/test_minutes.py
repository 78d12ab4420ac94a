"""One value per minute and quantity, from exactly one stream, in a visible order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest

from analyzer.blocks import BlockError
from analyzer.calendar import day_bounds
from analyzer.explain import explain_day
from analyzer.frames import FrameError, Minutes
from analyzer.minutes import StreamError, merge
from analyzer.source_order import SourceOrder
from storage.records import Channel, DeviceDay, MinuteBlock, MinuteStream
from tests.made.minutes import DAY, block, counter, stream, walk, zone

DEFAULT = SourceOrder()
LIVE, ACTIVITY, MONITORING = Channel.LIVE, Channel.ACTIVITY, Channel.MONITORING


def merged(
    *streams: MinuteStream, order: SourceOrder = DEFAULT, counters: tuple[DeviceDay, ...] = ()
) -> Minutes:
    return merge(streams, order, DAY, DAY, counters)


def test_what_no_stream_knows_is_unknown_in_every_column() -> None:
    frame = merged()
    for name in ("steps", "hr_mean_bpm", "hr_max_bpm", "speed_cm_s", "cadence_spm", "device_band"):
        assert (getattr(frame, name) == -1).all(), name
    assert frame.n == 1440


def test_no_step_is_a_known_number() -> None:
    frame = merged(stream(walk(60, [0, 7])))
    assert frame.steps[59:63].tolist() == [-1, 0, 7, -1]


@pytest.mark.parametrize(
    ("order", "steps"),
    [
        (DEFAULT, 10),
        (SourceOrder(devices=(2, 1)), 20),
        (SourceOrder(steps=(LIVE, MONITORING)), 30),
        (SourceOrder(steps=(ACTIVITY, MONITORING)), 40),
        (SourceOrder(steps=(ACTIVITY,), devices=(3,)), 40),
        (SourceOrder(steps=()), -1),
    ],
)
def test_steps_of_a_minute_come_from_the_first_in_the_order(order: SourceOrder, steps: int) -> None:
    streams = (
        stream(walk(600, [10])),
        stream(walk(600, [20]), device=2),
        stream(walk(600, [30]), device=2, channel=LIVE),
        stream(walk(600, [40]), device=4, channel=ACTIVITY),
    )
    assert merged(*streams, order=order).steps[600] == steps


def test_heart_rate_is_chosen_apart_from_steps() -> None:
    all_day = block(
        DAY,
        steps={600: [90]},
        resolution_min={600: [1]},
        hr_mean_bpm={600: [80, 81]},
        hr_max_bpm={600: [99]},
    )
    recorded = block(
        DAY, hr_mean_bpm={600: [110]}, hr_max_bpm={600: [118]}, speed_cm_s={600: [140]}
    )
    frame = merged(stream(all_day), stream(recorded, channel=ACTIVITY))
    assert frame.steps[600] == 90
    assert frame.hr_mean_bpm[600:602].tolist() == [110, 81]
    assert frame.hr_max_bpm[600:602].tolist() == [118, -1]
    assert frame.speed_cm_s[600:602].tolist() == [140, -1]
    assert [frame.streams[each][1] for each in frame.hr_source[600:602]] == [ACTIVITY, MONITORING]
    assert frame.streams[frame.steps_source[600]][1] is MONITORING
    # the highest is never another stream's than the mean
    other = merged(stream(all_day), stream(block(DAY, hr_mean_bpm={600: [70]}), channel=ACTIVITY))
    assert (other.hr_mean_bpm[600], other.hr_max_bpm[600]) == (70, -1)


@pytest.mark.parametrize("order", [DEFAULT, SourceOrder(steps=(ACTIVITY, MONITORING))])
def test_a_session_adds_no_steps_where_its_own_watch_counts(order: SourceOrder) -> None:
    recorded = stream(walk(600, [100] * 3), channel=ACTIVITY)
    minute_known = merged(stream(walk(601, [40])), recorded, order=order)
    assert minute_known.steps[600:603].tolist() == [100, 40, 100]
    day_known = merged(recorded, order=order, counters=(counter(0, unplaced=900),))
    assert (day_known.steps == -1).all()
    other_watch = merged(recorded, order=order, counters=(counter(0, unplaced=900, device=2),))
    assert other_watch.steps[600] == 100


def test_a_counter_speaks_for_its_own_local_day_only() -> None:
    recorded = stream(
        walk(1435, [100] * 5), walk(0, [100] * 5, DAY + timedelta(1)), channel=ACTIVITY
    )
    yesterday = counter(0, 10, on=DAY, offset_min=60)  # ends at 23:00 UTC
    frame = merge([recorded], DEFAULT, DAY, DAY + timedelta(1), [yesterday])
    assert frame.steps[1435:1445].tolist() == [100] * 10
    today = counter(0, 10, on=DAY + timedelta(1), offset_min=60)
    frame = merge([recorded], DEFAULT, DAY, DAY + timedelta(1), [yesterday, today])
    assert (frame.steps == -1).all()


def test_cadence_is_known_only_at_one_minute_and_may_come_from_a_session() -> None:
    coarse = walk(600, [60] * 15, resolution=15)
    recorded = walk(603, [112] * 2)
    frame = merged(stream(coarse), stream(recorded, channel=ACTIVITY))
    assert frame.steps[600:615].tolist() == [60] * 15
    assert frame.cadence_spm[602:606].tolist() == [-1, 112, 112, -1]


def test_the_order_of_streams_and_blocks_changes_nothing() -> None:
    later = DAY + timedelta(1)
    streams = [
        stream(walk(600, [10, 11], hr_mean_bpm={600: [70]}), walk(5, [9], later)),
        stream(walk(601, [20] * 4), device=2),
        stream(block(DAY, hr_mean_bpm={599: [90] * 3}), channel=ACTIVITY),
        stream(walk(603, [30] * 4), device=3, channel=LIVE),
    ]
    frames = [
        merge([replace(s, blocks=s.blocks[::-1]) for s in some], DEFAULT, DAY, later)
        for some in permutations(streams)
    ]
    for frame in frames[1:]:
        for name in ("steps", "steps_source", "hr_mean_bpm", "hr_source", "cadence_spm"):
            np.testing.assert_array_equal(getattr(frame, name), getattr(frames[0], name))
        assert frame.streams == frames[0].streams


def test_two_streams_of_one_name_and_broken_blocks_are_refused() -> None:
    with pytest.raises(StreamError, match="Join them"):
        merged(stream(), stream())
    with pytest.raises(BlockError, match="two blocks"):
        merged(stream(walk(1, [1]), walk(2, [1])))
    with pytest.raises(BlockError, match="3 bytes"):
        merged(stream(MinuteBlock(DAY, {"steps": b"123"})))


def test_a_frame_with_a_wrong_column_does_not_come_to_be() -> None:
    frame = merged()
    with pytest.raises(FrameError, match="steps: int64"):
        replace(frame, steps=frame.steps.astype(np.int64))
    with pytest.raises(FrameError, match="hr_mean_bpm"):
        replace(frame, hr_mean_bpm=frame.hr_mean_bpm[1:])
    with pytest.raises(FrameError, match="not all in this frame"):
        frame.between(frame.first_minute - 1, frame.first_minute)


def test_what_was_set_aside_is_explained() -> None:
    streams = (
        stream(walk(600, [50] * 10, hr_mean_bpm={600: [80] * 10})),
        stream(walk(600, [110] * 20, hr_mean_bpm={600: [120] * 5}), channel=ACTIVITY),
        stream(walk(605, [40] * 10), device=2),
    )
    (bounds,) = day_bounds([zone("UTC+00:00")], DAY, DAY)
    counters = (counter(500, unplaced=300), counter(400, unplaced=70, device=2))
    told = explain_day(streams, DEFAULT, bounds, counters)
    assert (told.steps, told.placed, told.unplaced) == (800, 700, 100)
    recorded, watch, other = told.shares
    assert (watch.channel, recorded.channel) == (MONITORING, ACTIVITY)
    assert (watch.steps_used, watch.steps_discarded, watch.unplaced_used) == (500, 0, 100)
    assert [str(why) for why in watch.why] == [
        "heart_rate_from (device=1, channel=activity, minutes=5)",
        "unplaced_known_elsewhere (steps=200)",
    ]
    assert (recorded.steps_used, recorded.steps_discarded) == (0, 2200)
    assert [str(why) for why in recorded.why] == ["in_own_count (minutes=20, steps=2200)"]
    assert (other.step_minutes_used, other.steps_used, other.steps_discarded) == (5, 200, 200)
    assert [str(why) for why in other.why] == [
        "steps_from (device=1, channel=monitoring, minutes=5, steps=200)",
        "unplaced_known_elsewhere (steps=70)",
    ]


def test_a_channel_that_is_not_in_the_order_is_said_to_be_unused() -> None:
    (bounds,) = day_bounds([zone("UTC+00:00")], date(2026, 3, 4), DAY)
    order = SourceOrder(steps=(), heart_rate=())
    told = explain_day([stream(walk(0, [5], hr_mean_bpm={0: [60]}))], order, bounds, ())
    assert told.steps is None
    assert [why.code for why in told.shares[0].why] == ["steps_not_used", "heart_rate_not_used"]
