"""What was told, by the person's own days; sessions told and recorded side by side."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.told_series import Flare, Said, by_week, said_of
from analyzer.worse_pain import worse_runs
from config.compendium import read_compendium
from config.limits import read_limits
from storage.records import Activity
from storage.told import DiaryEntry, DiaryKind, SessionKind, Told
from tests.made.histories import MONDAY, PERSON, days

LIMITS = read_limits()
TODAY = date(2026, 3, 30)


def said(*entries: DiaryEntry, zone: str = "Europe/Oslo", today: date = TODAY) -> Said:
    made = [replace(each, zone=zone) for each in days([6000] * 28, MONDAY)]
    return said_of(Told(diary=entries), (), made, PERSON, today, LIMITS.variety)


def entry(kind: DiaryKind, at: datetime, value: int | None = None) -> DiaryEntry:
    return DiaryEntry(kind, at, value)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on"),
    [("Europe/Oslo", date(2026, 3, 4)), ("UTC", date(2026, 3, 3)), ("UTC-09:00", date(2026, 3, 3))],
)
def test_a_value_belongs_to_the_day_where_the_person_was(zone: str, on: date) -> None:
    assert list(said(entry(DiaryKind.PAIN, at(3, 23, 30), 4), zone=zone).pain) == [on]


def test_of_a_day_s_values_the_worst_counts() -> None:
    found = said(
        entry(DiaryKind.PAIN, at(3, 8), 6),
        entry(DiaryKind.PAIN, at(3, 20), 4),
        entry(DiaryKind.FUNCTION, at(3, 8), 6),
        entry(DiaryKind.FUNCTION, at(3, 20), 4),
    )
    assert found.pain == {date(2026, 3, 3): 6}
    assert found.function == {date(2026, 3, 3): 4}


def test_what_is_said_of_tomorrow_is_not_heard_today() -> None:
    assert not said(entry(DiaryKind.PAIN, at(4), 6), today=date(2026, 3, 3)).pain


def test_a_value_left_out_is_not_nothing() -> None:
    assert not said(entry(DiaryKind.PAIN, at(3))).pain


@pytest.mark.parametrize(
    ("kinds", "flares"),
    [
        ("", []),
        ("s", [(2, None)]),
        ("se", [(2, 3)]),
        ("sse", [(2, 4)]),
        ("ese", [(3, 4)]),
        ("sees", [(2, 3), (5, None)]),
    ],
)
def test_a_flare_begins_once_and_ends_once(
    kinds: str, flares: list[tuple[int, int | None]]
) -> None:
    names = {"s": DiaryKind.FLARE_START, "e": DiaryKind.FLARE_END}
    entries = [entry(names[kind], at(2 + offset)) for offset, kind in enumerate(kinds)]
    wanted = [
        Flare(date(2026, 3, start), None if end is None else date(2026, 3, end))
        for start, end in flares
    ]
    assert list(said(*entries).flares) == wanted


def test_a_flare_that_ends_and_begins_again_within_a_day_is_one() -> None:
    kinds = (DiaryKind.FLARE_START, DiaryKind.FLARE_END, DiaryKind.FLARE_START)
    found = said(*(entry(kind, at(2, 8 + hour)) for hour, kind in enumerate(kinds)))
    assert found.flares == (Flare(date(2026, 3, 2), None),)


@given(st.permutations(range(6)))
def test_the_order_of_telling_changes_nothing(order: list[int]) -> None:
    entries = [entry(DiaryKind.PAIN, at(2 + offset), offset) for offset in range(4)]
    entries += [entry(DiaryKind.FLARE_START, at(10)), entry(DiaryKind.FLARE_END, at(12))]
    assert said(*(entries[place] for place in order)) == said(*entries)


@given(st.lists(st.none() | st.integers(0, 10), max_size=60))
def test_the_pain_rule_holds_only_on_days_something_was_said_of(values: list[int | None]) -> None:
    pain = {MONDAY + timedelta(days=i): each for i, each in enumerate(values) if each is not None}
    runs = worse_runs(Said(pain=pain), None, LIMITS.pain)
    for run in runs:
        assert run.days >= LIMITS.pain.days_in_a_row
        inside = [pain[run.start + timedelta(days=each)] for each in range(run.days)]
        assert min(inside) >= run.usual + LIMITS.pain.above_usual
        assert max(inside) == run.highest
    assert all(one.last < other.start for one, other in itertools.pairwise(runs))


def recorded(sport: str, sub_sport: str, start: datetime) -> Activity:
    end = start + timedelta(minutes=40)
    return Activity(
        1, start, end, sport, sub_sport, 2400.0, 2400.0, None, None, None, 0, None, 60,
        "0" * 64, "a",
    )  # fmt: skip


def test_sessions_told_and_recorded_stand_side_by_side() -> None:
    told = DiaryEntry(DiaryKind.SESSION, at(4, 8), session=SessionKind.TRUNK, minutes=8)
    watch = [
        recorded("training", "strength_training", at(3)),
        recorded("training", "yoga", at(5)),
        recorded("cycling", "generic", at(9)),
    ]
    found = said_of(Told(diary=(told,)), watch, (), PERSON, TODAY, LIMITS.variety).sessions
    assert [(each.on.day, each.kind.value, each.minutes) for each in found] == [
        (3, "strength", 40),
        (4, "trunk", 8),
        (5, "mobility", 40),
        (9, "aerobic", 40),
    ]
    weeks = {monday.day: len(each) for monday, each in by_week(found).items()}
    assert weeks == {2: 3, 9: 1}


def test_what_counts_as_strength_is_the_same_everywhere() -> None:
    rows = read_compendium().sports
    strength = {f"{row.sport}/{row.sub_sport}" for row in rows if row.strength}
    assert set(LIMITS.variety.strength_sports) == strength
    known = {f"{row.sport}/{row.sub_sport}" for row in rows}
    assert set(LIMITS.variety.mobility_sports) <= known
