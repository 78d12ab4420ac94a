"""Whose a date's first word is: a watch may begin its day hours after midnight, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.live.values import Heard, StepTotal
from tests.made.live import DAY, Kept, after, at, heard, totals

BEFORE = DAY - timedelta(1)
LONG_BEFORE = DAY - timedelta(2)
NEXT = DAY + timedelta(1)

EVENING = totals(("19:00", 7900), ("20:00", 8000), day=BEFORE)
GONE_ON = (("10:00", 8100), ("10:00:10", 8110))
WOKEN = (("07:30", 0), ("07:31", 20), ("08:00", 600))


def each_minute(since: str, until: str, steps: int, day: date = DAY) -> list[Heard]:
    minutes = int((at(until, day) - at(since, day)).total_seconds()) // 60
    return [heard(at(since, day) + timedelta(minutes=m), StepTotal(steps)) for m in range(minutes)]


@pytest.mark.parametrize(
    ("words", "yesterday", "today"),
    [
        (EVENING + each_minute("00:30", "07:30", 8050) + totals(*WOKEN), 8050, 600),
        (EVENING + totals(("07:00", 8050), ("07:10", 8060), *WOKEN), 8050, 610),
        (EVENING + totals(("07:00", 8050), ("09:30", 600), ("09:31", 610)), 8050, 610),
        (EVENING + totals(("07:00", 8050), ("07:10", 8060), ("09:30", 600)), 8050, 610),
        (each_minute("00:30", "07:30", 8050) + totals(*WOKEN), 0, 600),
        (EVENING + each_minute("00:30", "23:59", 8050), 8050, 0),
        (EVENING + totals(("18:00", 9000), ("18:01", 9010)), 8000, 9010),
        (EVENING + totals(("07:00", 300), ("07:01", 310)), 8000, 310),
        (EVENING + totals(*GONE_ON, ("10:00:11", 8105), ("10:00:20", 8120)), 8000, 8120),
        (
            EVENING + totals(*GONE_ON, ("10:01", 5000), ("10:01:10", 5001), ("10:20", 3)),
            8000,
            8113,
        ),
        (
            totals(("21:00", 20_000), day=BEFORE) + totals(("00:30", 15_000), ("00:40", 10)),
            20_000,
            10,
        ),
        (totals(("20:00", 3000), day=LONG_BEFORE) + totals(("07:00", 8050), *WOKEN), 0, 600),
    ],
    ids=[
        "heard all the time until it wakes",
        "carried before it wakes",
        "woken while nobody heard it",
        "carried, then woken while nobody heard it",
        "nothing is known of the evening",
        "never woken",
        "more than yesterday, and woken",
        "less than yesterday",
        "an older word comes late",
        "restarted twice after it went on",
        "less than yesterday, and more than can be today's",
        "nothing is known of yesterday",
    ],
)
def test_yesterdays_count_is_not_counted_again_today(
    words: list[Heard], yesterday: int, today: int
) -> None:
    next_day = totals(("09:00", 5), ("09:01", 6), day=NEXT)
    for said in (words, words + next_day):
        kept = after(said)
        assert (kept.total(BEFORE), kept.total()) == (yesterday, today)


@pytest.mark.parametrize("cut", range(1, 8))
def test_what_was_written_as_todays_is_taken_back_when_it_was_not(cut: int) -> None:
    words = EVENING + totals(("07:00", 8050), ("07:10", 8060), *WOKEN)
    kept = Kept()
    run = kept.begin()
    for number, word in enumerate(words):
        if number == cut:
            kept.write(run, word.at)
            run = kept.begin()
        run.hear(word)
    kept.write(run, at("12:00"), last=True)
    assert (kept.total(BEFORE), kept.total()) == (8050, 610)


def test_a_first_word_is_today_s_as_soon_as_the_counter_goes_on() -> None:
    kept = Kept()
    run = kept.begin()
    for word in EVENING + totals(("18:00", 9000), ("18:01", 9010)):
        run.hear(word)
    kept.write(run, at("18:02"))
    assert kept.total() == 9010


def test_a_first_word_that_stands_still_waits_for_the_end_of_its_day() -> None:
    kept = Kept()
    run = kept.begin()
    for word in each_minute("10:00", "13:00", 4000):
        run.hear(word)
    kept.write(run, at("13:00"))
    assert (kept.total(), set(kept.known("steps").values())) == (0, {0})
    for word in totals(("09:00", 100), ("09:01", 120), day=NEXT):
        run.hear(word)
    kept.write(run, at("09:02", NEXT))
    assert (kept.total(), kept.total(NEXT)) == (4000, 120)


def test_a_jump_after_the_first_word_counts_for_the_day_and_so_does_the_first_word() -> None:
    words = totals(("10:00", 8100), ("10:00:10", 12_000), ("10:00:20", 12_001))
    assert after(EVENING + words).total() == 12_001


@settings(max_examples=60)
@given(
    wakes=st.lists(st.integers(0, 600), min_size=4, max_size=4),
    walked=st.lists(st.integers(0, 60), min_size=96, max_size=96),
    near=st.lists(st.booleans(), min_size=32, max_size=32),
)
def test_however_late_a_watch_wakes_and_whenever_it_is_near_no_step_counts_twice(
    wakes: list[int], walked: list[int], near: list[bool]
) -> None:
    """Four days; a watch that is worn from its waking on, and near in some stretches of hours."""
    words, count, truth = [], 0, 0
    for quarter in range(4 * 96):
        day, minute = divmod(quarter * 15, 1440)
        if minute <= wakes[day] < minute + 15:
            count = 0
        if minute > wakes[day]:
            count += walked[quarter % 96]
            truth += walked[quarter % 96]
        if near[quarter // 12]:
            words.append(heard(at("00:00") + timedelta(minutes=15 * quarter), StepTotal(count)))
    kept = after(words, now=at("00:00") + timedelta(days=5))
    counted = sum(kept.total(DAY + timedelta(day)) for day in range(-1, 6))
    assert 0 <= counted <= truth
    assert all(own.unplaced >= 0 for own in kept.own.values())
