"""Clearly more still time a day than in the person's own last weeks.

No threshold for still time is known: only a change of the own is shown. A watch does not tell
sitting from standing or lying.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import fmean

from analyzer.baseline import previous_weeks
from analyzer.edges import at_least
from analyzer.history import History, counts, judged_weeks
from storage.records import Finding, Severity, Week

ID = "still-time"
STATEMENTS = ("R063", "R101")


def judge(history: History) -> tuple[Finding, ...]:
    found, means = [], {}
    for at, week in judged_weeks(history):
        mean = _still_share(week, history)
        if mean is None:
            continue
        means[week.start] = mean
        before = [
            means[each.start]
            for each in previous_weeks(history.weeks, at, history.limits)
            if each.start in means
        ]
        if len(before) < history.limits.baseline.weeks_least:
            continue
        if at_least(mean - fmean(before), history.limits.still_time.more_min):
            found.append(_finding(week, mean, fmean(before), history))
    return tuple(found)


def _still_share(week: Week, history: History) -> float | None:
    """Still minutes of a valid day, as if each had been worn for the same 16 waking hours.

    A watch worn longer sees more still minutes: only the share of the worn time can be compared.
    """
    known = [
        (day.still_min, day.awake_wear_min)
        for day in history.days_of(week)
        if counts(day, history.today) and day.still_min is not None and day.awake_wear_min > 0
    ]
    if len(known) < history.limits.cannot_tell.valid_days_needed:
        return None
    still, worn = sum(each[0] for each in known), sum(each[1] for each in known)
    return still / worn * 16 * 60


def _finding(week: Week, mean: float, usual: float, history: History) -> Finding:
    last = week.start + timedelta(days=6)
    numbers: dict[str, int | float | str] = {
        "still_min": round(mean),
        "usual_still_min": round(usual),
    }
    if history.profile(last).active_breaks:
        numbers["measure"] = "breaks"
        numbers["breaks_every_min"] = history.limits.still_time.breaks_every_min
    return Finding(
        rule=ID,
        severity=Severity.INFORMATION,
        first=week.start,
        last=last,
        numbers=numbers,
        valid_days=week.valid_days,
        to_patient=history.may_say_more(last),
        to_physio=False,
    )
