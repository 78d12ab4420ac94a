"""The small picture of the last weeks: a dot for each, or a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analyzer.baseline import whole_week_met_h
from analyzer.letters.dates import week_starts
from config.letters import Letters
from config.limits import Limits
from storage.records import Verdict, Week


@dataclass(frozen=True, slots=True)
class TrendWeek:
    """One dot, or a gap where ``met_h`` is None."""

    start: date
    met_h: float | None
    estimated: bool  # scaled to seven days from fewer
    valid_days: int
    verdict: Verdict


def trend_of(
    weeks: Iterable[Week], week_start: date, limits: Limits, letters: Letters
) -> tuple[TrendWeek, ...]:
    """The last weeks up to the one that starts on ``week_start``, oldest first."""
    known = {week.start: week for week in weeks}
    return tuple(
        _trend_week(known.get(start), start, limits) for start in week_starts(week_start, letters)
    )


def _trend_week(week: Week | None, start: date, limits: Limits) -> TrendWeek:
    if week is None or week.valid_days < limits.cannot_tell.valid_days_needed:
        few = 0 if week is None else week.valid_days
        return TrendWeek(start, None, estimated=False, valid_days=few, verdict=Verdict.UNKNOWN)
    estimated = week.met_h_estimated is not None
    return TrendWeek(start, whole_week_met_h(week), estimated, week.valid_days, week.verdict)
