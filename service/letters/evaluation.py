"""The evaluation letter in words: two columns, what forms say, and what cannot be said."""

from __future__ import annotations

from dataclasses import replace

from analyzer.letters.evaluation import EvaluationLetter
from analyzer.letters.then_and_now import Pair, SaidPair, Stretch
from analyzer.letters.told import Values
from config.instruments import read_instruments
from service.letters import told_charts, trend_charts
from service.letters.closing import purpose
from service.letters.numbers import date_span, date_word, number, span
from service.letters.page import EvaluationPage, Figure, Footnote, Row, Section, Told
from service.letters.sources import cited, links
from service.letters.told import activities, scale
from service.letters.words import Words

#: The statements that ask for an evaluation after a time.
_ASKED_BY = ("R084", "R086")


def evaluation_page(letter: EvaluationLetter, language: str, page_url: str = "") -> EvaluationPage:
    _ = words = Words(language)
    return EvaluationPage(
        language=language,
        subject=_("Summary of weeks 6 to 10"),
        header=_("{code} · Evaluation, weeks 6 to 10", code=letter.code),
        intro=(_intro(letter, words),),
        then=_column(
            _("First weeks") if letter.columns.from_first_weeks else _("Before"),
            letter.columns.before,
            _,
        ),
        now=_column(_("Weeks 6 to 10"), letter.columns.window, _),
        rows=_rows(letter, words),
        weeks=Figure(
            _("Week by week, MET-h"),
            trend_charts.trend(letter.picture, words, in_met_h=True),
            _("Ring: scaled to seven days. Question mark: too few valid days."),
        ),
        told=_told(letter, words),
        forms=Section(_("Questionnaires"), _forms(letter, words)),
        unknown=Section(
            _("What cannot be said"), tuple(words.say(each) for each in letter.unknowns)
        ),
        closing=(_("Nobody reads this in real time."), *purpose(words)),
        footnotes=_footnotes(page_url, words),
    )


def _intro(letter: EvaluationLetter, _: Words) -> str:
    started = date_word(letter.start, _.language)
    if letter.from_plan:
        return _("Counted from the first plan, {date}. [1]", date=started)
    return _("Counted from the first enrolment, {date}. [1]", date=started)


def _column(name: str, stretch: Stretch, _: Words) -> str:
    return f"{name}\n{date_span(stretch.first, stretch.last, _.language)}"


def _rows(letter: EvaluationLetter, _: Words) -> tuple[Row, ...]:
    """Function first, pain after, then what the watch saw."""
    rows = [
        _said(_("Function, 0–10 (median)"), letter.function, _),
        _said(_("Pain, 0–10 (median)"), letter.pain, _),
        _measured(_("Volume, MET-h a week"), letter.met_h_per_week, 1, _),
        _measured(_("Active minutes a day"), letter.active_min, 0, _),
        _measured(_("Steps a day"), letter.steps, -1, _),
        _measured(_("Wear, hours a day"), letter.wear_h, 1, _),
    ]
    rows = [
        replace(row, remark="") if at and row.remark == rows[at - 1].remark else row
        for at, row in enumerate(rows)
    ]
    if letter.sessions is not None:
        remark = _("for the exercises: {n}", n=str(letter.exercise_sessions))
        rows.append(Row(_("Sessions told or recorded"), "", str(letter.sessions), remark))
    if letter.flares:
        flares = str(len(letter.flares))
        rows.append(Row(_("Flares marked since the start"), "", flares, ""))
    return tuple(rows)


def _measured(label: str, pair: Pair, decimals: int, _: Words) -> Row:
    days = _("{then} and {now} valid days", then=str(pair.days_then), now=str(pair.days_now))
    return Row(label, _amount(pair.then, decimals, _), _amount(pair.now, decimals, _), days)


def _amount(value: float | None, decimals: int, _: Words) -> str:
    if value is None:
        return "–"
    return number(round(value, decimals), _.language, max(0, decimals))


def _said(label: str, pair: SaidPair, _: Words) -> Row:
    remarks = []
    if pair.then and pair.now:
        then, now = str(pair.then.days), str(pair.now.days)
        remarks.append(_("told on {then} and {now} days", then=then, now=now))
        if pair.from_first_weeks:
            remarks.append(_("first column: the first weeks after the start"))
    return Row(label, _middle(pair.then, _), _middle(pair.now, _), "; ".join(remarks))


def _middle(values: Values | None, _: Words) -> str:
    if values is None:
        return "–"
    middle = number(values.median, _.language, 1 if values.median % 1 else 0)
    if values.low == values.high:
        return middle
    return f"{middle} ({span(values.low, values.high, _.language)})"


def _told(letter: EvaluationLetter, words: Words) -> Told | None:
    if not any(day.function is not None or day.pain is not None for day in letter.line):
        return None
    return Told(words("What was told"), (), told_charts.lines(letter.line, words))


def _forms(letter: EvaluationLetter, words: Words) -> tuple[str, ...]:
    _ = words
    said = [words.say(each) for each in letter.changed]
    if letter.goals is not None:
        said.append(
            _(
                "Own activities ({scale}): {activities}.",
                scale=scale(letter.goals, words),
                activities=activities(letter.goals, words),
            )
        )
    if letter.due:
        due = " ".join(words.say(each) for each in letter.due)
        said.append(_("Due: {forms}", forms=due))
    return tuple(said) or (_("None was filled in."),)


def _footnotes(page_url: str, _: Words) -> tuple[Footnote, ...]:
    source = cited(read_instruments().schedule.source, _)
    return (
        Footnote(f"[1] {source}.", links(_ASKED_BY, page_url)),
        Footnote(
            _(
                "MET-h count each minute at the lower bound of its band. Means are over valid "
                "days; a week is seven of them."
            )
        ),
    )
