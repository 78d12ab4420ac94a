"""Every code that is decided somewhere has a sentence, and no sentence says what it must not."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import service
from analyzer import day_verdict, gate, nudge, week_verdict
from analyzer.rulebook import rules
from analyzer.sentences import SENTENCES
from config.catalogue import LANGUAGES, as_po, found, translation
from service.letters import words
from service.letters.evaluation import evaluation_page
from service.letters.patient import patient_page
from service.letters.phrases import Phrase
from service.letters.phrases_check_in import QUESTIONS
from service.letters.phrases_flags import FLAGS, PLAIN
from service.letters.phrases_lessons import LESSONS
from service.letters.phrases_letter import LETTER
from service.letters.phrases_nudge import NUDGES
from service.letters.phrases_told import TOLD
from service.letters.physio import physio_page
from service.letters.words import (
    NUDGE_LENGTH,
    Words,
    WordsError,
    nudge_text,
    plain_line,
    question,
    say,
)
from storage.records import Finding, Nudge, Reason, Severity
from tests.made.letters import STORIES, to_evaluation, to_patient, to_physio

ROOT = Path(service.__file__).parents[1]
LOCALES = ROOT / "config" / "locales"

REASON_CODES = {
    **week_verdict.REASONS,
    **day_verdict.REASONS,
    **gate.REASONS,
    **nudge.REASONS,
}

#: What a number looks like, by name; the rest are whole numbers of four digits.
SHOWN: dict[str, int | float | str] = {
    "ratio": 1.85,
    "largest_ratio": 2.55,
    "met_h": 11.25,
    "floor_met_h": 10.5,
    "since": "2026-03-09",
    "over_on": "2026-03-16",
    "last": "2026-03-14",
    "on": "2026-03-11",
    "date": "2026-09-30",
    "local_time": "22:30",
    "rule": "general-target",
    "because": "general-target",
    "gate": "clearance_unknown",
    "profile": "stenosis",
    "question": "nerve_signs",
    "long_term_on": "2026-04-14",
    "window_from": "2026-04-13",
    "window_to": "2026-05-11",
    "nudge": "quiet_yesterday",
    "sent": "quieter_days",
    "floor_from": "documents",
    "physio": "Christoffer",
    "n": 2,
}

MEASURES = ("met_h", "steps_per_day", "mvpa_min", "steps", "moving_min")

#: Health claims, judgement and advice nobody asked for: clinical groundwork, section 5.
FORBIDDEN = re.compile(
    r"\b(chronic\w*|kronisk\w*|danger\w*|damag\w*|wear and tear|weak core|posture is|"
    r"wrong posture|your dis[ck]|injur\w*|push through|fail\w*|score\w*|streak\w*|well done|"
    r"good job|great|congratulation\w*|bed ?rest|stop all|your heart|safe|safely|"
    r"no need to see|painkiller\w*|dose|tablet\w*|surgery|operation|sick leave|will have|"
    r"risk|cure\w*|heal\w*|relie\w*|because you|lazy|inactive|sedentary|should|must|"
    r"exercise more|"
    r"diagnos(e|es|ed|is)|predict\w*|promis\w*|"
    # Swedish, Norwegian and Danish
    r"farlig\w*|fara|fare|skad\w*|misslyck\w*|mislykk\w*|mislykke\w*|"
    r"diagnos\w*|förutsä\w*|forutsi\w*|forudsi\w*|lov(ar|er|ade|ede)|garant\w*|"
    r"slit(age|asje)|slid(t|gigt)|förslit\w*|utslitt|nedslidt|"
    r"svag (bål|core)|svak kjerne|svag kerne|fel hållning|feil holdning|forkert holdning|"
    r"pressa (dig|på)|press deg|pres dig|sluta med all\w*|slutt med all\w*|stop al|"
    r"sängläge|sengeleie|sengeleje|ditt hjärta|hjertet ditt|dit hjerte|"
    r"säker|säkert|trygg|trygt|sikker|sikkert|risk\w*|risiko\w*|bota\w*|kurer\w*|helbre\w*|"
    r"värktablett\w*|smertestillende|operation\w*|operasjon\w*|sjukskriv\w*|sykemeld\w*|"
    r"sygemeld\w*|måste|bör|borde|skal du|må du|bør)\b",
    re.IGNORECASE,
)

#: What a sentence may hold to use a word above, and why.
ALLOWED = {
    "CE-": "says what the program does not do",
    "(Am J Public Health ": "names a journal by its title",
}

#: Readability (LIX) of a kind of text, as one: below 30 is very easy, 30 to 40 easy. Measured 16 to
#: 30; single short sentences swing too much to mean something.
HARDEST_LIX = 33
LONGEST_SENTENCE_WORDS = 32


def catalogue(language: str) -> Catalog:
    file = LOCALES / language / "LC_MESSAGES" / "stegvis.po"
    return read_po(io.BytesIO(file.read_bytes()), locale=language)


def sentences(message: Message) -> tuple[str, ...]:
    said = (message.id, message.string)
    flat = itertools.chain.from_iterable(
        each if isinstance(each, (tuple, list)) else (each,) for each in said
    )
    return tuple(each for each in flat if each)


def every_sentence() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for message in catalogue(language):
            for sentence in sentences(message) if message.id else ():
                yield language, sentence


def numbers_for(names: tuple[str, ...]) -> dict[str, int | float | str]:
    return {name: SHOWN.get(name, 5432) for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(REASON_CODES))
def test_every_reason_has_a_sentence(code: str, language: str) -> None:
    names = REASON_CODES[code]
    variants: list[dict[str, str]] = (
        [{"measure": each} for each in MEASURES] if "measure" in names else [{}]
    )
    said = []
    for variant in variants:
        try:
            said.append(say(Reason(code, {**numbers_for(names), **variant}), language))
        except WordsError:
            assert variant, f"{code} has no sentence"
    assert said, f"{code} has no sentence"
    assert all("{" not in sentence for sentence in said)


def test_a_ceiling_says_what_it_is_a_ceiling_of() -> None:
    in_met_h = Reason("above_ceiling", {"value": 26.2, "ceiling": 16.0, "measure": "met_h"})
    assert say(in_met_h, "en") == "The week came to 26.2 MET-h, above the agreed 16."
    in_steps = Reason(
        "above_ceiling", {"value": 9876.0, "ceiling": 8000, "measure": "steps_per_day"}
    )
    assert "9,876 steps a day" in say(in_steps, "en")


def test_a_number_that_is_not_known_is_left_out_of_the_sentence() -> None:
    assert say(Reason("day_as_usual", {"moving_min": 60, "usual_moving_min": 55}), "en") == (
        "About a usual day."
    )


def test_every_rule_that_asks_the_physio_has_a_question() -> None:
    silent = {
        "cannot-tell", "general-target", "soreness", "still-time", "strength-dose",
        "daily-exercise", "session-quality", "variety", "neck-swim", "nerve-check",
    }  # fmt: skip
    for rule in rules():
        written = [code for code in FLAGS if code.partition(".")[0] == rule.id]
        assert written or rule.id in silent, f"rule {rule.id} has no question"


@pytest.mark.parametrize("code", sorted(FLAGS))
def test_every_question_is_one_and_fits_its_finding(code: str) -> None:
    rule, _, measured = code.partition(".")
    numbers = {
        **numbers_for(tuple(re.findall(r"{(\w+)}", FLAGS[code].one))),
        **({("by" if rule == "drop" else "measure"): measured} if measured else {}),
    }
    on = date(2026, 3, 14)
    said = question(Finding(rule, Severity.OVERLOAD, on, on, numbers), "en")
    assert said.endswith("?")
    assert "{" not in said


#: Rules for the physio alone, and those the letter has its own sentences for.
NOT_PLAIN = {
    "boom-bust", "cannot-tell", "ceiling", "drop", "evaluation", "fear-of-movement",
    "general-target", "low-edge", "ramp", "rise", "unchanged",
}  # fmt: skip


def test_every_other_rule_has_a_plain_line_for_the_person() -> None:
    written = {code.partition(".")[0] for code in PLAIN}
    assert written == {rule.id for rule in rules()} - NOT_PLAIN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(PLAIN))
def test_every_plain_line_can_be_said(code: str, language: str) -> None:
    rule, _, measured = code.partition(".")
    numbers = numbers_for(tuple(re.findall(r"{(\w+)}", PLAIN[code].one)))
    on = date(2026, 3, 14)
    given = {**numbers, **({"measure": measured} if measured else {})}
    said = plain_line(Finding(rule, Severity.INFORMATION, on, on, given), language)
    assert said
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_nudge_has_words_short_enough_for_a_phone(code: str, language: str) -> None:
    sentence = SENTENCES[code]
    asked = Nudge(date(2026, 3, 14), code, numbers_for(sentence.numbers), "rule", False)
    said = nudge_text(asked, language)
    assert len(said) <= NUDGE_LENGTH
    assert "{" not in said


def test_no_words_are_kept_for_nudges_that_do_not_exist() -> None:
    assert set(NUDGES) == set(SENTENCES)


def test_a_code_without_a_sentence_is_an_error_that_names_it() -> None:
    with pytest.raises(WordsError, match="no_such_code"):
        say(Reason("no_such_code"), "en")
    with pytest.raises(WordsError, match="active_min"):
        say(Reason("how.about", {"usual_min": 3}), "en")


@pytest.mark.parametrize(("count", "word"), [(1, "1 day."), (2, "2 days.")])
def test_one_is_not_said_like_two(count: int, word: str) -> None:
    assert word in say(Reason("note.not_received", {"n": count}), "en")


@pytest.mark.parametrize("code", sorted({**LETTER, **TOLD}))
def test_every_letter_sentence_can_be_said(code: str) -> None:
    entry = {**LETTER, **TOLD}[code]
    fullest = entry if not isinstance(entry, tuple) else entry[0]
    names = tuple(re.findall(r"{(\w+)}", fullest.one + (fullest.many or "")))
    assert "{" not in say(Reason(code, numbers_for((*names, "n"))), "en")


def test_no_sentence_claims_blames_or_commands() -> None:
    bad = [
        (language, found_word.group(), sentence)
        for language, sentence in every_sentence()
        if not any(each in sentence for each in ALLOWED)
        and (found_word := FORBIDDEN.search(sentence))
    ]
    assert not bad


def test_the_lint_itself_finds_what_it_is_for() -> None:
    for wrong in (
        *("chronic pain", "you failed", "Your disc is worn", "no risk", "Well done"),
        *("kronisk smärta", "förslitning", "du måste", "ditt hjärta", "pressa dig", "trygg"),
        *("kroniske smerter", "du bør", "slitasje", "press deg", "hjertet ditt", "sengeleie"),
        *("kroniske smerter", "slidgigt", "pres dig", "dit hjerte", "sengeleje", "forudsiger"),
    ):
        assert FORBIDDEN.search(wrong), wrong


def test_no_sentence_shouts_or_smiles() -> None:
    for language, sentence in every_sentence():
        assert "!" not in sentence, (language, sentence)
        assert not re.search("[\U0001f300-\U0001faff\u2600-\u27bf]", sentence), (language, sentence)


def test_a_translation_keeps_the_placeholders_of_its_source() -> None:
    for language in LANGUAGES:
        for message in catalogue(language):
            if message.id and message.string and any(sentences_of := message.string):
                wanted = set(re.findall(r"{\w+}", " ".join(as_tuple(message.id))))
                for said in as_tuple(sentences_of):
                    if said:
                        assert set(re.findall(r"{\w+}", said)) == wanted, (language, said)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_waits_for_its_translation(language: str) -> None:
    waiting = [
        message.id
        for message in catalogue(language)
        if message.id and not (message.string and all(as_tuple(message.string)))
    ]
    assert not waiting, f"config/locales/{language}: {len(waiting)} are read in English"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [LETTER, TOLD, NUDGES, LESSONS, QUESTIONS, PLAIN])
def test_what_a_patient_reads_is_easy(
    kind: Mapping[str, Phrase | tuple[Phrase, ...]], language: str
) -> None:
    said = [in_language(each, language) for entry in kind.values() for each in as_phrases(entry)]
    assert lix(" ".join(said)) <= HARDEST_LIX
    longest = max(
        len(WORD.findall(sentence)) for each in said for sentence in re.split(r"[.?:;]\s", each)
    )
    assert longest <= LONGEST_SENTENCE_WORDS


def test_readability_is_counted_as_lix_does() -> None:
    assert lix("The cat sat. The cat ran.") == 3
    assert lix("Extraordinary consequences follow.") == pytest.approx(3 + 200 / 3)


WORD = re.compile(r"[^\W\d_]+|\d+")


def lix(text: str) -> float:
    """Words a sentence, and the share of words with more than six letters."""
    known = WORD.findall(re.sub(r"{\w+}", "7", text))
    ends = len(re.findall(r"[.?:;](?:\s|$)", text))
    return len(known) / ends + 100 * sum(len(word) > 6 for word in known) / len(known)


def as_phrases(entry: Phrase | tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return entry if isinstance(entry, tuple) else (entry,)


def in_language(said: Phrase, language: str) -> str:
    known = translation(language)
    return known.gettext(said.one) if said.many is None else known.ngettext(said.one, said.many, 2)


def as_tuple(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def test_the_catalogue_holds_exactly_the_sentences_of_the_source() -> None:
    template = (LOCALES / "stegvis.pot").read_bytes()
    assert template == as_po(found(ROOT)), "run: python -m config.catalogue"
    ids = {message.id for message in found(ROOT) if message.id}
    for language in LANGUAGES:
        assert {message.id for message in catalogue(language) if message.id} == ids, language


class Asked(NullTranslations):
    """Remembers what it was asked to translate."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: set[str] = set()

    def gettext(self, message: str) -> str:
        self.sentences.add(message)
        return message


def test_every_sentence_a_letter_uses_is_in_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    monkeypatch.setattr(words, "translation", lambda _language: asked)
    for story in STORIES.values():
        patient_page(to_patient(story), "en")
        physio_page(to_physio(story), "en")
        evaluation_page(to_evaluation(story), "en")
    marked = {each for message in found(ROOT) for each in as_tuple(message.id)}
    assert len(asked.sentences) > 80
    assert asked.sentences - marked == set()


def test_an_unknown_language_reads_the_source() -> None:
    assert Words("fi")("Steps") == "Steps"
    assert translation("fi").gettext("Twelve weeks") == "Twelve weeks"
