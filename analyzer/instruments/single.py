"""NRS: one number is the result."""

from __future__ import annotations

from analyzer.instruments.answers import Answers, Scored, missing, numbered
from config.instruments import Instrument, Version


def only(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    given = numbered(instrument, version, answers)
    missing(instrument, version, given)
    return Scored(given[1], 1)
