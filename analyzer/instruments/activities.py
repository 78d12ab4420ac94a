"""PSFS: the mean over activities the person named. What they are called is kept with the result."""

from __future__ import annotations

from analyzer.instruments.answers import Answers, AnswersError, Scored, check_level
from config.instruments import Instrument, Version


def mean(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """Average the activities. Fewer than three have a stricter threshold for a change."""
    if not 1 <= len(answers) <= version.items:
        raise AnswersError(
            f"{instrument.name} takes 1 to {version.items} activities, better 3 to 5; "
            f"{len(answers)} are given."
        )
    for name, answer in answers.items():
        check_level(instrument, version, repr(name), answer)
    return Scored(sum(answers.values()) / len(answers), len(answers), dict(answers))
