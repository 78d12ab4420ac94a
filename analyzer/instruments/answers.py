"""Answers to a form and what they come to; answers that do not fit the form are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from analyzer.errors import AnalyzerError
from config.instruments import Instrument, Version

#: Item -> answer. Items of a printed form are named by their number. An absent one is unanswered.
Answers = Mapping[str, float]


class AnswersError(AnalyzerError):
    """The answers do not fit the form, or too many are missing to say what they come to."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """What a form came to. ``parts`` are subscales or single items, as the form has them."""

    total: float | None
    items_answered: int | None
    parts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


def numbered(instrument: Instrument, version: Version, answers: Answers) -> dict[int, float]:
    """Give the answers by the item's number. Raises `AnswersError` for what is not on the form."""
    names = {str(number): number for number in range(1, version.items + 1)}
    for name, answer in answers.items():
        if name not in names:
            raise AnswersError(
                f"{instrument.name} {version.id} has items 1 to {version.items}, no item {name!r}."
            )
        check_level(instrument, version, name, answer)
    return {names[name]: answer for name, answer in answers.items()}


def check_level(instrument: Instrument, version: Version, name: str, answer: float) -> None:
    high = instrument.item_high if version.levels is None else version.levels
    if answer % 1 or not instrument.item_low <= answer <= high:
        raise AnswersError(
            f"{instrument.name}: item {name} is answered with a whole number from "
            f"{instrument.item_low} to {high}, not {answer:g}."
        )


def missing(instrument: Instrument, version: Version, given: Mapping[int, float]) -> list[int]:
    """Name the unanswered items. Raises `AnswersError` when they are more than the form allows."""
    absent = [number for number in range(1, version.items + 1) if number not in given]
    if len(absent) > instrument.missing_most:
        allowed = instrument.missing_most or "none"
        raise AnswersError(
            f"{instrument.name}: {len(given)} of {version.items} items are answered and {allowed} "
            f"may be missing. Unanswered: {', '.join(map(str, absent))}."
        )
    return absent
