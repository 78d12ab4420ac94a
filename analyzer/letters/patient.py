"""The patient's week as a letter's values: what to say first, what to show, what is not known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from analyzer.gate import Gate
from analyzer.letters.findings import remark
from analyzer.letters.known import KnownWeek
from analyzer.letters.notes import data_notes
from analyzer.letters.opening import only_numbers, opening
from analyzer.letters.picture import Band, Picture
from analyzer.letters.plan import PlanWeek, lesson_of
from analyzer.letters.suggestion import suggestion
from analyzer.letters.told import ToldWeek
from analyzer.letters.usual import counting_weeks, mean_active_min, median_known, usual_active_min
from analyzer.red_flags import Alert
from config.lessons import Lesson
from storage.records import Finding, Reason, Verdict


@dataclass(frozen=True, slots=True)
class PatientLetter:
    """Everything the patient's letter says, before it has words or a language."""

    week_start: date
    written_at: datetime
    timezone: str
    country: str
    verdict: Verdict
    why: Reason
    opening: tuple[Reason, ...]  # how it was, then what the band says
    picture: Picture
    active_min_per_day: float | None
    usual_active_min_per_day: float | None
    steps_per_day: float | None
    usual_steps_per_day: float | None
    valid_days: int
    told: ToldWeek
    plan: PlanWeek
    alert: Alert | None  # while it is open the letter gives help first, and numbers
    remark: Finding | None  # one plain word on what was told
    suggestion: Reason | None
    lesson: Lesson | None
    notes: tuple[Reason, ...]  # about this week's data
    unknowns: tuple[Reason, ...]  # what no letter of ours can know


def patient_letter(known: KnownWeek) -> PatientLetter:
    """Given all that is stored about a person, return the letter about one ISO week."""
    allowed, alert, told = known.gate, known.alert, known.told_week
    silent = alert is not None or allowed.report_only
    shown = _without_band(known.picture, silent=silent, may_say_more=allowed.may_say_more)
    week, done = known.week, known.plan_week
    active = mean_active_min(known.own_days)
    usual = usual_active_min(known.days, known.weeks, known.week_start, known.limits)
    said = (
        only_numbers(alert, allowed)
        if silent
        else opening(known, shown, told, active=active, usual=usual)
    )
    letter = PatientLetter(
        week_start=known.week_start,
        written_at=known.now,
        timezone=known.person.timezone,
        country=known.country,
        verdict=known.verdict,
        why=known.why,
        opening=said,
        picture=shown,
        active_min_per_day=active,
        usual_active_min_per_day=usual,
        steps_per_day=None if week is None else week.steps_per_day,
        usual_steps_per_day=_usual_steps(known),
        valid_days=0 if week is None else week.valid_days,
        told=told,
        plan=done,
        alert=alert,
        remark=None,
        suggestion=None,
        lesson=None,
        notes=data_notes(known.person, known.own_days, shown.days),
        unknowns=(Reason("unknown.load"),),
    )
    return letter if silent else _with_words(letter, known, allowed)


def _with_words(letter: PatientLetter, known: KnownWeek, allowed: Gate) -> PatientLetter:
    """What is said beside the numbers where nothing keeps the letter silent."""
    today, start = known.now.date(), known.week_start
    return replace(
        letter,
        remark=remark(known.findings, letter.told, start, letter.opening),
        suggestion=suggestion(
            known.week, known.findings, allowed.may_say_more, today, known.limits, letter.plan
        ),
        lesson=lesson_of(known.heard, known.findings, known.person, start, allowed),
    )


def _usual_steps(known: KnownWeek) -> float | None:
    before = counting_weeks(known.weeks, known.week_start, known.limits)
    return median_known(each.steps_per_day for each in before)


def _without_band(shown: Picture, *, silent: bool, may_say_more: bool) -> Picture:
    """No edge is drawn that asks for more without clearance, and none at all in silence."""
    if silent:
        return replace(
            shown, band=Band(None, floor_agreed=False, ceiling_met_h=None, agreed_with=None)
        )
    if not may_say_more and not shown.band.floor_agreed:
        return replace(shown, band=replace(shown.band, floor_met_h=None))
    return shown
