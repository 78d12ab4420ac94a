"""Filled-in forms for tests, by instrument and version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from analyzer.instruments.scoring import as_score, counted, score
from config.instruments import read_instruments
from storage.told import Score

FACTS = read_instruments()
START = date(2026, 3, 2)
LATER = date(2026, 4, 20)


def form(
    name: str,
    given: float | Mapping[str, float],
    on: date = START,
    version: str = "",
    language: str = "en",
) -> Score:
    """A total, or answers by item."""
    instrument = FACTS.named(name)
    known = instrument.version(version or instrument.default)
    if isinstance(given, Mapping):
        return as_score(instrument, known, language, on, score(instrument, known, given))
    return as_score(instrument, known, language, on, counted(instrument, known, given))


def answers(*values: float | None) -> dict[str, float]:
    """Answers in the order of the items; None is unanswered."""
    return {str(n): value for n, value in enumerate(values, 1) if value is not None}
