"""Steps of a minute from counters, differences, cadence and a device's own memory."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.live.clock import moment_of
from collector.live.values import Cadence, Counts, Heard, Past, StepsSince, StepTotal
from storage.records import FLAG_DERIVED, FLAG_RESET
from tests.made.live import DAY, Kept, after, at, heard, totals, zoned

BEFORE = DAY - timedelta(1)
NEXT = DAY + timedelta(1)


def test_the_first_word_of_a_day_is_a_total_and_the_next_ones_are_minutes() -> None:
    kept = after(totals(("12:00:10", 5000), ("12:00:20", 5010), ("12:00:40", 5030)))
    assert kept.known("steps") == {"12:00": 30}
    assert kept.known("resolution_min") == {"12:00": 1}
    assert (kept.own[DAY].unplaced, kept.total()) == (5000, 5030)


def test_steps_over_a_minutes_edge_are_shared_by_time() -> None:
    kept = after(totals(("12:00:00", 0), ("12:00:30", 50), ("12:01:30", 150)))
    assert kept.known("steps") == {"12:00": 100, "12:01": 50}
    assert set(kept.known("resolution_min").values()) == {1}


def test_over_a_gap_steps_are_spread_and_say_how_coarse_they_are() -> None:
    kept = after(totals(("12:00:00", 100), ("12:01:00", 100), ("12:16:00", 1000)))
    assert kept.known("steps") == {"12:00": 0} | {f"12:{m:02}": 60 for m in range(1, 16)}
    resolution = kept.known("resolution_min")
    assert resolution["12:00"] == 1
    assert {resolution[f"12:{m:02}"] for m in range(1, 16)} == {15}
    assert kept.total() == 1000


def test_over_too_long_a_gap_steps_count_for_the_day_and_lie_on_no_minute() -> None:
    kept = after(totals(("08:00", 100), ("08:01", 110), ("09:30", 2110), ("09:30:30", 2120)))
    assert kept.known("steps") == {"08:00": 10, "09:30": 10}
    assert kept.own[DAY].unplaced == 2100
    assert kept.total() == 2120


def test_a_gap_without_steps_is_known_rest() -> None:
    kept = after(totals(("12:00", 7), ("12:01", 8), ("12:31", 8)))
    assert kept.known("steps") == {"12:00": 1} | {f"12:{m:02}": 0 for m in range(1, 31)}


def test_a_restarted_counter_begins_at_zero_and_is_marked() -> None:
    kept = after(totals(("12:00", 5000), ("12:00:30", 5010), ("12:01:30", 8), ("12:01:40", 12)))
    assert kept.total() == 5022
    assert kept.own[DAY].resets == 1
    assert kept.known("flags")["12:01"] & FLAG_RESET


def test_the_midnight_reset_is_no_restart() -> None:
    words = totals(("23:58", 8000), ("23:59", 8010), day=BEFORE) + totals(
        ("00:01", 5), ("00:02", 9)
    )
    kept = after(words)
    assert (kept.total(BEFORE), kept.total()) == (8010, 9)
    assert kept.own.get(DAY) is None or kept.own[DAY].resets == 0
    assert "flags" not in kept.stored[DAY] or not kept.known("flags")


def test_a_watch_that_is_late_at_midnight_counts_on_and_then_begins_anew() -> None:
    words = totals(("23:58", 8000), ("23:59", 8010), day=BEFORE)
    kept = after(words + totals(("00:01", 8014), ("00:03", 3), ("00:04", 10)))
    assert kept.total(BEFORE) + kept.total() == 8014 + 10
    assert all(own.resets == 0 for own in kept.own.values())


@pytest.mark.parametrize("first", ["00:00:30", "07:00"])
def test_a_first_word_that_was_still_yesterdays_is_not_todays(first: str) -> None:
    yesterday = totals(("21:00", 6000), ("21:01", 6010), day=BEFORE)
    today = totals((first, 6400), (first.replace("00:30", "00:40"), 6400))
    last = "00:01:00" if first.startswith("00") else "07:00:50"
    kept = after(yesterday + today + totals((last, 3), (f"{last[:2]}:05", 40)))
    assert (kept.total(BEFORE), kept.total()) == (6400, 40)


def test_a_first_word_is_believed_when_the_counter_goes_on_from_it() -> None:
    yesterday = totals(("21:00", 300), ("21:01", 310), day=BEFORE)
    kept = after(yesterday + totals(("10:00", 4000), ("10:00", 4000), ("10:01", 4050)))
    assert (kept.total(BEFORE), kept.total()) == (310, 4050)


def test_a_first_word_that_nothing_contradicts_is_believed_when_its_day_is_over() -> None:
    kept = after(totals(("10:00", 4000)) + totals(("09:00", 100), ("09:01", 120), day=NEXT))
    assert (kept.total(), kept.total(NEXT)) == (4000, 120)


@pytest.mark.parametrize("garbage", [0xFFFFFFFF, 70_000, 0xFFFF])
def test_garbage_between_good_words_adds_nothing(garbage: int) -> None:
    words = totals(("12:00", 100), ("12:00:10", 110), ("12:00:11", garbage), ("12:00:20", 115))
    kept = after(words)
    assert kept.total() == 115
    assert dict(kept.run.reports()[0].dropped) == {"steps_implausible": 1}


def test_an_older_word_that_comes_late_adds_nothing() -> None:
    kept = after(
        totals(("12:00", 9000), ("12:00:10", 9010), ("12:00:11", 9005), ("12:00:20", 9020))
    )
    assert kept.total() == 9020


def test_garbage_at_first_is_forgotten() -> None:
    kept = after(totals(("12:00", 0xFFFFFFFF), ("12:00:10", 500), ("12:00:20", 510)))
    assert kept.total() == 510


def test_a_jump_that_is_confirmed_counts_for_the_day_only() -> None:
    words = totals(("12:00", 5), ("12:00:10", 10), ("12:00:20", 8000), ("12:00:30", 8010))
    kept = after([*words, heard(at("12:00:40"), StepTotal(8015))])
    assert kept.total() == 8015
    assert kept.known("steps") == {"12:00": 10}


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (totals(("00:05", 10), ("00:05:10", 20_000), ("00:05:20", 20_001)), 10),
        (totals(("21:00", 20_000), day=BEFORE) + totals(("00:30", 15_000), ("00:31", 15_010)), 10),
    ],
    ids=["a jump that is confirmed", "a first word after a gap"],
)
def test_more_than_can_be_walked_since_midnight_is_never_believed(
    words: list[Heard], total: int
) -> None:
    assert after(words).total() == total


def test_a_clock_put_back_over_midnight_ends_no_day() -> None:
    words = totals(("23:30", 100), ("23:59:59", 110), day=BEFORE) + totals(("00:00:01", 0))
    words += totals(("23:59:59", 1), day=BEFORE) + totals(("00:00:10", 2))
    kept = after(words)
    assert DAY not in kept.own or kept.own[DAY].complete is None
    assert kept.total() == 2


def test_a_fall_from_far_below_the_highest_number_is_a_restart() -> None:
    words = [("08:00", 40_000), ("08:01", 40_010), ("11:00", 10)]
    kept = after([heard(at(clock), StepTotal(steps, daily=False)) for clock, steps in words])
    assert (kept.total(), kept.own[DAY].resets) == (20, 1)


@pytest.mark.parametrize("width", [1 << 16, 1 << 24, 1 << 32])
def test_a_counter_may_begin_again_after_its_highest_number(width: int) -> None:
    words = [
        heard(at("12:00"), StepTotal(width - 20, daily=False)),
        heard(at("12:00:20"), StepTotal(width - 5, daily=False)),
        heard(at("12:00:40"), StepTotal(10, daily=False)),
    ]
    kept = after(words)
    assert kept.total() == 30
    assert DAY not in kept.own or kept.own[DAY].resets == 0


def test_a_counter_that_is_not_daily_tells_nothing_of_days_nobody_heard() -> None:
    words = [heard(at("12:00"), StepTotal(90_000, daily=False))]
    words += [heard(at("12:01"), StepTotal(90_050, daily=False))]
    words += [heard(at("12:00", NEXT), StepTotal(99_000, daily=False))]
    words += [heard(at("12:01", NEXT), StepTotal(99_020, daily=False))]
    kept = after(words)
    assert (kept.total(), kept.total(NEXT)) == (50, 20)
    assert dict(kept.run.reports()[0].dropped) == {"day_not_known": 1}


def test_a_day_is_complete_when_it_was_heard_from_midnight_to_midnight() -> None:
    words = []
    for hour in range(20, 76):
        moment = at("00:00", BEFORE) + timedelta(minutes=60 * hour - 5)
        words.append(heard(moment, StepTotal(100 * (moment.hour + 1))))
    kept = after(words)
    assert kept.own[BEFORE].complete is False
    assert kept.own[DAY].complete is True
    assert kept.total() == 2400


@pytest.mark.parametrize(
    ("day", "length_min"), [(date(2026, 3, 29), 1380), (date(2026, 10, 25), 1500)]
)
def test_a_daily_counter_follows_local_midnight_through_changes_of_the_clock(
    day: date, length_min: int
) -> None:
    days = zoned("Europe/Stockholm")
    kept = Kept(days)
    run = kept.begin()
    start, end = days.midnight_ms(day), days.midnight_ms(day + timedelta(1))
    assert (end - start) // 60_000 == length_min
    begin = moment_of(start)
    for quarter in range(-4, length_min // 15 + 4):
        since = quarter * 15
        steps = (since + 1440 if since < 0 else since % length_min) + 1
        run.hear(heard(begin + timedelta(minutes=since, seconds=30), StepTotal(steps)))
    kept.write(run, begin + timedelta(days=3), last=True)
    assert kept.total(day) == length_min - 15 + 1
    assert kept.own[day].complete is True
    assert kept.own[day].resets == 0


def test_differences_lie_on_their_minute_and_claim_nothing_of_the_time_before() -> None:
    words = [heard(at("12:00:10"), StepsSince(20)), heard(at("12:00:20"), StepsSince(10))]
    kept = after(
        [*words, heard(at("12:20:05"), StepsSince(7)), heard(at("12:20:06"), StepsSince(999))]
    )
    assert kept.known("steps") == {"12:00": 30, "12:20": 7}
    assert kept.own == {}
    assert dict(kept.run.reports()[0].dropped) == {"steps_implausible": 1}


@pytest.mark.parametrize(
    ("counts", "factor", "steps"),
    [
        (Counts.STEPS, None, 60),
        (Counts.STRIDES, None, 120),
        (Counts.STRIDES, 2.0, 120),
        (Counts.UNKNOWN, None, 60),
        (Counts.UNKNOWN, 2.0, 120),
    ],
)
def test_cadence_makes_steps_where_there_is_no_counter(
    counts: Counts, factor: float | None, steps: int
) -> None:
    words = [heard(at("12:00") + timedelta(seconds=s), Cadence(60.0, counts)) for s in range(61)]
    kept = after(words, factor=factor)
    assert kept.known("steps") == {"12:00": steps}
    assert kept.known("flags") == {"12:00": FLAG_DERIVED}
    notes = kept.run.reports()[0].notes
    assert bool(notes) is (counts is Counts.UNKNOWN and factor is None)


def test_a_cadence_is_not_drawn_out_over_silence() -> None:
    words = [heard(at("12:00:00"), Cadence(120, Counts.STEPS))]
    kept = after([*words, heard(at("12:30:00"), Cadence(120, Counts.STEPS))])
    assert kept.known("steps") == {"12:00": 10}


def test_beside_a_counter_cadence_adds_nothing_and_a_crank_never_does() -> None:
    words = totals(("12:00:00", 10), ("12:00:30", 40))
    words += [heard(at("12:00:31"), Cadence(60, Counts.STEPS))]
    words += [heard(at("12:00:32"), Cadence(60, Counts.CRANK))]
    kept = after(words)
    assert kept.known("steps") == {"12:00": 30}
    assert dict(kept.run.reports()[0].dropped) == {"counted_already": 1, "not_steps": 1}


def test_a_devices_memory_fills_only_what_was_not_heard_and_however_often_it_is_told() -> None:
    live = [heard(at("12:03:10"), StepsSince(50)), heard(at("12:03:40"), StepsSince(30))]
    told = Past(at("12:00"), 10, steps=260, bpm=70)
    once = [*live, heard(at("13:00"), told)]
    kept = after(once)
    steps = kept.known("steps")
    assert (steps["12:03"], sum(steps.values())) == (80, 260)
    assert {m for m, r in kept.known("resolution_min").items() if r == 10} == {
        f"12:{m:02}" for m in range(10) if m != 3
    }
    assert len(kept.known("hr_mean_bpm")) == 10
    again = Kept()
    for hour in ("13:00", "14:00", "15:00"):
        run = again.begin()
        for word in [*(live if hour == "13:00" else ()), heard(at(hour), told)]:
            run.hear(word)
        again.write(run, at(hour) + timedelta(minutes=30))
    assert again.stored == kept.stored
    assert dict(run.reports()[0].dropped) == {"told_already": 1}


def test_a_memory_told_again_before_it_is_written_is_held_once() -> None:
    run = Kept().begin()
    for hour in ("13:00", "13:01", "13:02"):
        run.hear(heard(at(hour), Past(at("12:00"), 10, steps=260)))
    assert len(run.devices[1].pasts) == 1
    assert dict(run.reports()[0].dropped) == {"told_already": 2}


def test_a_memory_waits_for_the_minutes_beside_it() -> None:
    kept = Kept()
    run = kept.begin()
    for word in (
        heard(at("12:09:40"), StepsSince(20)),
        heard(at("12:10:01"), Past(at("12:00"), 10, steps=260)),
    ):
        run.hear(word)
    kept.write(run, at("12:10:05"))
    run.hear(heard(at("12:10:20"), StepsSince(40)))
    kept.write(run, at("12:30"), last=True)
    steps = kept.known("steps")
    assert (steps["12:09"], steps["12:10"]) == (40, 20)
    assert sum(steps[f"12:0{minute}"] for minute in range(10)) == 260


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        (Past(at("12:00"), 0, steps=1), "not_over"),
        (Past(at("12:00"), 10**9, steps=1), "not_over"),
        (Past(at("12:00") - timedelta(days=9999), 10, steps=1), "too_old"),
        (Past(at("12:00"), 10, steps=99_999), "steps_implausible"),
        (Past(at("12:00"), 10, bpm=3), "rate_implausible"),
    ],
)
def test_a_memory_that_cannot_be_is_dropped(past: Past, reason: str) -> None:
    kept = after([heard(at("13:00"), past)])
    assert (kept.stored, dict(kept.run.reports()[0].dropped)) == ({}, {reason: 1})


def test_a_memory_that_is_not_over_or_beside_a_counter_adds_no_steps() -> None:
    kept = after([heard(at("12:05"), Past(at("12:00"), 10, steps=90))])
    assert (kept.stored, dict(kept.run.reports()[0].dropped)) == ({}, {"not_over": 1})
    words = totals(("12:00", 500), ("12:00:30", 510))
    kept = after([*words, heard(at("13:00"), Past(at("10:00"), 10, steps=400))])
    assert kept.total() == 510
    assert dict(kept.run.reports()[0].dropped) == {"counted_already": 1}


words_of_a_counter = st.lists(
    st.tuples(
        st.integers(1, 7200),  # seconds later
        st.integers(-50, 400),  # steps more
        st.sampled_from(["more", "more", "more", "more", "restart", "garbage"]),
        st.integers(0, 2**32 - 1),
    ),
    max_size=40,
)


@settings(max_examples=150)
@given(words_of_a_counter)
def test_whatever_a_counter_says_nothing_is_negative_and_every_word_is_accounted_for(
    words: list[tuple[int, int, str, int]],
) -> None:
    moment, steps, said = at("09:00"), 100, []
    for later, more, what, garbage in words:
        moment += timedelta(seconds=later)
        steps = max(0, min(more, 50) if what == "restart" else steps + more)
        said.append(heard(moment, StepTotal(garbage if what == "garbage" else steps)))
    kept = after(said)
    (report,) = kept.run.reports()
    assert report.readings == len(said) == report.kept + sum(report.dropped.values())
    placed = 0
    for day in kept.stored:
        known = kept.known("steps", day)
        assert set(known) == set(kept.known("resolution_min", day))
        assert all(0 <= each <= 65534 for each in known.values())
        placed += sum(known.values())
    assert placed == sum(kept.placed.values())
    assert all(own.unplaced >= 0 for own in kept.own.values())
    hours = (moment - at("00:00")).total_seconds() / 3600
    assert placed + sum(o.unplaced for o in kept.own.values()) <= 300 * 60 * (hours + 1) * 2
