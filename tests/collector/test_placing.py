"""Minutes and days of a watch, from files made for the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.decode.fit import decode
from collector.encode.fit import Message
from collector.placing import Placed, place
from collector.readings import readings_of
from storage.records import (
    FLAG_DERIVED,
    FLAG_RESET,
    MINUTES,
    STEPS_UNKNOWN,
    Basis,
    DeviceDay,
    MinuteBlock,
    ZoneRow,
)
from tests.made.watch import RUNNING, SEDENTARY, WALKING, Watch, at

DAY = date(2026, 3, 10)
MIDNIGHT = at("2026-03-10")
NEAR = timedelta(days=4)
TYPES = {"steps": "<u2", "speed_cm_s": "<u2"}


def placed(files: Sequence[bytes], zone: str = "UTC", around: date = DAY) -> Placed:
    readings = [readings_of(decode(data)) for data in files]
    zones = [ZoneRow(date.min, zone, Basis.STATED)]
    return place(readings, zones, around - NEAR, around + NEAR)


def column(blocks: Sequence[MinuteBlock], day: date, name: str) -> list[int]:
    (block,) = [each for each in blocks if each.utc_day == day]
    raw = block.columns.get(name)
    assert raw is not None, f"{name} is unknown all day"
    return [int(value) for value in np.frombuffer(raw, TYPES.get(name, "<u1"))]


def known_sum(blocks: Sequence[MinuteBlock]) -> int:
    values = [
        np.frombuffer(each.columns["steps"], "<u2") for each in blocks if "steps" in each.columns
    ]
    joined = np.concatenate(values) if values else np.empty(0, np.uint16)
    return int(joined[joined != STEPS_UNKNOWN].astype(np.int64).sum())


def day_of(result: Placed, day: date = DAY) -> DeviceDay:
    (found,) = [each for each in result.device_days if each.date == day]
    return found


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_an_increase_is_spread_over_the_time_since_the_row_before(watch: Watch) -> None:
    file = watch.file(
        MIDNIGHT,
        watch.row(MIDNIGHT + minutes(10)),
        watch.walked(MIDNIGHT + minutes(14), 10),
    )
    steps = column(placed([file]).monitoring, DAY, "steps")
    resolution = column(placed([file]).monitoring, DAY, "resolution_min")
    assert steps[9:15] == [STEPS_UNKNOWN, 2, 3, 2, 3, STEPS_UNKNOWN]
    assert resolution[9:15] == [0, 4, 4, 4, 4, 0]


def test_between_two_rows_without_an_increase_nothing_was_walked(watch: Watch) -> None:
    file = watch.file(MIDNIGHT, watch.row(MIDNIGHT + minutes(5)), watch.row(MIDNIGHT + minutes(65)))
    steps = column(placed([file]).monitoring, DAY, "steps")
    assert steps[4:66] == [STEPS_UNKNOWN, *[0] * 60, STEPS_UNKNOWN]


def test_a_row_more_than_an_hour_after_the_last_leaves_its_minutes_unknown(watch: Watch) -> None:
    file = watch.file(
        MIDNIGHT,
        watch.walked(MIDNIGHT + minutes(5), 40),
        watch.walked(MIDNIGHT + minutes(66), 90),
    )
    result = placed([file])
    assert column(result.monitoring, DAY, "steps")[5:66] == [STEPS_UNKNOWN] * 61
    day = day_of(result)
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (90, 40, 50)


def test_two_rows_at_one_moment_share_its_last_minute(watch: Watch) -> None:
    now = MIDNIGHT + minutes(12)
    rows = [watch.row(MIDNIGHT + minutes(2)), watch.row(now), watch.walked(now, 60)]
    result = placed([watch.file(MIDNIGHT, *rows)])
    assert column(result.monitoring, DAY, "steps")[2:12] == [0] * 9 + [60]
    assert column(result.monitoring, DAY, "resolution_min")[11] == 1
    assert column(result.monitoring, DAY, "activity_type")[10:12] == [SEDENTARY, WALKING]


def test_the_first_counter_of_a_day_given_in_part_is_a_total_without_a_place(
    watch: Watch,
) -> None:
    noon = MIDNIGHT + timedelta(hours=12)
    rows = [watch.row(noon + minutes(2)), watch.walked(noon + minutes(4), 5000)]
    rows.append(watch.walked(noon + minutes(5), 5080))
    result = placed([watch.file(noon, *rows)])
    day = day_of(result)
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (5080, 80, 5000)
    assert not day.complete
    # Its minutes are not known to be without steps either.
    assert column(result.monitoring, DAY, "steps")[722:725] == [STEPS_UNKNOWN, STEPS_UNKNOWN, 80]


def test_the_first_counter_after_a_midnight_that_was_seen_counts_from_zero(watch: Watch) -> None:
    before = watch.file(
        MIDNIGHT - timedelta(hours=2),
        watch.walked(MIDNIGHT - minutes(50), 7000),
        watch.row(MIDNIGHT - minutes(10)),
        watch.walked(MIDNIGHT + minutes(20), 30),
    )
    result = placed([before])
    assert column(result.monitoring, DAY, "steps")[:20] == [1, 2] * 10
    assert day_of(result).unplaced_steps == 0


def test_a_missing_file_leaves_its_steps_without_a_place(watch: Watch) -> None:
    morning = watch.file(MIDNIGHT, watch.walked(MIDNIGHT + minutes(30), 100))
    evening = watch.file(
        MIDNIGHT + timedelta(hours=18),
        watch.row(MIDNIGHT + timedelta(hours=18, minutes=1)),
        watch.walked(MIDNIGHT + timedelta(hours=18, minutes=3), 4000),
    )
    day = day_of(placed([morning, evening]))
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (4000, 100, 3900)


def test_walking_and_running_are_counted_apart_and_added(watch: Watch) -> None:
    file = watch.file(
        MIDNIGHT,
        watch.walked(MIDNIGHT + minutes(1), 50),
        watch.row(MIDNIGHT + minutes(2), RUNNING, 150),
        watch.walked(MIDNIGHT + minutes(3), 90),
    )
    result = placed([file])
    assert column(result.monitoring, DAY, "steps")[:3] == [50, 150, 40]
    assert column(result.monitoring, DAY, "activity_type")[1:3] == [RUNNING, WALKING]
    assert day_of(result).total_steps == 240


def test_a_walking_row_without_a_counter_adds_nothing(watch: Watch) -> None:
    rows = [watch.walked(MIDNIGHT, 0), watch.walked(MIDNIGHT + minutes(5), 100)]
    silent = watch.row(MIDNIGHT + minutes(6), WALKING)
    last = watch.walked(MIDNIGHT + minutes(10), 300)
    result = placed([watch.file(MIDNIGHT, *rows, silent, last)])
    assert day_of(result).total_steps == 300
    assert known_sum(result.monitoring) == 300


def test_a_counter_that_falls_was_reset_and_is_marked(watch: Watch) -> None:
    noon = MIDNIGHT + timedelta(hours=12)
    file = watch.file(
        MIDNIGHT,
        watch.walked(MIDNIGHT + minutes(5), 50),
        watch.walked(noon, 300),
        watch.walked(noon + minutes(2), 40),
    )
    result = placed([file])
    day = day_of(result)
    assert (day.total_steps, day.resets) == (340, 1)
    flags = column(result.monitoring, DAY, "flags")
    assert [i for i, flag in enumerate(flags) if flag & FLAG_RESET] == [721]
    assert column(result.monitoring, DAY, "steps")[720:722] == [20, 20]


@pytest.mark.parametrize("by_min", [-60, -20, 20, 60])
def test_a_watch_whose_midnight_is_an_hour_off_is_not_reset(watch: Watch, by_min: int) -> None:
    midnight = MIDNIGHT + timedelta(days=1)
    own = midnight + minutes(by_min)
    rows = [watch.walked(MIDNIGHT + minutes(10), 10)]
    rows += [watch.walked(own - minutes(100 - 10 * step), 1000 + 10 * step) for step in range(10)]
    rows += [watch.walked(own + minutes(10 + 10 * step), 7 * (step + 1)) for step in range(15)]
    result = placed([watch.file(MIDNIGHT, *rows)])
    assert day_of(result).total_steps == 1090
    assert day_of(result, DAY + timedelta(days=1)).total_steps == 105
    assert [each.resets for each in result.device_days] == [0, 0]


def test_a_zero_stamped_midnight_opens_the_day_and_resets_nothing(watch: Watch) -> None:
    midnight = MIDNIGHT + timedelta(days=1)
    first = watch.file(
        MIDNIGHT, watch.walked(midnight - minutes(10), 500), watch.total(midnight, 520, 1440)
    )
    second = watch.file(
        midnight, watch.total(midnight, 0, 0), watch.walked(midnight + minutes(10), 30)
    )
    result = placed([first, second])
    assert [(each.total_steps, each.resets) for each in result.device_days] == [(520, 0), (30, 0)]


def test_a_day_of_which_only_its_midnights_are_known_has_no_total(watch: Watch) -> None:
    """A watch on the table writes its summaries; nobody's steps are nought because of it."""
    ends = [MIDNIGHT, MIDNIGHT + timedelta(days=1)]
    files = [watch.file(end, watch.total(end, 0, 1440)) for end in ends]
    files.append(watch.file(MIDNIGHT + timedelta(hours=9)))
    day = day_of(placed(files))
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (None, None, None)
    assert not day.complete


def test_a_day_spent_still_under_a_watchs_eyes_has_nought_steps(watch: Watch) -> None:
    day = day_of(placed(watch.day(MIDNIGHT, [0] * 48)))
    assert (day.total_steps, day.placed_steps, day.unplaced_steps) == (0, 0, 0)
    assert day.complete


def test_heart_rate_closes_the_minute_before_and_zero_is_none(watch: Watch) -> None:
    file = watch.file(
        MIDNIGHT,
        watch.beat(MIDNIGHT + minutes(1), 61),
        watch.beat(MIDNIGHT + minutes(1.5), 70),
        watch.beat(MIDNIGHT + minutes(2), 71),
        watch.beat(MIDNIGHT + minutes(3), 0),
    )
    result = placed([file])
    assert column(result.monitoring, DAY, "hr_mean_bpm")[:4] == [61, 71, 0, 0]
    assert column(result.monitoring, DAY, "hr_max_bpm")[:4] == [61, 71, 0, 0]


def test_intensity_minutes_are_the_latest_active_ones(watch: Watch) -> None:
    rows = [watch.row(MIDNIGHT + minutes(5)), watch.walked(MIDNIGHT + minutes(15), 900)]
    rows.append(watch.row(MIDNIGHT + minutes(17)))
    fields: dict[str, Any] = {
        "timestamp": MIDNIGHT + minutes(18),
        "moderate_activity_minutes": 2,
        "vigorous_activity_minutes": 1,
    }
    result = placed([watch.file(MIDNIGHT, *rows, Message("monitoring", fields))])
    assert column(result.monitoring, DAY, "device_band")[11:16] == [255, 2, 2, 3, 255]
    day = day_of(result)
    assert (day.watch_moderate_min, day.watch_vigorous_min) == (2, 1)


def test_the_days_own_resting_rate_comes_before_the_weeks(watch: Watch) -> None:
    rest = [
        Message(
            "monitoring_hr_data",
            {
                "timestamp": MIDNIGHT + timedelta(hours=hour),
                "resting_heart_rate": 60,
                "current_day_resting_heart_rate": today,
            },
        )
        for hour, today in ((1, None), (8, 55), (9, 57))
    ]
    assert day_of(placed([watch.file(MIDNIGHT, *rest)])).rest_hr_bpm == 57
    assert day_of(placed([watch.file(MIDNIGHT, rest[0])])).rest_hr_bpm == 60


def test_a_device_replaced_on_one_day_is_counted_by_itself(
    watch: Watch, other_watch: Watch
) -> None:
    morning = watch.file(MIDNIGHT, watch.walked(MIDNIGHT + minutes(30), 400))
    noon = MIDNIGHT + timedelta(hours=12)
    later = other_watch.file(
        noon, other_watch.total(noon, 0, 0), watch.walked(noon + minutes(9), 90)
    )
    assert day_of(placed([morning])).total_steps == 400
    assert day_of(placed([later])).total_steps == 90


@pytest.mark.parametrize(
    ("day", "length_min", "offset_min"),
    [
        (date(2026, 3, 29), 1380, 60),
        (date(2026, 10, 25), 1500, 120),
        (date(2026, 3, 30), 1440, 120),
    ],
)
def test_a_day_on_which_the_clocks_change_keeps_all_its_steps(
    watch: Watch, day: date, length_min: int, offset_min: int
) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - minutes(offset_min)
    counters = list(range(10, 10 * (length_min // 30) + 1, 10))
    file = watch.day(midnight, counters, offset_min=offset_min)
    result = placed(file, "Europe/Stockholm", day)
    (found,) = result.device_days
    assert (found.date, found.utc_offset_min) == (day, offset_min)
    assert found.total_steps == found.placed_steps == counters[-1]
    assert found.complete
    known = sum(
        value != STEPS_UNKNOWN
        for block in result.monitoring
        for value in column(result.monitoring, block.utc_day, "steps")
    )
    assert known == length_min


@pytest.mark.parametrize("hours", [-9, 7])
def test_a_watch_taken_on_a_journey_keeps_its_own_midnight(watch: Watch, hours: int) -> None:
    offset_min = hours * 60
    midnight = MIDNIGHT - minutes(offset_min)
    result = placed(watch.day(midnight, [10] * 48, offset_min=offset_min), "Europe/Stockholm")
    (day,) = result.device_days
    assert (day.date, day.utc_offset_min, day.complete) == (DAY, offset_min, True)
    assert day.total_steps == day.placed_steps == 10


def test_a_file_without_a_clock_runs_on_the_one_told_last(watch: Watch) -> None:
    told = watch.day(MIDNIGHT - timedelta(hours=7), [5] * 24, offset_min=420, parts=2)
    begin = MIDNIGHT + timedelta(hours=5)
    silent = watch.file(
        begin,
        watch.walked(begin + minutes(20), 50),
        watch.walked(begin + timedelta(hours=13), 9),
        offset_min=None,
    )
    result = placed([*told, silent])
    assert [each.utc_offset_min for each in result.device_days] == [420, 420]
    assert day_of(result).total_steps == 50
    assert day_of(result).resets == 0


def test_a_day_cut_into_files_is_the_same_day(watch: Watch) -> None:
    counters = [0] * 14 + [300 * step for step in range(1, 30)] + [8700] * 5
    whole = placed(watch.day(MIDNIGHT, counters))
    for parts in (2, 3, 4):
        assert placed(watch.day(MIDNIGHT, counters, parts=parts)) == whole


counters_of_a_day = st.lists(st.integers(0, 900), min_size=48, max_size=48)


@settings(max_examples=30)
@given(counters_of_a_day, st.integers(1, 6), st.data())
def test_what_is_placed_and_what_is_not_add_up_to_the_watchs_total(
    increases: list[int], parts: int, data: st.DataObject
) -> None:
    """Whatever files are missing, doubled or out of order."""
    watch = Watch()
    counters = [int(value) for value in np.cumsum(increases)]
    files = watch.day(MIDNIGHT, counters, parts=parts)
    some = data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=8))
    result = placed(some)
    assert placed(sorted(some)) == result
    assert placed(list(dict.fromkeys(some))) == result
    day = day_of(result)
    assert day.total_steps is not None
    assert day.placed_steps is not None
    assert day.unplaced_steps is not None
    assert day.placed_steps + day.unplaced_steps == day.total_steps
    assert known_sum(result.monitoring) == day.placed_steps
    latest = max(index for index, each in enumerate(files) if each in some)
    assert day.total_steps == counters[48 * (latest + 1) // parts - 1]


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(1, 4000), st.sampled_from([6, 1, 8, 0]), st.integers(0, 3000)),
        min_size=1,
        max_size=40,
    )
)
def test_counters_of_any_sort_never_give_negative_or_lost_steps(
    rows: list[tuple[int, int, int]],
) -> None:
    watch = Watch()
    messages = [watch.row(MIDNIGHT + minutes(after), kind, value) for after, kind, value in rows]
    result = placed([watch.file(MIDNIGHT, *messages)])
    assert placed([watch.file(MIDNIGHT, *reversed(messages))]) == result
    totals = [each for each in result.device_days if each.total_steps is not None]
    assert all(
        each.placed_steps is not None
        and each.unplaced_steps is not None
        and min(each.placed_steps, each.unplaced_steps) >= 0
        and each.placed_steps + each.unplaced_steps == each.total_steps
        for each in totals
    )
    assert known_sum(result.monitoring) == sum(each.placed_steps or 0 for each in totals)


def test_a_day_does_not_depend_on_which_days_are_placed_with_it(watch: Watch) -> None:
    files = [
        file
        for day in range(5)
        for file in watch.day(MIDNIGHT + timedelta(days=day), [100 * h for h in range(48)], parts=2)
    ]
    readings = [readings_of(decode(data)) for data in files]
    together = place(readings, [], DAY, DAY + timedelta(days=4))
    for block in together.monitoring:
        near = [
            each
            for each in readings
            if each.first is not None
            and each.last is not None
            and datetime.fromtimestamp(each.last, UTC).date() >= block.utc_day - timedelta(days=2)
            and datetime.fromtimestamp(each.first, UTC).date() <= block.utc_day + timedelta(days=2)
        ]
        alone = place(near, [], block.utc_day, block.utc_day)
        assert alone.monitoring == (block,)
        assert alone.device_days == tuple(
            each for each in together.device_days if each.date == block.utc_day
        )


def test_records_open_their_minute_and_steps_are_strides_doubled(watch: Watch) -> None:
    start = MIDNIGHT + timedelta(hours=9)
    file = watch.session(start, 120, bpm=lambda second: 100 + second // 60, cadence=80)
    blocks = placed([file]).activity
    minute = 9 * 60
    assert column(blocks, DAY, "hr_mean_bpm")[minute - 1 : minute + 3] == [0, 100, 101, 0]
    assert column(blocks, DAY, "speed_cm_s")[minute : minute + 2] == [300, 300]
    assert column(blocks, DAY, "activity_type")[minute] == RUNNING
    assert column(blocks, DAY, "steps")[minute : minute + 2] == [160, 160]
    assert column(blocks, DAY, "flags")[minute] == FLAG_DERIVED


def test_steps_by_cadence_add_up_to_the_sessions_own_total(watch: Watch) -> None:
    start = MIDNIGHT + timedelta(hours=9, seconds=17)
    file = watch.session(start, 400, cycles=551)
    assert known_sum(placed([file]).activity) == 1102


def test_a_ride_has_no_steps(watch: Watch) -> None:
    file = watch.session(MIDNIGHT + timedelta(hours=9), 120, sport=2, cycles=500)
    (block,) = placed([file]).activity
    assert "steps" not in block.columns


def test_sessions_that_overlap_are_laid_once(watch: Watch) -> None:
    start = MIDNIGHT + timedelta(hours=9)
    whole = watch.session(start, 300)
    part = watch.session(start, 200, closed=False)
    assert placed([whole, part, whole]).activity == placed([whole]).activity
    assert placed([part, whole]).activity == placed([whole]).activity


def test_nothing_read_gives_nothing() -> None:
    assert placed([]) == Placed((), (), ())


def test_a_block_holds_a_whole_utc_day(watch: Watch) -> None:
    (block,) = placed(watch.day(MIDNIGHT, [100] * 48)).monitoring
    assert len(block.columns["steps"]) == 2 * MINUTES
    assert len(block.columns["hr_mean_bpm"]) == MINUTES
