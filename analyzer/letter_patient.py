"""The patient's week as a letter's values: what to say first, what to show, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from types import MappingProxyType

from analyzer import week_verdict
from analyzer.gate import gate, plan_on
from analyzer.letter import (
    EQUIVALENT_MIN_PER_MET_H,
    HOLDING_BACK,
    Band,
    DayColumn,
    DayState,
    Picture,
    Span,
    counting_weeks,
    findings_in,
    mean_active_min,
    picture,
    usual_active_min,
    week_dates,
)
from analyzer.letter_notes import data_notes
from analyzer.letter_plan import PlanWeek, lesson_of, plan_week, strength_sessions
from analyzer.letter_told import NOTHING_HEARD, Heard, ToldWeek, said_up_to, told_week
from analyzer.red_flags import Alert, open_alert
from config.lessons import Lesson
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Finding, Person, Plan, Reason, Verdict, Week

#: Sentences that only set the week beside the person's own weeks.
_COMPARED = ("how.about", "how.less", "how.more", "how.no_usual")

#: What is said in a week of worse pain: nothing that holds it against a range.
_SAID_IN_PAIN = (*_COMPARED, "how.much_more", "how.most_on", "band.easier_start")

#: Rules that found more pain or soreness than usual.
WORSE = ("pain", "adjust")

#: Rules that speak of what was told, the first that found something alone.
REMARKS = ("no-improvement", "pain", "adjust", "flare", "soreness", "nerve-check")

_NOTHING: Mapping[date, tuple[Span, ...]] = MappingProxyType({})


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


def patient_letter(
    person: Person,
    days: Sequence[Day],
    weeks: Sequence[Week],
    findings: Sequence[Finding],
    plans: Sequence[Plan],
    *,
    week_start: date,
    limits: Limits,
    letters: Letters,
    now: datetime,
    unworn: Mapping[date, tuple[Span, ...]] = _NOTHING,
    country: str = "",
    heard: Heard = NOTHING_HEARD,
) -> PatientLetter:
    """Given all that is stored about a person, return the letter about one ISO week."""
    if now.tzinfo is None:
        raise ValueError(f"a letter is written at an aware moment; {now} is naive. Give a zone.")
    plan = plan_on(plans, week_start)  # as the verdict did
    shown = picture(
        person,
        days,
        weeks,
        plan=plan,
        week_start=week_start,
        limits=limits,
        letters=letters,
        unworn=unworn,
    )
    allowed = gate(plans, person, now.date(), heard.told, heard.questions)
    alert = open_alert_of(heard, now)
    silent = alert is not None or allowed.report_only
    shown = _without_band(shown, silent=silent, may_say_more=allowed.may_say_more)
    week = next((each for each in weeks if each.start == week_start), None)
    own = [day for day in days if day.date in week_dates(week_start)]
    active = mean_active_min(own)
    usual = usual_active_min(days, weeks, week_start, limits)
    verdict = Verdict.UNKNOWN if week is None else week.verdict
    before = counting_weeks(weeks, week_start, limits)
    usual_steps = [each.steps_per_day for each in before if each.steps_per_day is not None]
    told = told_week(heard, days, person, week_start, limits, letters)
    said = said_up_to(heard, days, person, week_start + timedelta(days=6), limits)
    done = plan_week(plan, heard, said, week_start)
    if silent:
        opening: tuple[Reason, ...] = (
            Reason("how.only_numbers"),
            *(() if alert else (allowed.why,)),
        )
    elif week is None or verdict is Verdict.UNKNOWN or active is None:
        opening = (_cannot_tell(shown, limits.cannot_tell.valid_days_needed),)
    else:
        opening = _opening(
            week,
            shown,
            may_say_more=allowed.may_say_more,
            active=active,
            usual=usual,
            letters=letters,
        )
        if _worse(findings, week_start):
            opening = tuple(each for each in opening if each.code in _SAID_IN_PAIN)
        if told.flares and verdict is Verdict.TOO_LITTLE:
            opening = (*(each for each in opening if each.code in _COMPARED), Reason("band.flare"))
    return PatientLetter(
        week_start=week_start,
        written_at=now,
        timezone=person.timezone,
        country=country,
        verdict=verdict,
        why=Reason("nothing_received") if week is None else week.why,
        opening=opening,
        picture=shown,
        active_min_per_day=active,
        usual_active_min_per_day=usual,
        steps_per_day=None if week is None else week.steps_per_day,
        usual_steps_per_day=median(usual_steps) if usual_steps else None,
        valid_days=0 if week is None else week.valid_days,
        told=told,
        plan=done,
        alert=alert,
        remark=None if silent else _remark(findings, told, week_start, opening),
        suggestion=None
        if silent
        else _suggestion(week, findings, allowed.may_say_more, now.date(), limits, done),
        lesson=None if silent else lesson_of(heard, findings, person, week_start, allowed),
        notes=data_notes(person, own, shown.days),
        unknowns=(Reason("unknown.load"),),
    )


def _worse(findings: Iterable[Finding], week_start: date) -> bool:
    own = findings_in(findings, week_start, week_start + timedelta(days=6))
    return any(each.rule in WORSE for each in own)


def _remark(
    findings: Iterable[Finding], told: ToldWeek, week_start: date, opening: Iterable[Reason]
) -> Finding | None:
    """At most one rule speaks of what was told, and a flare is not spoken of twice."""
    if not told.anything:
        return None
    said = {"flare"} if any(each.code == "band.flare" for each in opening) else set()
    own = findings_in(findings, week_start, week_start + timedelta(days=6))
    allowed = {each.rule: each for each in own if each.to_patient and each.rule not in said}
    return next((allowed[rule] for rule in REMARKS if rule in allowed), None)


def open_alert_of(heard: Heard, now: datetime) -> Alert | None:
    """Answers that still wait for a clinician when the letter is written."""
    if heard.questions is None:
        return None
    return open_alert(heard.told.check_ins, heard.questions, now)


def _without_band(shown: Picture, *, silent: bool, may_say_more: bool) -> Picture:
    """No edge is drawn that asks for more without clearance, and none at all in silence."""
    if silent:
        return replace(
            shown, band=Band(None, floor_agreed=False, ceiling_met_h=None, agreed_with=None)
        )
    if not may_say_more and not shown.band.floor_agreed:
        return replace(shown, band=replace(shown.band, floor_met_h=None))
    return shown


def _opening(
    week: Week,
    shown: Picture,
    *,
    may_say_more: bool,
    active: float,
    usual: float | None,
    letters: Letters,
) -> tuple[Reason, ...]:
    sentences = [_compared(week.verdict, active, usual, letters)]
    if week.verdict is Verdict.TOO_MUCH:
        busiest = _busiest(shown.days, letters.comparing.one_day_share)
        if busiest is not None:
            sentences.append(Reason("how.most_on", {"date": busiest.isoformat()}))
    return (*sentences, *_against_band(week, shown.band, may_say_more))


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


def _busiest(columns: Iterable[DayColumn], share: float) -> date | None:
    active = {column.date: column.active_min or 0 for column in columns}
    busiest = max(active, key=lambda on: active[on])
    total = sum(active.values())
    return busiest if total and active[busiest] / total >= share else None


def _suggestion(
    week: Week | None,
    findings: Iterable[Finding],
    may_say_more: bool,
    today: date,
    limits: Limits,
    done: PlanWeek,
) -> Reason | None:
    """One small thing, or nothing: never without clearance, after a flag or on a guess."""
    if week is None or not may_say_more:
        return None
    since = findings_in(findings, week.start, today)
    if any(finding.severity in HOLDING_BACK for finding in since):
        return None
    if week.verdict is Verdict.TOO_LITTLE:
        return Reason("try.ten_minutes")
    strength = strength_sessions(week, done)
    if week.verdict is Verdict.IN_BAND and strength < limits.general_target.strength_days:
        return Reason("try.strength", {"n": strength})
    return None
