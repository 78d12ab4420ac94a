"""Cut anywhere, written whenever, killed at any moment: the minutes are the same."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.live.clock import ms_of
from collector.live.gathering import Gathering
from collector.live.laying import MOST_MINUTES, shorten
from collector.live.queue import HeardQueue
from collector.live.resuming import resume, state_of
from collector.live.values import (
    Battery,
    Cadence,
    Counts,
    Heard,
    HeartRate,
    Past,
    StepsSince,
    StepTotal,
)
from tests.made.live import DAY, Kept, after, at, beats, heard, totals

LATE = at("23:00") + timedelta(days=2)


def a_day(seed: int, kind: str) -> list[Heard]:
    """Hours of words with silences, resets, lost contact, artefacts, and midnight."""
    chance = random.Random(seed)
    moment, steps, words = at("22:00"), 4000, []
    midnight = at("00:00") + timedelta(days=1)
    while moment < midnight + timedelta(hours=3):
        step = chance.choice([1, 1, 1, 2, 7, 20, 58])
        if chance.random() < 0.02:
            step = chance.choice([200, 1500, 5000])
        if moment < midnight <= moment + timedelta(seconds=step):
            steps = 0
        moment += timedelta(seconds=step, milliseconds=chance.randrange(1000))
        steps += chance.randrange(3) * min(step, 100)
        rr = tuple(chance.choice([0.6, 0.62, 0.2]) for _ in range(2))
        reading = {
            "strap": HeartRate(chance.choice([98, 99, 100, 101, None]), chance.random() < 0.9, rr),
            "counter": StepTotal(steps),
            "differences": StepsSince(chance.randrange(4)),
            "pod": Cadence(chance.uniform(0, 200), Counts.STEPS),
        }[kind]
        if kind == "differences" and chance.random() < 0.02:
            stretch = (moment - timedelta(minutes=chance.randrange(11, 400))).replace(second=0)
            reading = Past(stretch.replace(microsecond=0), 10, steps=chance.randrange(500), bpm=66)
        words.append(heard(moment, reading))
        if chance.random() < 0.01:
            words.append(heard(moment, Battery(50)))
    return words


def kept_of(words: list[Heard], cuts: set[int], flushes: set[int], crashes: set[int]) -> Kept:
    """Hear all words; write after some; stop and begin anew after some; lose a run after some."""
    kept = Kept()
    run = kept.begin()
    saved = 0
    at_word = 0
    crashes = set(crashes)
    while at_word < len(words):
        run.hear(words[at_word])
        at_word += 1
        if at_word in crashes:
            crashes.discard(at_word)
            run, at_word = kept.begin(), saved  # what follows the last writing is told again
        elif at_word in flushes | cuts:
            kept.write(run, words[at_word - 1].at)
            saved = at_word
            if at_word in cuts:
                run = kept.begin()
    kept.write(run, LATE, last=True)
    return kept


@pytest.mark.parametrize("kind", ["strap", "counter", "differences", "pod"])
@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_cut_at_any_point_the_minutes_are_those_of_one_run(
    kind: str, seed: int, data: st.DataObject
) -> None:
    words = a_day(seed, kind)
    points = st.sets(st.integers(1, len(words) - 1), max_size=8)
    cuts, flushes, crashes = data.draw(points), data.draw(points), data.draw(points)
    whole = kept_of(words, set(), set(), set())
    some = kept_of(words, cuts, flushes, crashes)
    assert some.stored == whole.stored
    assert some.own == whole.own
    assert some.placed == whole.placed
    assert whole.stored


def test_a_crash_loses_only_what_was_not_written_and_no_steps_of_a_counter() -> None:
    kept = Kept()
    run = kept.begin()
    for word in totals(("12:00", 100), ("12:00:30", 110), ("12:05", 200)):
        run.hear(word)
    kept.write(run, at("12:05:01"))
    for word in totals(("12:06", 300), ("12:20", 900)):
        run.hear(word)
    run = kept.begin()  # killed
    for word in totals(("12:30", 1000), ("12:31", 1010)):
        run.hear(word)
    kept.write(run, LATE, last=True)
    assert kept.total() == 1010


def test_a_state_that_cannot_be_read_is_left_aside() -> None:
    live = Kept().begin().devices[1]
    for text in ("", "{}", "[]", "null", '{"version": 9}', '{"version": 2, "minutes": [[1]]}'):
        assert resume(live, text) is False
        assert not live.minutes
    other = Kept().begin().devices[1]
    assert resume(other, state_of(live))


def test_without_its_state_a_minute_told_by_two_runs_keeps_what_was_told_first() -> None:
    kept = Kept()
    run = kept.begin()
    for word in beats(at("12:00"), [60] * 30):
        run.hear(word)
    kept.write(run, at("12:00:30"))
    kept.left = None
    run = kept.begin()
    for word in beats(at("12:00:30"), [80] * 30) + beats(at("12:01"), [80] * 10):
        run.hear(word)
    kept.write(run, at("12:01:10"))
    for word in beats(at("12:01:10"), [90] * 10):
        run.hear(word)
    kept.write(run, LATE, last=True)
    assert kept.known("hr_mean_bpm") == {"12:00": 60, "12:01": 85}
    (report,) = run.reports()
    assert (report.kept, dict(report.dropped)) == (20, {"told_already": 30})


def test_what_was_told_first_stands_however_often_the_rest_is_written() -> None:
    kept = Kept()
    run = kept.begin()
    for word in beats(at("12:00"), [60] * 30):
        run.hear(word)
    kept.write(run, at("12:00:30"))
    kept.left = None
    run = kept.begin()
    for second in (30, 40, 50):
        for word in beats(at(f"12:00:{second}"), [80] * 10):
            run.hear(word)
        kept.write(run, at(f"12:00:{second + 9}"))
    kept.write(run, LATE, last=True)
    assert kept.known("hr_mean_bpm") == {"12:00": 60}
    assert dict(run.reports()[0].dropped) == {"told_already": 30}


@pytest.mark.parametrize("kind", ["strap", "counter", "differences", "pod"])
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), until=st.integers(1, 10**4))
def test_what_a_restart_reads_is_all_there_was(kind: str, seed: int, until: int) -> None:
    words = a_day(seed, kind)
    run = Kept().begin()
    for word in words[: 1 + until % len(words)]:
        run.hear(word)
    left = run.devices[1]
    resumed = Kept().begin().devices[1]
    assert resume(resumed, state_of(left))
    for name in ("minutes", "pasts", "counter", "counts", "cadence", "since_ms"):
        assert getattr(resumed, name) == getattr(left, name), name


def test_without_its_state_the_days_own_total_is_not_counted_twice() -> None:
    kept = Kept()
    run = kept.begin()
    for word in totals(("12:00", 3000), ("12:00:30", 3010)):
        run.hear(word)
    kept.write(run, at("12:01"))
    kept.left = None
    run = kept.begin()
    for word in totals(("12:10", 3300), ("12:10:30", 3310)):
        run.hear(word)
    kept.write(run, LATE, last=True)
    assert kept.total() == 3310


def set_clock(words: list[Heard], after_word: int, by: timedelta) -> list[Heard]:
    return [
        Heard(w.live_device_id, w.at + by * (i >= after_word), w.monotonic_s, w.reading)
        for i, w in enumerate(words)
    ]


def steady(start: datetime, minutes: int) -> list[Heard]:
    words = []
    for second in range(0, minutes * 60, 5):
        moment = start + timedelta(seconds=second)
        words.append(heard(moment, HeartRate(60 + second // 60)))
        words.append(heard(moment, StepTotal(1000 + second)))
    return words


@pytest.mark.parametrize("by_min", [-300, -17, -1, 1, 45, 800])
def test_when_the_clock_is_set_no_minute_is_doubled_and_none_is_lost(by_min: int) -> None:
    right = steady(at("05:00"), 30)
    wrong_first = [
        Heard(w.live_device_id, w.at - timedelta(minutes=by_min), w.monotonic_s, w.reading)
        for w in right
    ]
    words = set_clock(wrong_first, len(right) // 2, timedelta(minutes=by_min))
    kept = after(words, now=LATE)
    straight = after(right, now=LATE)
    assert kept.stored == straight.stored
    assert kept.total() == straight.total()
    assert kept.run.reports()[0].clock_jumps == 1


def test_what_was_written_stays_where_it_is_when_the_clock_is_set() -> None:
    words = set_clock(steady(at("12:00"), 20), 120, timedelta(minutes=-30))
    kept = Kept()
    run = kept.begin()
    for word in words[:120]:
        run.hear(word)
    kept.write(run, words[119].at)
    for word in words[120:]:
        run.hear(word)
    kept.write(run, LATE, last=True)
    rates = kept.known("hr_mean_bpm")
    assert len(rates) == 20
    assert (rates["12:00"], rates["11:40"]) == (60, 70)
    assert kept.total() == 1000 + 20 * 60 - 5


def test_what_moves_onto_a_written_minute_stands_back() -> None:
    kept = Kept()
    run = kept.begin()
    for word in beats(at("12:00"), [60] * 30):
        run.hear(word)
    kept.write(run, at("12:00:30"))
    for word in beats(at("12:05"), [80] * 30):
        run.hear(word)
    run.hear(Heard(1, at("12:00:40"), heard(at("12:05:40"), Battery(5)).monotonic_s, Battery(5)))
    kept.write(run, LATE, last=True)
    assert kept.known("hr_mean_bpm") == {"12:00": 60}
    assert dict(run.reports()[0].dropped) == {"told_already": 30}


def test_steps_since_the_word_before_lie_on_the_minutes_of_the_clock_that_was_set() -> None:
    words = [heard(at("12:00:40"), StepsSince(5)), heard(at("12:01:20"), StepsSince(40))]
    kept = after(set_clock(words, 1, timedelta(minutes=30)))
    assert kept.known("steps") == {"12:30": 25, "12:31": 20}


@pytest.mark.parametrize("restarted", [False, True], ids=["while it runs", "while it is off"])
def test_a_memory_told_under_a_clock_that_was_ahead_is_kept(restarted: bool) -> None:
    kept = Kept()
    run = kept.begin()
    wrong = at("12:00") + timedelta(days=2)
    run.hear(Heard(1, wrong, 1000.0, Past(at("10:00"), 10, steps=300)))
    if restarted:
        kept.write(run, wrong)
        run = kept.begin()
    run.hear(Heard(1, at("12:01"), 1060.0, StepsSince(1)))
    run.hear(Heard(1, at("12:20"), 2200.0, Past(at("11:00"), 10, steps=200)))
    kept.write(run, at("12:30"))
    steps = kept.known("steps")
    assert sum(steps[f"10:0{minute}"] for minute in range(10)) == 300
    assert sum(steps[f"11:0{minute}"] for minute in range(10)) == 200
    assert not run.devices[1].pasts


def test_a_memory_that_was_just_told_waits_though_the_clock_was_set_back() -> None:
    kept = Kept()
    run = kept.begin()
    run.hear(Heard(1, at("13:00"), 1000.0, Past(at("10:00"), 10, steps=300)))
    run.hear(Heard(1, at("12:00"), 1001.0, StepsSince(1)))
    kept.write(run, at("12:01"))
    assert len(run.devices[1].pasts) == 1


def test_a_battery_told_before_the_clock_was_set_is_told_at_its_moment() -> None:
    run = Kept().begin()
    run.hear(Heard(1, at("12:00") - timedelta(days=900), 1000.0, Battery(50)))
    run.hear(Heard(1, at("12:05"), 1060.0, HeartRate(70)))
    assert run.devices[1].battery == (50, ms_of(at("12:04")))


def test_a_clock_that_is_only_corrected_is_no_jump() -> None:
    words = set_clock(steady(at("12:00"), 5), 30, timedelta(seconds=1.5))
    assert after(words).run.reports()[0].clock_jumps == 0


def test_a_full_queue_drops_the_oldest_and_says_so() -> None:
    queue = HeardQueue(3)
    words = beats(at("12:00"), [60, 61, 62, 63, 64])
    for word in words:
        queue.put(word)
    run = Gathering({1: Kept().begin().devices[1]})
    run.lost(queue.take_lost())
    for word in queue.take(10):
        run.hear(word)
    assert [each.bpm_sum for each in run.devices[1].minutes.values()] == [62 + 63 + 64]
    (report,) = run.reports()
    assert (report.readings, report.kept, dict(report.dropped)) == (5, 3, {"overflow": 2})
    assert len(queue) == 0
    assert queue.take_lost() == Counter()


def test_words_of_a_device_nobody_paired_are_counted() -> None:
    run = Gathering()
    run.hear(heard(at("12:00"), Battery(3), device=9))
    assert dict(run.strangers) == {"unknown_device": 1}


def test_a_flood_takes_no_more_memory_than_its_minutes() -> None:
    kept = Kept()
    run = kept.begin()
    for second in range(120):
        for _ in range(100):
            run.hear(heard(at("12:00") + timedelta(seconds=second), HeartRate(60, rr_s=(1.0,) * 9)))
    live = run.devices[1]
    assert len(live.minutes) == 2
    assert all(len(each.rr_s) <= 400 for each in live.minutes.values())
    kept.write(run, at("12:10"))
    assert not live.minutes
    assert len(kept.left or "") < 1000
    assert DAY in kept.stored


def test_what_cannot_be_written_for_days_is_bounded_and_no_step_is_lost() -> None:
    kept = Kept()
    run = kept.begin()
    minutes = MOST_MINUTES + 100
    for minute in range(minutes):
        moment = at("12:00") + timedelta(minutes=minute)
        run.hear(heard(moment, HeartRate(60)))
        run.hear(heard(moment, StepTotal(5 * minute, daily=False)))
        shorten(run.devices[1])
        assert len(run.devices[1].minutes) <= MOST_MINUTES
    kept.write(run, LATE, last=True)
    placed = sum(kept.placed.values())
    assert placed + sum(each.unplaced for each in kept.own.values()) == 5 * (minutes - 1)
    (report,) = run.reports()
    assert dict(report.dropped) == {"not_kept": 100}
    assert report.notes


def test_steps_written_before_their_minute_was_given_up_are_not_counted_again() -> None:
    kept = Kept()
    run = kept.begin()
    for minute in range(MOST_MINUTES + 50):
        run.hear(heard(at("12:00") + timedelta(minutes=minute), StepTotal(7 * minute, daily=False)))
        if minute == 3:
            kept.write(run, at("12:03:30"))
        shorten(run.devices[1])
    kept.write(run, LATE, last=True)
    counted = sum(kept.placed.values()) + sum(each.unplaced for each in kept.own.values())
    assert counted == 7 * (MOST_MINUTES + 49)
