"""What was told, in words: sentences for the patient, one line for the physio."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.letters.goals import Goals
from analyzer.letters.plan import PlanWeek
from analyzer.letters.told import ToldWeek, Values
from analyzer.told_series import Flare, Session
from service.letters import told_charts, trend_charts
from service.letters.ink import Chart
from service.letters.numbers import date_span, date_word, number, span, weekday
from service.letters.page import Fact, Section, Told
from service.letters.words import Words, plain_line
from storage.records import Finding, Reason
from storage.told import Exercise, SessionKind

#: More is a list and no letter.
_SORE_SHOWN = 2
_EXERCISES_SHOWN = 5
_ACTIVITIES_SHOWN = 5


def patient_told(told: ToldWeek, remark: Finding | None, words: Words) -> Told | None:
    """Nothing where nothing was said in the week."""
    if not told.anything:
        return None
    drawable = told.function is not None or told.pain is not None
    return Told(
        words("What you told us"),
        (*_sentences(told, words), *([plain_line(remark, words.language)] if remark else [])),
        told_charts.lines(told.line, words) if drawable else None,
    )


def patient_plan(done: PlanWeek, words: Words) -> Section | None:
    """What was agreed beside what was done, in two or three plain lines."""
    if not done.anything:
        return None
    said = []
    if done.planned is not None:
        said.append(Reason("plan.sessions", {"done": done.sessions, "planned": done.planned}))
    if done.exercises:
        names = exercises(done.exercises, words)
        said.append(Reason("plan.exercises", {"exercises": names, "n": done.exercise_sessions}))
    if done.milestone is not None:
        by = done.milestone.by.isoformat()
        said.append(Reason("plan.milestone", {"activity": done.milestone.activity, "until": by}))
    return Section(words("What you and your physio agreed"), tuple(map(words.say, said)))


def physio_said(told: ToldWeek, _: Words) -> Fact:
    """Function, pain, then what stood beside them; the sparkline is of function where told."""
    spark = _spark(told, _)
    if not told.anything:
        value = _("nothing this week") if told.ever else _("nothing recorded yet")
        return Fact(_("Said"), value, _("function, pain and flares"), spark)
    main, remarks = [], []
    if told.function is not None:
        main.append(_("function {change}", change=_change(told.function_before, told.function, _)))
    if told.pain is not None:
        main.append(_("pain median {value}", value=_middle(told.pain, _)))
        if told.pain_before is not None:
            before = number(told.pain_before, _.language, _decimals(told.pain_before))
            remarks.append(_("pain before {n}", n=before))
        remarks.append(_("told on {n} of 7 days", n=str(told.pain.days)))
    remarks += [_("flare {when}", when=_when(each, _)) for each in told.flares]
    remarks += _soreness(told, _)
    if told.goals is not None:
        remarks.append(_("own activities: {activities}", activities=activities(told.goals, _)))
    if not main:
        main, remarks = remarks[:1], remarks[1:]
    return Fact(_("Said"), ", ".join(main), "; ".join(remarks), spark)


def activities(goals: Goals, _: Words) -> str:
    """Each activity of one's own with its rating, and the first one beside it."""
    return ", ".join(
        _activity(each.name, each.before, each.now, _)
        for each in goals.activities[:_ACTIVITIES_SHOWN]
    )


def scale(goals: Goals, _: Words) -> str:
    """Which end is which: forms run both ways."""
    return _("10 is as well as before") if goals.high_is_better else _("10 is not at all")


def exercises(parts: tuple[Exercise, ...], _: Words) -> str:
    names = [each.name for each in parts[:_EXERCISES_SHOWN]]
    left = len(parts) - len(names)
    return ", ".join(names) + (" " + _("and {n} more", n=str(left)) if left else "")


def told_session(session: Session, _: Words) -> str:
    """A session no watch recorded."""
    said = [weekday(session.on, _.language, short=True), kind_word(session.kind, _)]
    if session.minutes is not None:
        said.append(_("{n} min", n=number(round(session.minutes), _.language)))
    return ", ".join([*said, _("told")])


def kind_word(kind: SessionKind, _: Words) -> str:
    return {
        SessionKind.AEROBIC: _("endurance"),
        SessionKind.STRENGTH: _("strength"),
        SessionKind.TRUNK: _("trunk"),
        SessionKind.MOBILITY: _("mobility"),
        SessionKind.BALANCE: _("balance"),
        SessionKind.OTHER: _("other session"),
    }[kind]


def _sentences(told: ToldWeek, words: Words) -> Iterator[str]:
    if told.goals is not None:
        _ = words
        yield _(
            "Your own activities ({scale}): {activities}.",
            scale=scale(told.goals, words),
            activities=activities(told.goals, words),
        )
    if told.function is not None:
        yield words.say(_said("told.function", told.function, told.function_before))
    if told.pain is not None:
        flat = told.pain.low == told.pain.high
        yield words.say(
            _said("told.pain" if flat else "told.pain_span", told.pain, told.pain_before)
        )
    for flare in told.flares:
        dates = {"since": flare.start.isoformat()}
        if flare.end is None:
            yield words.say(Reason("told.flare_since", dates))
        else:
            yield words.say(Reason("told.flare", {**dates, "until": flare.end.isoformat()}))
    for sore in told.sore[:_SORE_SHOWN]:
        yield words.say(Reason("told.sore", {"date": sore.on.isoformat()}))


def _said(code: str, values: Values, before: float | None) -> Reason:
    numbers: dict[str, int | float | str] = {
        "now": values.median,
        "low": values.low,
        "high": values.high,
    }
    return Reason(code, numbers if before is None else {**numbers, "before": before})


def _activity(name: str, before: float | None, now: float, _: Words) -> str:
    rated = number(now, _.language, _decimals(now))
    if before is None:
        return f"{name} {rated}"
    return f"{name} {number(before, _.language, _decimals(before))} → {rated}"


def _change(before: float | None, now: Values, _: Words) -> str:
    value = number(now.median, _.language, _decimals(now.median))
    if before is None:
        return value
    return f"{number(before, _.language, _decimals(before))} → {value}"


def _middle(values: Values, _: Words) -> str:
    value = number(values.median, _.language, _decimals(values.median))
    if values.low == values.high:
        return value
    return f"{value} ({span(values.low, values.high, _.language)})"


def _decimals(value: float) -> int:
    return 1 if value % 1 else 0


def _when(flare: Flare, _: Words) -> str:
    if flare.end is None:
        return _("since {date}", date=date_word(flare.start, _.language))
    return date_span(flare.start, flare.end, _.language)


def _soreness(told: ToldWeek, _: Words) -> list[str]:
    said = []
    for sore in told.sore[:_SORE_SHOWN]:
        if sore.after is None or sore.after_on is None:
            said.append(_("soreness {day}", day=weekday(sore.on, _.language, short=True)))
        else:
            said.append(
                _(
                    "soreness after {session} {day}",
                    session=kind_word(sore.after, _),
                    day=weekday(sore.after_on, _.language, short=True),
                )
            )
    return list(dict.fromkeys(said))


def _spark(told: ToldWeek, _: Words) -> Chart | None:
    if any(value is not None for value in told.function_by_week):
        said = _("Function in twelve weeks")
        return trend_charts.sparkline("said", told.function_by_week, said)
    if any(value is not None for value in told.pain_by_week):
        return trend_charts.sparkline("said", told.pain_by_week, _("Pain in twelve weeks"))
    return None
