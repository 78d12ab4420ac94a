from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.backup.rotation import moment_of, name_of, superfluous


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MOMENTS = st.integers(0, 3 * 365 * 86_400).map(
    lambda seconds: at("2025-01-01T00:00") + timedelta(seconds=seconds)
)


@pytest.mark.parametrize(
    ("made", "daily", "weekly", "gone"),
    [
        ([], 7, 5, []),
        (["2026-03-09T04:30"], 1, 0, []),
        # two of a day: the later one stands for it
        (["2026-03-09T04:30", "2026-03-09T18:00"], 7, 5, ["2026-03-09T04:30"]),
        # the last of each week stays when the days are gone
        (
            ["2026-03-01T04:00", "2026-03-02T04:00", "2026-03-08T04:00", "2026-03-09T04:00"],
            1,
            3,
            ["2026-03-02T04:00"],
        ),
        (["2026-03-07T04:00", "2026-03-08T04:00", "2026-03-09T04:00"], 2, 0, ["2026-03-07T04:00"]),
        # off for half a year: what there is counts, not the calendar
        (["2025-09-01T04:00", "2025-09-02T04:00", "2026-03-09T04:00"], 3, 0, []),
        # week 1 of 2027 begins in 2026
        (["2026-12-28T04:00", "2027-01-03T04:00"], 1, 5, ["2026-12-28T04:00"]),
    ],
)
def test_the_last_of_each_day_and_week_is_kept(
    made: list[str], daily: int, weekly: int, gone: list[str]
) -> None:
    found = superfluous(map(at, made), daily=daily, weekly=weekly)
    assert found == tuple(map(at, gone))


@given(st.lists(MOMENTS, min_size=1, unique=True), st.integers(1, 9), st.integers(0, 9))
def test_the_latest_always_stays_and_no_more_than_promised(
    made: list[datetime], daily: int, weekly: int
) -> None:
    gone = set(superfluous(made, daily=daily, weekly=weekly))
    kept = set(made) - gone
    assert max(made) in kept
    assert min(len(made), 1) <= len(kept) <= daily + weekly
    assert not set(superfluous(kept, daily=daily, weekly=weekly))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(20, 120))
def test_a_backup_a_day_leaves_the_last_days_and_weeks(daily: int, weekly: int, days: int) -> None:
    kept: set[datetime] = set()
    for number in range(days):
        kept.add(at("2026-01-01T03:30") + timedelta(days=number))
        kept -= set(superfluous(kept, daily=daily, weekly=weekly))
    today = max(kept)
    wanted = {today - timedelta(days=number) for number in range(daily)}
    assert wanted <= kept
    weeks = {each.isocalendar()[:2] for each in kept}
    assert len(weeks) >= min(weekly, days // 7)


@given(MOMENTS)
def test_a_name_tells_the_moment(moment: datetime) -> None:
    assert moment_of(name_of(moment)) == moment


@pytest.mark.parametrize("name", ["originals", "stegvis.db", "stegvis-2026", "stegvis-x", ""])
def test_other_names_are_no_backups(name: str) -> None:
    assert moment_of(name) is None
