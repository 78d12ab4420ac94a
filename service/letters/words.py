"""From codes to sentences: the one door between decided values and what a person reads.

A code without a sentence, or a sentence whose number is missing, is an error and not a gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.catalogue import translation
from service.letters.numbers import date_word, number, weekday
from service.letters.phrases import Phrase
from service.letters.phrases_flags import FLAGS, PLAIN
from service.letters.phrases_instruments import INSTRUMENTS
from service.letters.phrases_letter import LETTER
from service.letters.phrases_nudge import NUDGES
from service.letters.phrases_reason import REASONS
from service.letters.phrases_told import TOLD
from storage.records import Finding, Nudge, Numbers, Reason

#: What a phone shows in one piece.
NUDGE_LENGTH = 160

#: From here on a decimal is noise.
_WHOLE_FROM = 100

_PLACEHOLDER = re.compile(r"{(\w+)}")


class WordsError(LookupError):
    """A code has no sentence, or its sentence lacks a number."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language: plain sentences by ``__call__``, coded ones by ``say``."""

    language: str

    def __call__(self, sentence: str, **numbers: str) -> str:
        return translation(self.language).gettext(sentence).format_map(numbers)

    def say(self, reason: Reason) -> str:
        return say(reason, self.language)


def say(reason: Reason, language: str) -> str:
    """The sentence for a reason: why a verdict is what it is, or a line of a letter."""
    own = LETTER.get(reason.code) or TOLD.get(reason.code) or INSTRUMENTS.get(reason.code)
    choice = _choices(own or REASONS.get(_variant(reason), ()))
    return _filled(reason.code, choice, reason.numbers, language)


def question(finding: Finding, language: str) -> str:
    """A finding as a physio is asked about it."""
    code = flag_code(finding)
    return _filled(code, _choices(FLAGS.get(code, ())), finding.numbers, language)


def plain_line(finding: Finding, language: str) -> str:
    """A finding as the person it is about reads it."""
    code = _named(finding.rule, finding.numbers, PLAIN)
    return _filled(code, _choices(PLAIN.get(code, ())), finding.numbers, language)


def nudge_text(nudge: Nudge, language: str) -> str:
    """The nudge as it is read, never longer than a phone shows."""
    text = _filled(nudge.code, _choices(NUDGES.get(nudge.code, ())), nudge.numbers, language)
    if len(text) > NUDGE_LENGTH:
        raise WordsError(
            f"the nudge {nudge.code!r} has {len(text)} characters in {language}; shorten it to "
            f"{NUDGE_LENGTH} in config/locales."
        )
    return text


def flag_code(finding: Finding) -> str:
    """The rule, or the rule and what it measured where the words differ."""
    return _named(finding.rule, finding.numbers, FLAGS)


def _variant(reason: Reason) -> str:
    return _named(reason.code, reason.numbers, REASONS)


def _named(code: str, numbers: Numbers, among: Mapping[str, object]) -> str:
    """The code with what it was measured by, where the words differ by that."""
    finer = f"{code}.{numbers.get('measure', numbers.get('by'))}"
    return finer if finer in among else code


def placeholders(phrase: Phrase) -> set[str]:
    return set(_PLACEHOLDER.findall(phrase.one + (phrase.many or "")))


def _choices(said: Phrase | tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return (said,) if isinstance(said, Phrase) else said


def _filled(code: str, choice: tuple[Phrase, ...], numbers: Numbers, language: str) -> str:
    """The first sentence whose numbers are all known."""
    if not choice:
        raise WordsError(f"nothing is written for {code!r}: give it a sentence in service/letters.")
    phrase = next((each for each in choice if placeholders(each) <= set(numbers)), None)
    if phrase is None:
        missing = placeholders(choice[-1]) - set(numbers)
        raise WordsError(f"the sentence for {code!r} needs {', '.join(sorted(missing))}.")
    return _chosen(phrase, numbers, language).format_map(
        {name: _shown(name, numbers[name], language) for name in placeholders(phrase)}
    )


def _chosen(phrase: Phrase, numbers: Numbers, language: str) -> str:
    words = translation(language)
    if phrase.many is None:
        return words.gettext(phrase.one)
    return words.ngettext(phrase.one, phrase.many, int(numbers["n"]))


def _shown(name: str, value: float | str, language: str) -> str:
    if isinstance(value, str):
        return _date_or_text(name, value, language)
    fraction = value % 1 != 0 and abs(value) < _WHOLE_FROM
    return number(value, language, decimals=1 if fraction or name.endswith("met_h") else 0)


def _date_or_text(name: str, value: str, language: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    on = date.fromisoformat(value)
    return weekday(on, language) if name == "date" else date_word(on, language)
