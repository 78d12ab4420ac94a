"""What happens in the forty weeks, and that it happens alike every time."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.pretend import Feature, Pretend, PretendError, TrueDay, first_monday, make

_FIRST = date(2026, 2, 16)
_SPRING, _AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def _with(pretend: Pretend, feature: Feature) -> list[TrueDay]:
    return [day for day in pretend.truth if feature in day.features]


def _week(pretend: Pretend, number: int) -> tuple[TrueDay, ...]:
    return pretend.truth[number * 7 : number * 7 + 7]


def _met_h(days: tuple[TrueDay, ...]) -> float:
    return sum(day.met_h or 0 for day in days)


def _digest(pretend: Pretend) -> str:
    digest = hashlib.sha256()
    for path, content in pretend.files():
        digest.update(path.encode() + content)
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not() -> None:
    digests = [_digest(make(seed, _FIRST, weeks=2)) for seed in (5, 5, 6)]
    assert digests[0] == digests[1] != digests[2]


def test_the_first_days_are_these_on_every_machine(forty_weeks: Pretend) -> None:
    found = [(day.steps, day.hr_minutes, day.moderate_min) for day in _week(forty_weeks, 0)[:3]]
    assert found == [(6579, 519, 0), (9438, 574, 26), (4257, 508, 10)]


def test_a_shorter_story_is_the_beginning_of_the_long_one(forty_weeks: Pretend) -> None:
    assert make(1, _FIRST, weeks=3).truth == forty_weeks.truth[:21]


@pytest.mark.parametrize("feature", list(Feature))
def test_the_story_has_it(forty_weeks: Pretend, feature: Feature) -> None:
    assert _with(forty_weeks, feature)


def test_the_days_follow_each_other_for_forty_weeks(forty_weeks: Pretend) -> None:
    days = [day.date for day in forty_weeks.truth]
    assert days == [_FIRST + timedelta(days=n) for n in range(280)]
    assert (forty_weeks.first, forty_weeks.last) == (days[0], days[-1])


def test_every_day_is_as_long_as_it_should_be(forty_weeks: Pretend) -> None:
    [out], [back] = (_with(forty_weeks, each) for each in (Feature.TRAVEL_OUT, Feature.TRAVEL_BACK))
    special = {day.date: day.length_min for day in forty_weeks.truth if day.length_min != 1440}
    assert special == {_SPRING: 1380, _AUTUMN: 1500, out.date: 1800, back.date: 1080}
    assert all(forty_weeks.truth[(day - _FIRST).days].worn for day in special)


def test_nine_days_are_spent_elsewhere(forty_weeks: Pretend) -> None:
    trip = _with(forty_weeks, Feature.TRIP)
    assert len(trip) == 9
    assert {day.zone for day in trip[1:]} == {"America/New_York"}
    assert {day.utc_offset_min for day in trip[1:]} == {-240}
    assert {day.zone for day in forty_weeks.truth if day not in trip} == {"Europe/Stockholm"}


def test_a_boom_is_followed_by_two_days_nearly_still(forty_weeks: Pretend) -> None:
    boom = _with(forty_weeks, Feature.BOOM)[-1]
    at = forty_weeks.truth.index(boom)
    usual = sorted(day.steps or 0 for day in forty_weeks.truth[at - 14 : at])[7]
    assert (boom.steps or 0) > 3 * usual
    assert all((day.steps or 0) < usual / 4 for day in forty_weeks.truth[at + 1 : at + 3])


def test_the_volume_tells_the_arc(forty_weeks: Pretend) -> None:
    settled, steady, boom, flare, back, last = (
        _met_h(_week(forty_weeks, number)) for number in (4, 17, 20, 21, 23, 39)
    )
    assert flare < back < settled < 10.5 < last
    assert 10.5 < steady < boom / 1.5


def test_weeks_are_known_but_for_the_one_with_the_watch_lost(forty_weeks: Pretend) -> None:
    unknown = [n for n in range(40) if sum(day.worn for day in _week(forty_weeks, n)) < 4]
    assert unknown == [14]


def test_worn_days_and_others_lie_well_apart(forty_weeks: Pretend) -> None:
    awake = [day.awake_worn_min for day in forty_weeks.truth]
    assert not any(480 < each < 700 for each in awake)


def test_an_unworn_day_knows_nothing(forty_weeks: Pretend) -> None:
    for day in forty_weeks.truth:
        known = (day.steps, day.hr_mean_bpm, day.moderate_min, day.met_h, day.rest_bpm)
        assert all((each is None) == (day.worn_min == 0) for each in known)
        assert (day.hr_minutes == 0) == (day.worn_min == 0)


def test_the_person_is_who_the_bands_rest_on(forty_weeks: Pretend) -> None:
    assert forty_weeks.birth_year == 1979
    assert forty_weeks.max_hr_bpm == pytest.approx(175.1)
    assert {day.rest_bpm for day in forty_weeks.truth} <= {None, 57, 58, 59, 60, 61}


def test_damage_cuts_one_file_and_leaves_the_truth_alone() -> None:
    whole, hurt = (make(1, _FIRST, weeks=1, damage=damage) for damage in (False, True))
    before, after = dict(whole.files()), dict(hurt.files())
    [changed] = [path for path in before if before[path] != after[path]]
    assert before.keys() == after.keys()
    assert before[changed].startswith(after[changed])
    assert whole.truth == hurt.truth


def test_a_story_cannot_begin_in_the_middle_of_a_week_or_have_none() -> None:
    with pytest.raises(PretendError, match="take 2026-02-16 instead"):
        make(1, date(2026, 2, 18))
    with pytest.raises(PretendError, match="at least one week"):
        make(1, _FIRST, weeks=0)


@pytest.mark.parametrize(
    "end", [date(2026, 11, 22), date(2027, 1, 3), date(2027, 7, 14), date(2027, 9, 30)]
)
def test_forty_weeks_before_any_day_can_hold_both_changes_of_the_clocks(end: date) -> None:
    first = first_monday(end, "Europe/Stockholm")
    assert first.weekday() == 0
    assert first + timedelta(days=280) <= end + timedelta(days=1)
    lengths = {day.length_min for day in make(3, first).truth if Feature.TRIP not in day.features}
    assert lengths == {1380, 1440, 1500}


def test_where_the_clocks_stay_the_latest_monday_is_taken() -> None:
    assert first_monday(date(2026, 11, 22), "Asia/Bangkok") == _FIRST


@given(
    seed=st.integers(0, 2**31),
    weeks_on=st.integers(0, 60),
    zone=st.sampled_from(["Europe/Oslo", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
@settings(max_examples=15)
def test_no_seed_start_or_zone_breaks_a_day(seed: int, weeks_on: int, zone: str) -> None:
    for day in make(seed, _FIRST + timedelta(weeks=weeks_on), weeks=2, zone=zone).truth:
        assert day.worn_min <= day.length_min
        assert day.hr_minutes <= day.worn_min
        assert sum(session.steps or 0 for session in day.sessions) <= (day.steps or 0)
        active = (day.light_min or 0) + (day.moderate_min or 0) + (day.vigorous_min or 0)
        assert active < day.worn_min
        for session in day.sessions:
            assert session.start < session.end
            assert session.hr_samples > 60
