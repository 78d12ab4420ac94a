"""RMDQ: how many statements were ticked. A statement left blank is a no."""

from __future__ import annotations

from analyzer.instruments.answers import Answers, Scored, numbered
from config.instruments import Instrument, Version


def count(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    ticked = sorted(
        number for number, answer in numbered(instrument, version, answers).items() if answer
    )
    return Scored(float(len(ticked)), version.items, {str(number): 1.0 for number in ticked})
