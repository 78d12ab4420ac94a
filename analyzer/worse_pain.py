"""When pain lay above the person's usual, days in a row, so that the pain rule holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from analyzer.told_series import ONE_DAY, ByDay, Said
from config.limits import PainLimits


@dataclass(frozen=True, slots=True)
class Worse:
    """Days in a row on which pain lay so far above the usual; the usual is that of before."""

    start: date
    last: date
    usual: float
    highest: int

    @property
    def days(self) -> int:
        return (self.last - self.start).days + 1


def worse_runs(said: Said, first_score: float | None, limits: PainLimits) -> tuple[Worse, ...]:
    """Every run of days so much above the usual that the pain rule holds.

    A day nothing was said of ends a run: not said is not bad. ``first_score`` stands in for the
    usual of somebody who has said too little before.
    """
    runs: list[Worse] = []
    known = sorted(said.pain)
    for on in known:
        value = said.pain[on]
        running = runs[-1] if runs and runs[-1].last == on - ONE_DAY else None
        usual = running.usual if running else _usual_pain(said.pain, known, on, first_score, limits)
        if usual is None or value < usual + limits.above_usual:
            continue
        if running:
            runs[-1] = Worse(running.start, on, running.usual, max(running.highest, value))
        else:
            runs.append(Worse(on, on, usual, value))
    return tuple(run for run in runs if run.days >= limits.days_in_a_row)


def _usual_pain(
    pain: ByDay, known: Sequence[date], on: date, first_score: float | None, limits: PainLimits
) -> float | None:
    """The median of the days before; ``known`` are the days of ``pain`` in order."""
    window = timedelta(days=limits.usual_days)
    before = known[bisect_left(known, on - window) : bisect_left(known, on)]
    if len(before) < limits.usual_least:
        return first_score
    return median(pain[each] for each in before)
