"""A form as it is typed on the command line: which one is meant, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping

import click

from analyzer.instruments.answers import Scored
from analyzer.instruments.scoring import counted, score
from config.instruments import Instrument, Version

#: Stands for an item that was not answered.
UNANSWERED = {"-", "", "?"}


def usual_version(instrument: Instrument, named: str | None, language: str) -> Version:
    """Choose the form; ask where more than one is in use, because they are never compared."""
    if named:
        return instrument.version(named)
    if instrument.default and language not in instrument.ask_in:
        return instrument.version(instrument.default)
    known = ", ".join(
        f"{each.id} ({each.items} items, {each.direction.replace('_', ' ')})"
        for each in instrument.versions
    )
    raise click.UsageError(f"Which form of {instrument.name}? Name it with --version: {known}.")


def scored_from(
    instrument: Instrument,
    version: Version,
    answers: str | None,
    total: float | None,
    named: Mapping[str, float],
) -> Scored:
    if answers is not None and total is not None:
        raise click.UsageError("Give the answers or the total, not both.")
    if answers is None and total is None and not named:
        raise click.UsageError("Nothing to add: give --answers, --total or --item.")
    subscales = {part.name for part in version.parts}
    if total is not None or (answers is None and subscales & set(named)):
        return counted(instrument, version, total, named)
    return score(instrument, version, {**_given(instrument, answers or ""), **named})


def named_numbers(items: tuple[str, ...]) -> dict[str, float]:
    named: dict[str, float] = {}
    for item in items:
        name, equals, value = item.rpartition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{item!r} is not a name and a number, as 'stairs=4'.")
        if name.strip() in named:
            raise click.UsageError(f"{name.strip()!r} is given twice.")
        named[name.strip()] = _number(value.strip())
    return named


def _given(instrument: Instrument, answers: str) -> dict[str, float]:
    """Read ticked statements, or answers in the order of the items."""
    words = [word.strip() for word in answers.split(",")] if answers.strip() else []
    if instrument.family == "ticked":
        return dict.fromkeys(words, 1.0)
    return {
        str(number): _number(word) for number, word in enumerate(words, 1) if word not in UNANSWERED
    }


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise click.UsageError(f"{word!r} is not a number.") from None
