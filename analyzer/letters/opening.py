"""What the patient's letter says first: how the week was, and what the band says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analyzer import week_verdict
from analyzer.gate import Gate
from analyzer.letters.findings import worse
from analyzer.letters.known import KnownWeek
from analyzer.letters.picture import EQUIVALENT_MIN_PER_MET_H, Band, DayColumn, DayState, Picture
from analyzer.letters.told import ToldWeek
from analyzer.red_flags import Alert
from config.letters import Letters
from storage.records import Reason, Verdict, Week

#: Sentences that only set the week beside the person's own weeks.
_COMPARED = ("how.about", "how.less", "how.more", "how.no_usual")

#: What is said in a week of worse pain: nothing that holds it against a range.
_SAID_IN_PAIN = (*_COMPARED, "how.much_more", "how.most_on", "band.easier_start")


def opening(
    known: KnownWeek,
    shown: Picture,
    told: ToldWeek,
    *,
    active: float | None,
    usual: float | None,
) -> tuple[Reason, ...]:
    """How it was, then what the band says; ``active`` and ``usual`` in minutes a day."""
    week = known.week
    if week is None or week.verdict is Verdict.UNKNOWN or active is None:
        return (_cannot_tell(shown, known.limits.cannot_tell.valid_days_needed),)
    compared = _compared(week.verdict, active, usual, known.letters)
    said = (
        compared,
        *_busiest_day(week, shown, known.letters),
        *_against_band(week, shown.band, known.gate.may_say_more),
    )
    if worse(known.findings, known.week_start):
        said = tuple(each for each in said if each.code in _SAID_IN_PAIN)
    if told.flares and week.verdict is Verdict.TOO_LITTLE:
        said = (*(each for each in said if each.code in _COMPARED), Reason("band.flare"))
    return said


def only_numbers(alert: Alert | None, allowed: Gate) -> tuple[Reason, ...]:
    """Why a letter holds nothing but numbers; an alert says itself what it is."""
    return (Reason("how.only_numbers"), *(() if alert else (allowed.why,)))


def _cannot_tell(shown: Picture, needed: int) -> Reason:
    states = [column.state for column in shown.days]
    if all(state is DayState.NOT_RECEIVED for state in states):
        return Reason("how.nothing_received")
    if all(state in (DayState.NOT_RECEIVED, DayState.NOT_WORN) for state in states):
        return Reason("how.not_worn")
    seen = states.count(DayState.MEASURED)
    if DayState.NOT_RECEIVED in states or DayState.ARRIVING in states:
        return Reason("how.few_days_yet", {"n": seen})
    return Reason("how.cannot_tell" if seen >= needed else "how.few_days", {"n": seen})


def _compared(verdict: Verdict, active: float, usual: float | None, letters: Letters) -> Reason:
    own = {"active_min": round(active)}
    if usual is None:
        return Reason("how.no_usual", own)
    both = {**own, "usual_min": round(usual)}
    change_percent = 100 * (active - usual) / usual if usual else (100.0 if active else 0.0)
    if abs(change_percent) <= letters.comparing.about_percent:
        return Reason("how.about", both)
    if change_percent < 0:
        return Reason("how.less", both)
    return Reason("how.much_more" if verdict is Verdict.TOO_MUCH else "how.more", both)


def _busiest_day(week: Week, shown: Picture, letters: Letters) -> tuple[Reason, ...]:
    if week.verdict is not Verdict.TOO_MUCH:
        return ()
    busiest = _busiest(shown.days, letters.comparing.one_day_share)
    return () if busiest is None else (Reason("how.most_on", {"date": busiest.isoformat()}),)


def _busiest(columns: Iterable[DayColumn], share: float) -> date | None:
    active = {column.date: column.active_min or 0 for column in columns}
    busiest = max(active, key=lambda on: active[on])
    total = sum(active.values())
    return busiest if total and active[busiest] / total >= share else None


def _against_band(week: Week, band: Band, may_say_more: bool) -> tuple[Reason, ...]:
    verdict = week.verdict
    if verdict is Verdict.TOO_LITTLE and not may_say_more:
        return (Reason("band.not_cleared"),)
    whose = "agreed" if band.floor_agreed else "documents"
    said = _band_numbers(band)
    if verdict is Verdict.TOO_LITTLE:
        return (Reason(f"band.below_{whose}", said),)
    if verdict is Verdict.IN_BAND:
        has_floor = band.floor_met_h is not None
        return (Reason(f"band.inside_{whose}", said),) if has_floor else ()
    over = week.why.code == week_verdict.ABOVE_CEILING
    above = (Reason("band.above_agreed", said),) if over else ()
    return (*above, Reason("band.easier_start"))


def _band_numbers(band: Band) -> dict[str, int | float | str]:
    """The band in minutes a day, the unit the patient sees everywhere else."""
    said: dict[str, int | float | str] = {}
    if band.floor_met_h is not None:
        said["low_min"] = round(band.floor_met_h * EQUIVALENT_MIN_PER_MET_H / 7)
    if band.ceiling_met_h is not None:
        said["high_min"] = round(band.ceiling_met_h * EQUIVALENT_MIN_PER_MET_H / 7)
    if band.agreed_with:
        said["physio"] = band.agreed_with
    return said
