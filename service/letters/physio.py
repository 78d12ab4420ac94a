"""The physio's letter in words: four lines, at most two questions, and what they rest on."""

from __future__ import annotations

from analyzer import week_verdict
from analyzer.letters.physio import PhysioLetter
from analyzer.letters.picture import EQUIVALENT_MIN_PER_MET_H
from analyzer.letters.questions import DISMISS, NEVER_DISMISSED
from config.letters import read_letters
from config.limits import read_limits
from service.check_in_words import UNLOCK
from service.letters import trend_charts, week_charts
from service.letters.closing import purpose
from service.letters.numbers import (
    date_span,
    date_word,
    number,
    period,
)
from service.letters.page import Figure, Flag, Footnote, PhysioPage
from service.letters.physio_lines import spread, volume, wear
from service.letters.physio_sections import forms, notes, plan, sessions
from service.letters.sources import cited, few, graded, links
from service.letters.told import physio_said
from service.letters.words import Words, question
from storage.records import Finding, Verdict

#: The statement behind the documents' floor.
_FLOOR = ("R065",)


def physio_page(letter: PhysioLetter, language: str, page_url: str = "") -> PhysioPage:
    _ = words = Words(language)
    shown = letter.picture
    when = period(letter.week_start, language)
    iso = letter.week_start.isocalendar()
    return PhysioPage(
        language=language,
        subject=_("Weekly activity summary, {period}", period=when),
        header=_(
            "{code} · {period} {year} (week {week})",
            code=letter.code,
            period=when,
            year=str(iso.year),
            week=str(iso.week),
        ),
        urgent=_urgent(letter, words),
        verdict=f"{_verdict(letter, _)} {words.say(letter.why)}",
        lines=(
            wear(letter, _),
            volume(letter, _),
            spread(letter, _),
            physio_said(letter.told, _),
        ),
        week=Figure(_("The week, active minutes"), week_charts.active_minutes(shown, words), ""),
        weeks=Figure(
            _("Twelve weeks, MET-h"),
            trend_charts.trend(shown, words, in_met_h=True),
            _rings(letter, _),
        ),
        sessions=sessions(letter, words),
        flags_heading=_("Questions"),
        flags=tuple(_flag(finding, letter, page_url, words) for finding in letter.flags),
        no_flags=_("No rule asks anything this week."),
        dismiss=_dismiss(letter, _),
        forms=forms(letter, words),
        plan=plan(letter, words),
        notes=notes(letter, words),
        closing=(_("Nobody reads this in real time."), *purpose(words)),
        footnotes=_footnotes(page_url, _),
    )


def _verdict(letter: PhysioLetter, _: Words) -> str:
    above = letter.why.code == week_verdict.ABOVE_CEILING
    said = {
        Verdict.IN_BAND: _("Inside the band."),
        Verdict.TOO_LITTLE: _("Below the band."),
        Verdict.TOO_MUCH: _("Above the band.") if above else _("Far above the own usual."),
        Verdict.UNKNOWN: _("Cannot tell."),
    }
    return said[letter.verdict]


def _urgent(letter: PhysioLetter, _: Words) -> str:
    """An alert stands before the numbers; no question is repeated in a mail."""
    if letter.alert is None:
        return ""
    return _(
        "A check-in since {date} holds answers that wait for a clinician. The patient has been "
        "told whom to call, and gets nothing but numbers until it is unlocked with: {command}",
        date=date_word(letter.alert.since.date(), _.language),
        command=UNLOCK,
    )


def _rings(letter: PhysioLetter, _: Words) -> str:
    if any(week.met_h is not None and week.estimated for week in letter.picture.trend):
        return _("Ring: scaled to seven days. Question mark: too few valid days.")
    return ""


def _flag(finding: Finding, letter: PhysioLetter, page_url: str, words: Words) -> Flag:
    _ = words
    basis = [
        _("rule {rule}", rule=finding.rule),
        date_span(finding.first, finding.last, _.language),
    ]
    ratio = finding.numbers.get("ratio")
    if isinstance(ratio, float):
        basis.append(_("{ratio} × usual", ratio=number(ratio, _.language, 2)))
    if finding.valid_days is not None:
        basis.append(_("{n} valid days", n=str(finding.valid_days)))
    return Flag(
        question(finding, words.language),
        "; ".join(basis),
        few(letter.statements.get(finding.rule, ()), page_url),
    )


def _dismiss(letter: PhysioLetter, _: Words) -> str:
    said = []
    dismissible = [each.rule for each in letter.flags if each.rule not in NEVER_DISMISSED]
    if dismissible:
        said.append(
            _(
                "Not a question for this person? Write “{word} {rule}: the reason” in the plan's "
                "note; the rule is then silent for four weeks.",
                word=DISMISS,
                rule=dismissible[0],
            )
        )
    if letter.flags_left_out:
        said.append(_("Not shown: {n} more.", n=str(letter.flags_left_out)))
    if letter.dismissed:
        said.append(_("Dismissed in the plan: {rules}.", rules=", ".join(letter.dismissed)))
    return " ".join(said)


def _footnotes(page_url: str, _: Words) -> tuple[Footnote, ...]:
    limits, letters = read_limits(), read_letters()
    floor = number(limits.low_edge.met_h_per_week, _.language, 1)
    minutes = number(round(limits.low_edge.met_h_per_week * EQUIVALENT_MIN_PER_MET_H), _.language)
    strength = letters.strength
    return (
        Footnote(
            _(
                "[1] {n} MET-hours a week of activity at 3 MET or more, about {minutes} "
                "equivalent minutes. {source}.",
                n=floor,
                minutes=minutes,
                source=cited(limits.low_edge.source, _),
            ),
            links(_FLOOR, page_url),
        ),
        Footnote(
            f"[2] {cited(strength.source, _)}.{graded(strength.grade, _)}",
            links(strength.recommendations, page_url),
        ),
        Footnote(
            _(
                "MET-h count each minute at the lower bound of its band; “up to” is the upper "
                "bound. Usual: median of the own last 3–4 valid weeks."
            )
        ),
        Footnote(
            _(
                "R numbers are statements of the documents; (+) to (++++) is the document's own "
                "grade of evidence."
            )
        ),
    )
