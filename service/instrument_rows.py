"""A person's filled-in questionnaires as rows to show: result, change, thresholds, sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from analyzer.instruments.changes import Change
from analyzer.instruments.course import Step, course
from analyzer.instruments.schedule import State, Window, schedule
from config.catalogue import LANGUAGES
from config.instruments import ITEM_FILES, Instrument, Instruments, Version
from service.letters.phrases_instruments import INSTRUMENTS
from service.letters.words import say
from service.output import Flat, flat
from storage.records import Reason
from storage.told import Enrolment, Region, Score


def fact_rows(facts: Instruments) -> list[Flat]:
    """Give one row for each version of each instrument."""
    return [
        {
            "instrument": instrument.id,
            "version": version.id,
            "name": instrument.name,
            "about": instrument.about,
            "items": version.items,
            "low": version.low if version.totals else None,
            "high": version.high if version.totals else None,
            "direction": version.direction,
            "one_person": instrument.individual,
            "text_in": " ".join(text_languages(instrument, version)) or None,
            "licence": instrument.licence,
            "source": instrument.source,
        }
        for instrument in facts.instruments
        for version in instrument.versions
    ]


def text_languages(instrument: Instrument, version: Version) -> tuple[str, ...]:
    """Give the languages in which this form can be printed."""
    if f"instrument.question.{instrument.id}.{version.id}" in INSTRUMENTS:
        return LANGUAGES
    return tuple(
        language
        for name, form, language in ITEM_FILES
        if (name, form) == (instrument.id, version.id)
    )


def result_rows(scores: Sequence[Score], facts: Instruments, language: str) -> list[Flat]:
    """Give one row for each result, by instrument and date."""
    return [_result_row(step, facts, language) for step in course(scores, facts)]


def result_row(score: Score, scores: Sequence[Score], facts: Instruments, language: str) -> Flat:
    """Give the row of one result among the others."""
    found = [step for step in course(scores, facts) if step.score == score]
    return _result_row(found[-1], facts, language)


def _result_row(step: Step, facts: Instruments, language: str) -> Flat:
    row: Flat = {}
    for name, value in flat(step.score).items():
        if name == "items_answered":
            row["items"] = facts.named(step.score.instrument).version(step.score.version).items
        if name != "recorded_at":
            row[name] = value
    change, refused = step.change, step.not_compared
    said = [change.outcome] if change else []
    said += [step.unmoved] if step.unmoved else []
    return row | {
        "band": step.band,
        **_change_fields(change),
        "says": " ".join(say(reason, language) for reason in said) or None,
        "not_compared": say(refused.why, language) if refused else None,
    }


def _change_fields(change: Change | None) -> Flat:
    fields: Flat = {
        "since": change.earlier.on.isoformat() if change else None,
        "earlier": change.earlier.total if change else None,
        "better_by": change.better_by if change else None,
        "percent": change.percent if change else None,
    }
    for kind in ("absolute", "relative", "error"):
        held = change.criterion(kind) if change else None
        fields[kind] = held.value if held else None
        fields[f"{kind}_met"] = held.met if held else None
    fields["disagree"] = change.disagree if change else None
    outcome = change.outcome.code if change else None
    fields["outcome"] = outcome and outcome.removeprefix("instrument.change.")
    return fields


def due_rows(
    start: date,
    scores: Sequence[Score],
    enrolments: Sequence[Enrolment],
    today: date,
    facts: Instruments,
    language: str,
) -> list[Flat]:
    """Give every window that has begun and the next one, for each form the person follows."""
    rows = []
    for instrument in followed(scores, enrolments, facts):
        done = [score.on for score in scores if score.instrument == instrument.id]
        for window in schedule(start, done, today, facts.schedule):
            rows.append({"instrument": instrument.id, **_window_fields(instrument, window)})
            says = _due(instrument, window)
            rows[-1]["says"] = say(says, language) if says else None
    return rows


def followed(
    scores: Sequence[Score], enrolments: Sequence[Enrolment], facts: Instruments
) -> Iterator[Instrument]:
    """Give the forms used before, and those that come with their text and fit the trouble."""
    used = {score.instrument for score in scores}
    neck = bool(enrolments) and enrolments[-1].region is Region.NECK
    for instrument in facts.instruments:
        ours = instrument.items_ship and not (neck and instrument.id == "rmdq")
        if instrument.scheduled and (instrument.id in used or ours):
            yield instrument


def _window_fields(instrument: Instrument, window: Window) -> Flat:
    return {key: value for key, value in flat(window).items() if key != "instrument"}


def _due(instrument: Instrument, window: Window) -> Reason | None:
    if window.state is not State.DUE:
        return None
    return Reason(
        f"instrument.due.{window.occasion}",
        {"instrument": instrument.name, "last": window.last.isoformat()},
    )
