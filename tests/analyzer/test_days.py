"""Days: every date has one, sums are what the minutes and counters say, unknown stays unknown."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.days import needed, touched
from analyzer.minutes import merge
from analyzer.source_order import DEFAULT_ORDER
from analyzer.waking import ClockError
from storage.records import (
    Basis,
    Channel,
    Day,
    DeviceDay,
    MinuteBlock,
    MinuteStream,
    Verdict,
    ZoneRow,
)
from tests.made.minutes import (
    DAY,
    MEASURES,
    PERSON,
    at,
    block,
    counter,
    days,
    one_day,
    session,
    stream,
    walk,
    zone,
)

ONE_DAY = timedelta(days=1)


def worn(utc_day: date, bpm: int = 70, start: int = 0, minutes: int = 1440) -> MinuteStream:
    return stream(block(utc_day, hr_mean_bpm={start: [bpm] * minutes}))


def test_a_day_nobody_knows_has_no_numbers() -> None:
    day = one_day()
    known = {
        "date", "zone", "wear_min", "strength_sessions", "valid", "verdict", "why",
        "length_min", "awake_wear_min", "estimated_min", "complete",
    }  # fmt: skip
    for each in fields(Day):
        assert (getattr(day, each.name) is None) == (each.name not in known), each.name
    assert (day.wear_min, day.valid, day.verdict) == (0, False, Verdict.UNKNOWN)
    assert str(day.why) == "not_judged"


def test_every_date_has_a_day() -> None:
    found = days(stream(walk(600, [50])), first=DAY - 3 * ONE_DAY, last=DAY + 2 * ONE_DAY)
    assert [day.date for day in found] == [DAY + i * ONE_DAY for i in range(-3, 3)]
    assert [day.steps for day in found] == [None, None, None, 50, None, None]
    assert days(first=DAY, last=DAY - ONE_DAY) == ()


def test_no_steps_are_zero_and_not_nothing() -> None:
    day = one_day(stream(walk(600, [0] * 3, hr_mean_bpm={600: [70] * 3})))
    assert (day.steps, day.placed_steps, day.unplaced_steps) == (0, 0, None)
    assert (day.still_min, day.moderate_min, day.met_h) == (3, 0, 0.0)


def test_placed_and_unplaced_steps_are_the_watchs_own_total() -> None:
    watch = stream(walk(600, [100] * 10))
    day = one_day(watch, counters=[counter(1000, unplaced=234)])
    assert (day.steps, day.placed_steps, day.unplaced_steps) == (1234, 1000, 234)
    assert day.moderate_min == 10  # unplaced steps are never intensity
    only_total = one_day(counters=[counter(0, unplaced=4000)])
    assert (only_total.steps, only_total.placed_steps, only_total.light_min) == (4000, None, None)


def test_unplaced_steps_of_two_watches_are_not_added_up() -> None:
    first, second = stream(walk(600, [100] * 10)), stream(walk(700, [50] * 4), device=2)
    both = [counter(1000, unplaced=900), counter(200, unplaced=800, device=2)]
    day = one_day(first, second, counters=both)
    # the 200 the second one filled in may be among the 900
    assert (day.placed_steps, day.unplaced_steps, day.steps) == (1200, 700, 1900)
    assert one_day(first, second, counters=[counter(1000, 150), both[1]]).steps == 1200
    # the watch that placed most tells, whatever its number
    less = stream(walk(600, [1] * 10))
    told = one_day(less, second, counters=[counter(10, 500), both[1]])
    assert (told.placed_steps, told.unplaced_steps) == (210, 790)


def test_met_hours_carry_both_bounds_of_their_bands() -> None:
    line = block(DAY, hr_mean_bpm={600: [110] * 40 + [130] * 10})
    day = one_day(stream(line))
    assert (day.moderate_min, day.vigorous_min) == (40, 10)
    assert (day.met_h, day.met_h_high) == (3.0, 5.5)


def test_stillness_counts_only_while_awake_and_worn() -> None:
    all_day = stream(walk(0, [0] * 1440, hr_mean_bpm={0: [60] * 1440}))
    day = one_day(all_day)
    assert (day.still_min, day.awake_wear_min, day.wear_min) == (1020, 1020, 1440)
    night_worker = replace(PERSON, awake_from="20:00", awake_to="10:00")
    assert one_day(all_day, person=night_worker).still_min == 14 * 60
    sleepless = replace(PERSON, awake_from="00:00", awake_to="00:00")
    assert one_day(all_day, person=sleepless).awake_wear_min == 1440
    with pytest.raises(ClockError, match="Write it like"):
        one_day(all_day, person=replace(PERSON, awake_from="6 am"))


@pytest.mark.parametrize(
    ("day", "length", "awake"),
    [(date(2026, 3, 29), 1380, 1020), (date(2026, 10, 25), 1500, 1020)],
)
def test_waking_hours_follow_the_clock_when_it_changes(day: date, length: int, awake: int) -> None:
    person = replace(PERSON, timezone="Europe/Oslo")
    blocks = [block(day + i * ONE_DAY, hr_mean_bpm={0: [60] * 1440}) for i in range(-1, 2)]
    found = one_day(stream(*blocks), person=person, first=day, last=day)
    assert (found.length_min, found.wear_min, found.awake_wear_min) == (length, length, awake)


def test_strength_sessions_belong_to_the_local_day_they_began_on() -> None:
    person = replace(PERSON, timezone="UTC+10:00")
    evening = session("training", "strength_training", 15 * 60, 30)  # 01:00 on the next date
    again = replace(evening, device_id=2, start=evening.start + timedelta(minutes=1))
    pilates = session("training", "pilates", 60, 30)
    swim = session("swimming", "generic", 60, 30)
    found = days(
        person=person, sessions=[evening, again, pilates, swim], first=DAY, last=DAY + ONE_DAY
    )
    assert [day.strength_sessions for day in found] == [1, 1]


def test_a_day_is_complete_once_something_later_was_received() -> None:
    end = at(1440)
    assert one_day(received_until=end).complete
    assert not one_day(received_until=end - timedelta(seconds=1)).complete
    assert not one_day(received_until=None).complete


def test_a_zone_observed_in_travel_moves_the_day() -> None:
    rows = [zone("UTC+00:00"), zone("UTC+08:00", DAY, Basis.OBSERVED)]
    found = days(stream(walk(15 * 60, [7] * 120)), zones=rows, first=DAY, last=DAY + ONE_DAY)
    assert [(day.zone, day.steps) for day in found] == [("UTC+08:00", 420), ("UTC+08:00", 420)]


def full_nights(first: date, last: date, low: int = 50) -> list[MinuteBlock]:
    """Days worn from midnight to midnight, with a quiet night in each."""
    line = [low] * 300 + [70] * 1140
    count = (last - first).days + 1
    return [block(first + i * ONE_DAY, hr_mean_bpm={0: line}) for i in range(count)]


def test_what_a_changed_day_touches_is_said_exactly() -> None:
    person, reach = replace(PERSON, rest_hr_bpm=None), touched(DAY, MEASURES)
    first, last = DAY - 5 * ONE_DAY, DAY + 20 * ONE_DAY
    evening = block(DAY - ONE_DAY, hr_mean_bpm={0: [50] * 1430})
    # six quieter nights and then louder ones: a fortnight on, one night still tips the median
    later = full_nights(DAY + ONE_DAY, DAY + 6 * ONE_DAY, low=48)
    later += full_nights(DAY + 7 * ONE_DAY, last, low=58)
    was, now = (
        days(stream(evening, *some, *later), person=person, first=first, last=last)
        for some in ([], full_nights(DAY, DAY, low=50))
    )
    different = [old.date for old, new in zip(was, now, strict=True) if old != new]
    assert (min(different), max(different)) == (reach.first, reach.last)


@pytest.mark.parametrize("home", ["UTC-12:00", "UTC+00:00", "UTC+14:00"])
def test_the_blocks_said_to_be_needed_are_enough(home: str) -> None:
    person = replace(PERSON, rest_hr_bpm=None, timezone=home)
    first, last = DAY - 40 * ONE_DAY, DAY + 10 * ONE_DAY
    blocks = [
        each
        for i in range(51)
        for each in full_nights(first + i * ONE_DAY, first + i * ONE_DAY, low=45 + i % 9)
    ]
    around = needed(DAY, DAY, MEASURES)
    near = [each for each in blocks if around.first <= each.utc_day <= around.last]
    whole = days(stream(*blocks), person=person, first=first, last=last)
    assert one_day(stream(*near), person=person) == whole[40]
    assert whole[40].wear_min == 1440


# --- properties --------------------------------------------------------------------------------

ZONES = ("Europe/Oslo", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC-11:00", "UTC+13:00")
SPRING = date(2018, 10, 20)  # clocks change in Sao Paulo, Oslo and on Lord Howe nearby


@dataclass(frozen=True)
class Line:
    """Some minutes of one UTC day: steps, and a heart rate in some of them."""

    day: int
    start: int
    steps: list[int]
    resolution: int
    bpm: int
    samples: list[bool]

    @property
    def block(self) -> MinuteBlock:
        bpm = [self.bpm if sampled else 0 for sampled in self.samples]
        utc_day = SPRING + self.day * ONE_DAY
        return walk(self.start, self.steps, utc_day, self.resolution, hr_mean_bpm={self.start: bpm})


lines = st.builds(
    Line,
    day=st.integers(-1, 21),
    start=st.integers(0, 1349),
    steps=st.lists(st.integers(0, 240), min_size=1, max_size=90),
    resolution=st.sampled_from([1, 1, 15]),
    bpm=st.integers(40, 190),
    samples=st.lists(st.booleans(), min_size=1, max_size=90),
)
rows_of_zones = st.lists(
    st.builds(
        ZoneRow,
        st.dates(SPRING, SPRING + 20 * ONE_DAY),
        st.sampled_from(ZONES),
        st.sampled_from(Basis),
    ),
    max_size=3,
)
made_streams = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(Channel),
        st.lists(lines, max_size=4, unique_by=lambda line: line.day),
    ),
    max_size=4,
    unique_by=lambda each: (each[0], each[1]),
)
Made = list[tuple[int, Channel, list[Line]]]


def streams_from(made: Made) -> list[MinuteStream]:
    return [
        MinuteStream(device, channel, tuple(line.block for line in lines))
        for device, channel, lines in made
    ]


COUNTERS = tuple(
    DeviceDay(device, SPRING + i * ONE_DAY, 0, 500, 400, 100, True)
    for device, i in ((1, 3), (1, 4), (2, 4), (3, 9))
)


@settings(max_examples=60)
@given(made_streams, rows_of_zones, st.sampled_from(ZONES))
def test_no_minute_is_lost_or_counted_twice(made: Made, rows: list[ZoneRow], home: str) -> None:
    person = replace(PERSON, timezone=home)
    streams = streams_from(made)
    found = days(
        *streams, person=person, zones=rows, counters=COUNTERS, first=SPRING - 4 * ONE_DAY,
        last=SPRING + 24 * ONE_DAY,
    )  # fmt: skip
    frame = merge(streams, DEFAULT_ORDER, SPRING - 2 * ONE_DAY, SPRING + 22 * ONE_DAY, COUNTERS)
    assert sum(day.placed_steps or 0 for day in found) == int(frame.steps[frame.steps >= 0].sum())
    for day in found:
        known = [each for each in (day.placed_steps, day.unplaced_steps) if each is not None]
        assert day.steps == (sum(known) if known else None)
        bands = (day.light_min, day.moderate_min, day.vigorous_min)
        assert (None in bands) == (bands == (None, None, None))
        assert 0 <= day.awake_wear_min <= day.wear_min <= day.length_min
        assert (day.still_min or 0) <= day.awake_wear_min
        told = sum(each or 0 for each in (*bands, day.still_min))
        assert told <= day.length_min
        assert day.estimated_min <= (day.moderate_min or 0) + (day.vigorous_min or 0)
        assert day.valid == (day.awake_wear_min >= 600)


@settings(max_examples=30)
@given(made_streams, rows_of_zones)
def test_the_order_of_what_comes_in_changes_nothing(made: Made, rows: list[ZoneRow]) -> None:
    first, last = SPRING, SPRING + 22 * ONE_DAY
    expected = days(*streams_from(made), zones=rows, counters=COUNTERS, first=first, last=last)
    for some in list(permutations(made))[1::5][:3]:
        found = days(
            *streams_from(list(some)),
            zones=rows[::-1],
            counters=COUNTERS[::-1],
            first=first,
            last=last,
        )
        assert found == expected


@settings(max_examples=30)
@given(made_streams, rows_of_zones, st.integers(0, 22), st.sampled_from([5, 8, 22]))
def test_a_day_does_not_depend_on_the_range_or_on_how_it_is_cut(
    made: Made, rows: list[ZoneRow], place: int, cut: int
) -> None:
    streams, person = streams_from(made), replace(PERSON, rest_hr_bpm=None)
    last = SPRING + 22 * ONE_DAY
    whole = days(*streams, person=person, zones=rows, counters=COUNTERS, first=SPRING, last=last)
    cut_up = days(
        *streams, person=person, zones=rows, counters=COUNTERS, first=SPRING, last=last,
        stretch_days=cut,
    )  # fmt: skip
    assert cut_up == whole
    day = SPRING + place * ONE_DAY
    around = needed(day, day, MEASURES)
    near = [
        replace(
            each,
            blocks=tuple(b for b in each.blocks if around.first <= b.utc_day <= around.last),
        )
        for each in streams
    ]
    (alone,) = days(*near, person=person, zones=rows, counters=COUNTERS, first=day, last=day)
    assert alone == whole[place]


@settings(max_examples=30)
@given(made_streams, rows_of_zones, lines)
def test_a_changed_day_touches_no_day_outside_its_reach(
    made: Made, rows: list[ZoneRow], line: Line
) -> None:
    person = replace(PERSON, rest_hr_bpm=None)
    streams = {(each.device_id, each.channel): each for each in streams_from(made)}
    changed = SPRING + line.day * ONE_DAY
    base = streams.pop((1, Channel.MONITORING), stream())
    kept = tuple(each for each in base.blocks if each.utc_day != changed)
    first, last = SPRING - 5 * ONE_DAY, SPRING + 38 * ONE_DAY
    was, now = (
        days(*streams.values(), each, person=person, zones=rows, first=first, last=last)
        for each in (base, replace(base, blocks=(*kept, line.block)))
    )
    different = [old.date for old, new in zip(was, now, strict=True) if old != new]
    # a UTC day lies in the local days before, of and after its date
    assert touched(changed - ONE_DAY, MEASURES).first <= min(different, default=changed)
    assert touched(changed + ONE_DAY, MEASURES).last >= max(different, default=changed)
