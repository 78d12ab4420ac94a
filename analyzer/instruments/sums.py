"""ODI, NDI, TSK: sums, which differ in what becomes of an item that was not answered."""

from __future__ import annotations

from analyzer.instruments.answers import Answers, AnswersError, Scored, missing, numbered
from config.instruments import Instrument, Version


def percent(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """ODI: the sum in percent of what the answered sections could have come to."""
    given = numbered(instrument, version, answers)
    if not given:
        raise AnswersError(f"{instrument.name}: no section is answered.")
    raw = sum(given.values())
    return Scored(100 * raw / (instrument.item_high * len(given)), len(given), {"raw": raw})


def mean_filled(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """NDI: raw points; one missing answer takes the mean of the others."""
    given = numbered(instrument, version, answers)
    absent = missing(instrument, version, given)
    raw = sum(given.values())
    total = raw + len(absent) * raw / len(given)
    return Scored(total, len(given), {"percent": 100 * total / version.high})


def summed(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """TSK: all answers, some turned round first. No rule for a missing one is known: refused."""
    given = numbered(instrument, version, answers)
    missing(instrument, version, given)
    ends = instrument.item_low + instrument.item_high
    total = sum(
        ends - answer if number in version.turned else answer for number, answer in given.items()
    )
    return Scored(total, len(given))
