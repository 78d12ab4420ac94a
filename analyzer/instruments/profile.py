"""EQ-5D: the digits as they are, and the thermometer. Nothing is computed from them."""

from __future__ import annotations

from analyzer.instruments.answers import Answers, AnswersError, Scored, missing, numbered
from config.instruments import Instrument, Version

VAS = "vas"


def kept(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    digits = {name: answer for name, answer in answers.items() if name != VAS}
    given = numbered(instrument, version, digits)
    missing(instrument, version, given)
    vas = answers.get(VAS)
    if vas is not None and not version.low <= vas <= version.high:
        raise AnswersError(
            f"{instrument.name}: {VAS} lies between {version.low:g} and {version.high:g}."
        )
    return Scored(None, len(given), dict(answers))
