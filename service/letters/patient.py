"""The patient's letter in words: what a tired person reads in a minute, in this order."""

from __future__ import annotations

from analyzer.letters.patient import PatientLetter
from analyzer.letters.picture import DayState
from config.help import HelpLines, country_of, read_help
from config.letters import read_letters
from service.check_in_words import whom_to_call
from service.letters import alt, trend_charts, week_charts
from service.letters.closing import purpose
from service.letters.numbers import date_word, number, period, weekday
from service.letters.page import DayLine, Fact, Figure, Footnote, PatientPage, Section
from service.letters.phrases_lessons import LESSONS
from service.letters.sources import cited, document_note, graded, links
from service.letters.told import patient_plan, patient_told
from service.letters.words import Words
from storage.records import Verdict

#: Suggestion code -> the statement of `config/letters.toml` behind it.
_CITED = {"try.ten_minutes": "ten_minutes", "try.strength": "strength"}


def patient_page(letter: PatientLetter, language: str, page_url: str = "") -> PatientPage:
    _ = words = Words(language)
    shown = letter.picture
    return PatientPage(
        language=language,
        subject=_("Your week, {period}", period=period(letter.week_start, language)),
        urgent=_urgent(letter, words),
        opening=_opening(letter, words),
        facts=_facts(letter, words),
        week=Figure(
            _("The week in one picture"),
            week_charts.active_minutes(shown, words),
            _columns(letter, _),
        ),
        steps=Figure(_("Steps"), week_charts.steps(shown, words), ""),
        weeks=Figure(_("Twelve weeks"), trend_charts.trend(shown, words), _band(letter, words)),
        days_heading=_("Day by day"),
        day_lines=tuple(
            DayLine(weekday(day.date, language), alt.day_line(day, words)) for day in shown.days
        ),
        told=patient_told(letter.told, letter.remark, words),
        plan=None if letter.alert else patient_plan(letter.plan, words),
        suggestion=_suggestion(letter, words),
        lesson=_lesson(letter, words),
        unknown=Section(
            _("What this letter does not know"),
            tuple(words.say(note) for note in (*letter.unknowns, *letter.notes)),
        ),
        help=_help(letter, words),
        closing=(
            _("Nobody reads this in real time."),
            *purpose(words),
            _(
                "To stop these letters, answer their mail with the word stop, or ask the person "
                "who set it up."
            ),
        ),
        footnotes=_footnotes(letter, page_url, words),
    )


def _facts(letter: PatientLetter, _: Words) -> tuple[Fact, ...]:
    return (
        Fact(
            _("active minutes a day"),
            _amount(letter.active_min_per_day, _),
            _usually(letter.usual_active_min_per_day, letter, _),
        ),
        Fact(
            _("steps a day"),
            _amount(_to_tens(letter.steps_per_day), _),
            _usually(_to_tens(letter.usual_steps_per_day), letter, _),
        ),
        Fact(_("days worn long enough"), _("{n} of 7", n=str(letter.valid_days)), ""),
    )


def _opening(letter: PatientLetter, words: Words) -> tuple[str, ...]:
    """Two paragraphs: how it was, and what the band says."""
    how = [words.say(each) for each in letter.opening if each.code.startswith("how.")]
    band = [words.say(each) for each in letter.opening if not each.code.startswith("how.")]
    return tuple(" ".join(said) for said in (how, band) if said)


def _amount(value: float | None, _: Words) -> str:
    return "–" if value is None else number(round(value), _.language)


def _usually(value: float | None, letter: PatientLetter, _: Words) -> str:
    """What it is compared with; a few days alone are compared with nothing."""
    if letter.verdict is Verdict.UNKNOWN:
        return _("on the days that count") if letter.valid_days else ""
    return "" if value is None else _("usually {n}", n=number(round(value), _.language))


def _to_tens(steps: float | None) -> float | None:
    """A mean of steps is not known to the step."""
    return None if steps is None else round(steps, -1)


def _columns(letter: PatientLetter, _: Words) -> str:
    """What the colours are, in words of their own: there is no legend."""
    days = letter.picture.days
    said = [_("Minutes: moderate in blue, vigorous in orange, light behind.")]
    if any(day.state is DayState.NOT_WORN or week_charts.shows_unworn(day) for day in days):
        said.append(_("Hatched: the watch was not worn."))
    return " ".join(said)


def _band(letter: PatientLetter, words: Words) -> str:
    _ = words
    band = letter.picture.band
    said = [_("Active minutes a day, week by week; vigorous ones count double.")]
    if band.agreed_with and band.floor_agreed:
        said.append(
            _("The grey band is the range you and {physio} agreed.", physio=band.agreed_with)
        )
    elif band.floor_met_h is not None:
        said.append(_("The grey band begins at the level in the recommendations."))
    if any(week.met_h is not None and week.estimated for week in letter.picture.trend):
        said.append(_("A ring: some days of that week were not worn, so it is an estimate."))
    if any(week.met_h is None for week in letter.picture.trend):
        said.append(_("A question mark: too few days to tell."))
    return " ".join(said)


def _suggestion(letter: PatientLetter, words: Words) -> Section | None:
    if letter.suggestion is None:
        return None
    return Section(words("One small thing to try"), (words.say(letter.suggestion) + " [1]",))


def _lesson(letter: PatientLetter, words: Words) -> Section | None:
    if letter.lesson is None:
        return None
    mark = "[2]" if letter.suggestion else "[1]"
    said = words(LESSONS[letter.lesson.id].one)
    return Section(words("One thing to know"), (f"{said} {mark}",))


def _urgent(letter: PatientLetter, words: Words) -> Section | None:
    """Where to get help, before anything else, while an answer waits for a clinician."""
    if letter.alert is None:
        return None
    _ = words
    calling = whom_to_call(letter.alert.urgency, _help_lines(letter, words), words.language)
    answered = _(
        "This is about your answers of {date}.",
        date=date_word(letter.alert.latest.date(), words.language),
    )
    quiet = _(
        "Until a clinician has looked at your answers and unlocked them, letters hold numbers only."
    )
    return Section(_("First: where to get help"), (answered, *calling, quiet))


def _footnotes(letter: PatientLetter, page_url: str, _: Words) -> tuple[Footnote, ...]:
    notes = []
    if letter.suggestion is not None:
        behind = getattr(read_letters(), _CITED[letter.suggestion.code])
        said = f"[1] {cited(behind.source, _)}.{graded(behind.grade, _)}"
        notes.append(Footnote(said, links(behind.recommendations, page_url)))
    if letter.lesson is not None:
        mark = f"[{len(notes) + 1}]"
        lesson = letter.lesson
        notes.append(document_note(mark, lesson.recommendations, lesson.grade, page_url, _))
    return tuple(notes)


def _help_lines(letter: PatientLetter, words: Words) -> HelpLines:
    known = read_help()
    found: HelpLines = getattr(
        known, country_of(letter.country, letter.timezone, words.language, known)
    )
    return found


def _help(letter: PatientLetter, words: Words) -> Section:
    _ = words
    lines = _help_lines(letter, words)
    now = _(
        "Call {emergency} now for: new trouble with bladder or bowel, numbness around the "
        "genitals or anus, sudden or spreading weakness in the legs, or back pain after an "
        "accident, with chest pain, or with fever and feeling very ill.",
        emergency=lines.emergency
        if lines.advice
        else _("{number} or your local emergency number", number=lines.emergency),
    )
    same_day = (
        _(
            "For new or growing pain, numbness or weakness in a leg or an arm, call {advice} the "
            "same day.",
            advice=lines.advice,
        )
        if lines.advice
        else _(
            "For new or growing pain, numbness or weakness in a leg or an arm, call a doctor the "
            "same day."
        )
    )
    return Section(_("Where to get help"), (now, same_day))
