"""Verdicts of days and weeks: unknown where it cannot be told, else against the own band."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import day_verdict, week_verdict
from analyzer.verdict import HISTORY_DAYS, Judged, judge
from config.limits import read_limits
from storage.records import Day, Person, Plan, Verdict, Week
from storage.told import Diagnosis, DiaryEntry, DiaryKind, Enrolment, SessionKind, Told
from tests.made.histories import (
    CLEARED,
    ENROLLED,
    MONDAY,
    PERSON,
    day,
    days,
    unworn,
    verdicts,
    weeks,
    weeks_of,
)

LIMITS = read_limits()
USUAL: list[dict[str, object]] = [{}, {}, {}]


def judged(
    made_days: list[Day],
    made_weeks: list[Week],
    plan: Plan = CLEARED,
    today: date = MONDAY,
    pain: frozenset[date] = frozenset(),
) -> Judged:
    return judge(made_days, made_weeks, [plan], PERSON, LIMITS, today, pain)


WEEKS = [
    pytest.param({"met_h": 10.5}, CLEARED, "in_band", "in_band", id="C12: exactly the edge"),
    pytest.param({"met_h": 10.4}, CLEARED, "too_little", "below_floor", id="below the edge"),
    pytest.param(
        {"met_h": 8.0, "valid_days": 5, "met_h_estimated": 11.2},
        CLEARED,
        "in_band",
        "in_band_by_estimate",
        id="C48: below only because days were not worn",
    ),
    pytest.param(
        {"met_h": 6.0, "valid_days": 5, "met_h_estimated": 8.4},
        CLEARED,
        "too_little",
        "below_floor",
        id="below even when scaled",
    ),
    pytest.param(
        {"met_h": 9.0},
        replace(CLEARED, floor_met_h=8.0),
        "in_band",
        "in_band",
        id="the physio's floor comes first",
    ),
    pytest.param(
        {"met_h": 12.0},
        replace(CLEARED, floor_met_h=14.0),
        "too_little",
        "below_floor",
        id="also where it is the higher",
    ),
    pytest.param(
        {"met_h": 12.0},
        replace(CLEARED, floor_met_h=14.0, since=MONDAY - timedelta(days=4)),
        "in_band",
        "in_band",
        id="a plan agreed during the week does not judge it",
    ),
    pytest.param(
        {"met_h": 13.5},
        replace(CLEARED, ceiling_met_h=13.0),
        "too_much",
        "above_ceiling",
        id="above the ceiling",
    ),
    pytest.param(
        {"met_h": 7.0},
        replace(CLEARED, ceiling_met_h=8.0),
        "in_band",
        "in_band",
        id="a ceiling below the documents' floor leaves no floor",
    ),
    pytest.param(
        {"moderate_min": 330, "vigorous_min": 0}, CLEARED, "too_much", "much_more", id="tier 2"
    ),
    pytest.param(
        {"moderate_min": 300, "vigorous_min": 0}, CLEARED, "in_band", "in_band", id="tier 1"
    ),
    pytest.param(
        {"moderate_min": 600, "vigorous_min": 300, "valid_days": 3},
        CLEARED,
        "unknown",
        "few_valid_days",
        id="C44: three valid days",
    ),
    pytest.param({"met_h": None}, CLEARED, "unknown", "week_not_measured", id="no minutes known"),
    pytest.param(
        {"complete": False, "valid_days": 3},
        CLEARED,
        "unknown",
        "week_not_arrived",
        id="not arrived",
    ),
]


@pytest.mark.parametrize(("last", "plan", "verdict", "code"), WEEKS)
def test_a_week(last: dict[str, object], plan: Plan, verdict: str, code: str) -> None:
    week = judged([], weeks([*USUAL, last]), plan).weeks[-1]
    assert (week.verdict.value, week.why.code) == (verdict, code)


def test_a_week_that_runs_is_unknown_until_it_is_over() -> None:
    made = weeks([*USUAL, {"met_h": 1.0}])
    running = judged([], made, today=MONDAY - timedelta(days=1)).weeks[-1]
    assert (running.verdict, running.why.code) == (Verdict.UNKNOWN, "week_not_over")
    assert running.why.numbers["over_on"] == MONDAY.isoformat()


def test_a_small_rise_is_too_much_only_together_with_the_pain_rule() -> None:
    made = weeks([*USUAL, {"moderate_min": 300, "vigorous_min": 0}])
    with_pain = judged([], made, pain=frozenset({MONDAY - timedelta(days=2)})).weeks[-1]
    assert (with_pain.verdict, with_pain.why.code) == (Verdict.TOO_MUCH, "more_with_pain")
    assert with_pain.why.numbers["pain_days"] == 1


def test_without_a_baseline_nothing_is_too_much() -> None:
    made = weeks([{}, {}, {"moderate_min": 2000, "met_h": 100.0, "steps_per_day": 40_000.0}])
    assert verdicts(judged([], made).weeks) == ["in_band"] * 3


def test_a_verdict_carries_what_it_rests_on() -> None:
    made = weeks([*[{"met_h": 11.0}] * 3, {"met_h": 9.25, "met_h_high": 18.5}])
    week = judged([], made).weeks[-1]
    assert week.usual_met_h == 11.0
    assert dict(week.why.numbers) == {
        "valid_days": 7,
        "met_h": 9.25,
        "met_h_high": 18.5,
        "usual_met_h": 11.0,
        "floor_met_h": 10.5,
        "floor_from": "documents",
        "short_by_met_h": 1.25,
    }


def test_the_physios_floor_is_named_as_the_physios() -> None:
    plan = replace(CLEARED, floor_met_h=8.0, ceiling_met_h=14.0)
    numbers = judged([], weeks([{}]), plan).weeks[0].why.numbers
    assert (numbers["floor_from"], numbers["ceiling_met_h"]) == ("physio", 14.0)


LAST = MONDAY - timedelta(days=1)
DAYS: list[object] = [
    pytest.param(day(LAST, 6000), "in_band", "day_as_usual", id="as usual"),
    pytest.param(day(LAST, 12_000), "too_much", "day_much_more", id="exactly twice the steps"),
    pytest.param(day(LAST, 11_900), "in_band", "day_as_usual", id="a little less than twice"),
    pytest.param(
        day(LAST, 3000, moderate_min=0, light_min=45),
        "too_little",
        "day_much_less",
        id="exactly half of both",
    ),
    pytest.param(
        day(LAST, 1000, moderate_min=60),
        "in_band",
        "day_as_usual",
        id="few steps on the bicycle",
    ),
    pytest.param(
        day(LAST, 2000, light_min=100, moderate_min=80),
        "too_much",
        "day_much_more",
        id="twice the moving minutes",
    ),
    pytest.param(
        day(LAST, 2000, light_min=None),
        "too_little",
        "day_much_less",
        id="minutes not known: the steps alone",
    ),
    pytest.param(
        day(LAST, None), "in_band", "day_as_usual", id="steps not known: the minutes alone"
    ),
    pytest.param(
        day(LAST, None, light_min=None), "unknown", "day_not_measured", id="neither is known"
    ),
    pytest.param(unworn(LAST), "unknown", "day_hardly_worn", id="not worn"),
    pytest.param(
        day(LAST, 500, valid=False), "unknown", "day_hardly_worn", id="C43: worn too short"
    ),
    pytest.param(
        day(LAST, 500, complete=False, valid=False),
        "unknown",
        "day_not_arrived",
        id="not all of it has arrived",
    ),
]


@pytest.mark.parametrize(("last", "verdict", "code"), DAYS)
def test_a_day(last: Day, verdict: str, code: str) -> None:
    before = days([6000] * 28, LAST - timedelta(days=28))
    found = judged([*before, last], []).days[-1]
    assert (found.verdict.value, found.why.code) == (verdict, code)


def test_twice_very_little_is_not_much() -> None:
    before = [
        replace(each, light_min=5, moderate_min=0)
        for each in days([700] * 28, LAST - timedelta(days=28))
    ]
    found = judged([*before, day(LAST, 2000, light_min=20, moderate_min=0)], []).days[-1]
    assert found.verdict is Verdict.IN_BAND


def test_today_is_not_judged() -> None:
    made = days([6000] * 28 + [500], MONDAY - timedelta(days=28))
    found = judged(made, []).days[-1]
    assert (found.verdict, found.why.code) == (Verdict.UNKNOWN, "day_not_over")


def test_a_day_without_a_baseline_is_unknown_and_says_how_much_is_missing() -> None:
    found = judged(days([6000] * 12, MONDAY - timedelta(days=12)), []).days[-1]
    assert found.verdict is Verdict.UNKNOWN
    assert dict(found.why.numbers) == {"valid_days": 11, "needed": 12}


def test_steps_above_what_was_agreed_for_a_day_are_too_much_from_the_first_day() -> None:
    plan = replace(CLEARED, ceiling_steps=8000)
    found = judged(days([8001, 8000], MONDAY - timedelta(days=2)), [], plan).days
    assert [each.why.code for each in found] == ["above_agreed_steps", "no_baseline"]


def test_no_days_and_no_weeks_are_no_verdicts() -> None:
    assert judged([], []) == Judged((), (), ())


# --- properties --------------------------------------------------------------------------------

STEPS = st.none() | st.integers(0, 25_000)


def _steps(low: int, high: int) -> st.SearchStrategy[list[int | None]]:
    return st.lists(STEPS, min_size=low, max_size=high)


def _life(steps: list[int | None]) -> list[Day]:
    return _scaled(days(steps, MONDAY - timedelta(days=7 * 30)))


def _scaled(made: list[Day]) -> list[Day]:
    """Minutes that go with the steps."""
    return [each if each.steps is None else _with_minutes(each, each.steps) for each in made]


def _with_minutes(made: Day, steps: int) -> Day:
    moderate, vigorous = steps // 200, max(0, steps - 15_000) // 200
    met_h = (3 * moderate + 6 * vigorous) / 60
    return replace(
        made,
        light_min=steps // 100,
        moderate_min=moderate,
        vigorous_min=vigorous,
        met_h=met_h,
        met_h_high=met_h * 2,
    )


@settings(max_examples=40)
@given(_steps(0, 120), st.booleans())
def test_unworn_days_and_weeks_are_unknown_and_only_feedback_on_wearing_is_found(
    steps: list[int | None], partly: bool
) -> None:
    life = _life(steps)
    worn_little = [replace(each, valid=False) if partly else unworn(each.date) for each in life]
    found = judged(worn_little, weeks_of(worn_little))
    assert set(verdicts([*found.days, *found.weeks])) <= {"unknown"}
    assert {each.rule for each in found.findings} <= {"cannot-tell"}


@settings(max_examples=40)
@given(_steps(1, 150))
def test_every_reason_is_declared_with_its_numbers(steps: list[int | None]) -> None:
    life = _life(steps)
    found = judged(life, weeks_of(life))
    for made, reasons in (
        (found.days, day_verdict.REASONS),
        (found.weeks, week_verdict.REASONS),
    ):
        for each in made:
            assert each.why.numbers.keys() <= set(reasons[each.why.code])


@settings(max_examples=40)
@given(_steps(80, 200), st.integers(1, 8))
def test_the_last_days_are_judged_like_the_whole(steps: list[int | None], last_days: int) -> None:
    life = _life(steps)
    today = life[-1].date + timedelta(days=1)
    since = life[-1].date - timedelta(days=last_days - 1)
    enough = since - timedelta(days=HISTORY_DAYS)
    part = [each for each in life if each.date >= enough]
    made_weeks = weeks_of(life)
    part_weeks = [each for each in made_weeks if each.start >= enough]
    whole, late = judged(life, made_weeks, today=today), judged(part, part_weeks, today=today)
    assert [each for each in whole.days if each.date >= since] == [
        each for each in late.days if each.date >= since
    ]
    assert [each for each in whole.weeks if each.start + timedelta(days=6) >= since] == [
        each for each in late.weeks if each.start + timedelta(days=6) >= since
    ]
    assert [each for each in whole.findings if each.last >= since] == [
        each for each in late.findings if each.last >= since
    ]


def _told(pain: Sequence[int | None], enrolled_days_ago: int) -> Told:
    """Pain by day up to yesterday, a flare and sessions in between."""
    start = datetime.combine(MONDAY - timedelta(days=len(pain)), time(18), UTC)
    diary = [
        DiaryEntry(DiaryKind.PAIN, start + timedelta(days=offset), value)
        for offset, value in enumerate(pain)
        if value is not None
    ]
    for offset in range(0, len(pain), 3):
        when = start + timedelta(days=offset, hours=1)
        diary.append(DiaryEntry(DiaryKind.SESSION, when, session=SessionKind.STRENGTH, minutes=30))
    for offset in range(0, len(pain), 2):
        when = start + timedelta(days=offset)
        diary += [
            DiaryEntry(DiaryKind.SORENESS, when + timedelta(hours=hours), 4) for hours in (1, 2, 3)
        ]
    for offset in range(0, len(pain), 40):
        diary.append(DiaryEntry(DiaryKind.FLARE_START, start + timedelta(days=offset)))
        diary.append(DiaryEntry(DiaryKind.FLARE_END, start + timedelta(days=offset + 9)))
    since = MONDAY - timedelta(days=enrolled_days_ago)
    return Told(tuple(diary), enrolments=(replace(ENROLLED, since=since),))


_PAIN = st.lists(st.none() | st.integers(0, 10), min_size=120, max_size=200)


@settings(max_examples=25)
@given(_PAIN, st.integers(30, 120), st.integers(1, 8), st.randoms(use_true_random=False))
def test_with_things_told_the_last_days_are_judged_like_the_whole(
    pain: list[int | None], enrolled_days_ago: int, last_days: int, chance: random.Random
) -> None:
    told = _told(pain, enrolled_days_ago)
    life = [
        replace(each, met_h=chance.choice([0.2, 1.0, 2.5]), steps=chance.randint(1000, 9000))
        for each in days([6000] * len(pain), MONDAY - timedelta(days=len(pain)))
    ]
    since = MONDAY - timedelta(days=last_days)
    part = [each for each in life if each.date >= since - timedelta(days=HISTORY_DAYS)]
    whole, late = (
        judge(some, weeks_of(some), [CLEARED], PERSON, LIMITS, MONDAY, told=told)
        for some in (life, part)
    )
    assert [each for each in whole.findings if each.last >= since] == [
        each for each in late.findings if each.last >= since
    ]
    keys = [(each.rule, each.first, each.last) for each in whole.findings]
    assert len(keys) == len(set(keys)), "a rule speaks once of a period"


GATED = [
    pytest.param((), None, id="C80: nothing on file"),
    pytest.param((CLEARED,), replace(ENROLLED, diagnosis=Diagnosis.STENOSIS), id="not signed"),
    pytest.param((CLEARED,), replace(ENROLLED, diagnosis=Diagnosis.TUMOUR), id="tumour"),
]


@pytest.mark.parametrize(("plans", "row"), GATED)
def test_a_gated_person_hears_of_nothing_told_but_where_to_get_help(
    plans: tuple[Plan, ...], row: Enrolment | None
) -> None:
    told = _told([3] * 20 + [7] * 5 + [3, 3, 8, 8, 8], 50)
    told = replace(told, enrolments=() if row is None else (row,))
    life = days([6000] * 28 + [2000] * 7, MONDAY - timedelta(days=35))
    found = judge(life, weeks_of(life), plans, PERSON, LIMITS, MONDAY, told=told)
    assert {each.rule for each in found.findings} >= {"pain", "adjust", "drop"}
    assert {each.rule for each in found.findings if each.to_patient} <= {"contraindication"}


def test_a_moderate_rise_with_pain_told_of_is_too_much() -> None:
    """C60: a ratio of 1.3 or more together with the pain rule."""
    raised: list[dict[str, object]] = [*USUAL, {"moderate_min": 290}]
    calm = judge([], weeks(raised), [CLEARED], PERSON, LIMITS, MONDAY)
    pain = _told([3] * 20 + [6] * 3, 50)
    worse = judge([], weeks(raised), [CLEARED], PERSON, LIMITS, MONDAY, told=pain)
    assert verdicts([calm.weeks[-1], worse.weeks[-1]]) == ["in_band", "too_much"]
    assert worse.weeks[-1].why.code == "more_with_pain"
    assert worse.weeks[-1].why.numbers["pain_days"] == 3


@settings(max_examples=30)
@given(_steps(63, 150), st.integers(9, 60))
def test_a_good_week_long_before_changes_nothing(
    steps: list[int | None], weeks_before: int
) -> None:
    life = _life(steps)
    earlier = days([6000] * 7, life[0].date - timedelta(weeks=weeks_before))
    alone, after = judged(life, weeks_of(life)), judged([*earlier, *life], weeks_of(earlier + life))
    assert after.days[-len(life) :] == alone.days
    assert after.weeks[1:] == alone.weeks
    assert [each for each in after.findings if each.last >= life[0].date] == list(alone.findings)


@settings(max_examples=30)
@given(_steps(1, 120), st.randoms(use_true_random=False))
def test_the_order_of_days_and_weeks_changes_nothing(
    steps: list[int | None], chance: random.Random
) -> None:
    life = _life(steps)
    shuffled, made_weeks = list(life), weeks_of(life)
    chance.shuffle(shuffled)
    chance.shuffle(made_weeks)
    assert judged(shuffled, made_weeks) == judged(life, weeks_of(life))


@pytest.mark.parametrize("shape", [Person, Day, Week, Plan])
def test_body_mass_is_no_input(shape: Callable[..., object]) -> None:
    """C32: nobody can be judged by it."""
    names = {each.name for each in dataclasses.fields(shape)}  # type: ignore[arg-type]
    assert not [name for name in names if "mass" in name or "kg" in name or "kcal" in name]


def test_ten_years_are_judged() -> None:
    """The count is what is asserted; how long it takes is measured in the benchmarks."""
    chance = random.Random(7)
    life = _scaled(days([chance.randrange(2000, 12_000) for _ in range(3650)], date(2016, 1, 4)))
    found = judged(life, weeks_of(life), today=life[-1].date + timedelta(days=1))
    assert len(found.days) == 3650
    assert {each.verdict for each in found.weeks} >= {Verdict.IN_BAND, Verdict.TOO_LITTLE}
