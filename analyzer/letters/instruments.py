"""Questionnaires in a letter: what changed since the first of the same form, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from analyzer.in_force import enrolment_on
from analyzer.instruments.course import Step, course
from analyzer.instruments.schedule import Window, due, schedule
from analyzer.letters.heard import Heard
from analyzer.letters.plan import started_on
from config.instruments import Instrument, Instruments
from storage.records import Reason
from storage.told import Region, Score

#: The form for the back is not due where the trouble is of the neck alone.
FOR_THE_BACK = ("rmdq",)


def changed(heard: Heard, first: date, last: date) -> tuple[Reason, ...]:
    """A sentence for each result of these days: its change, or why it is not compared."""
    if heard.instruments is None:
        return ()
    known = [each for each in heard.told.scores if each.on <= last]
    steps = course(known, heard.instruments)
    return tuple(
        reason
        for step in _last_of_each(steps)
        if first <= step.score.on <= last
        for reason in _said(step, heard.instruments)
    )


def due_now(heard: Heard, today: date) -> tuple[Reason, ...]:
    """A sentence for each occasion that waits for forms, all its forms in one."""
    start = started_on(heard.told)
    if heard.instruments is None or start is None:
        return ()
    waiting: dict[tuple[str, date], list[str]] = {}
    for instrument in heard.instruments.instruments:
        window = _waiting(instrument, heard, start, today)
        if window is not None:
            waiting.setdefault((window.occasion, window.last), []).append(instrument.name)
    return tuple(
        Reason(
            f"instrument.due.{occasion}",
            {"instrument": ", ".join(names), "last": last.isoformat()},
        )
        for (occasion, last), names in waiting.items()
    )


def _waiting(instrument: Instrument, heard: Heard, start: date, today: date) -> Window | None:
    enrolled = enrolment_on(heard.told, today)
    of_neck = enrolled is not None and enrolled.region is Region.NECK
    if heard.instruments is None or not instrument.scheduled:
        return None
    done = [each.on for each in heard.told.scores if each.instrument == instrument.id]
    ours = instrument.items_ship and not (of_neck and instrument.id in FOR_THE_BACK)
    if not (done or ours):
        return None
    return due(schedule(start, done, today, heard.instruments.schedule))


def _last_of_each(steps: Sequence[Step]) -> tuple[Step, ...]:
    newest: dict[str, Step] = {}
    for step in steps:
        newest[step.score.instrument] = step
    return tuple(newest.values())


def _said(step: Step, facts: Instruments) -> Iterator[Reason]:
    if step.change is not None:
        yield step.change.outcome
    elif step.not_compared is not None:
        yield step.not_compared.why
    else:
        yield _first(step.score, facts)
    if step.unmoved is not None:
        yield step.unmoved


def _first(score: Score, facts: Instruments) -> Reason:
    name = facts.named(score.instrument).name
    if score.total is None:
        return Reason("instrument.filled", {"instrument": name})
    return Reason("instrument.first", {"instrument": name, "later": score.total})
