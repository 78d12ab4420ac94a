"""FABQ and STarT Back: sums of some items. A subscale with an unanswered item is unknown."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.instruments.answers import Answers, AnswersError, Scored, missing, numbered
from config.instruments import Instrument, Version


def apart(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """FABQ: the subscales and no total."""
    given = numbered(instrument, version, answers)
    parts = _parts(version, given)
    if not parts:
        needs = "; ".join(
            f"{part.name}: {', '.join(map(str, part.items))}" for part in version.parts
        )
        raise AnswersError(f"{instrument.name}: no subscale is whole. It takes items {needs}.")
    return Scored(None, len(given), parts)


def with_total(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """STarT Back: the total, and the psychosocial items apart."""
    given = numbered(instrument, version, answers)
    missing(instrument, version, given)
    return Scored(sum(given.values()), len(given), _parts(version, given))


def _parts(version: Version, given: Mapping[int, float]) -> dict[str, float]:
    return {
        part.name: sum(given[item] for item in part.items)
        for part in version.parts
        if all(item in given for item in part.items)
    }
