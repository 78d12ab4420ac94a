"""Every code about questionnaires has a sentence in every language, with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from analyzer.instruments.changes import Change, change
from analyzer.instruments.course import course
from analyzer.instruments.schedule import Occasion
from config.catalogue import LANGUAGES, translation
from config.instruments import Instrument, Version
from service.instrument_rows import fact_rows, followed, result_rows
from service.letters.phrases_instruments import INSTRUMENTS
from service.letters.words import placeholders, say
from storage.records import Reason
from storage.told import Enrolment, Region
from tests.made.instruments import FACTS, LATER, START, answers, form

FORMS = [
    pytest.param(instrument, version, id=f"{instrument.id}-{version.id}")
    for instrument in FACTS.instruments
    for version in instrument.versions
    if version.totals
]


def outcomes(instrument: Instrument, version: Version) -> Iterator[Reason]:
    totals = range(int(version.low), int(version.high) + 1, 1 if version.high <= 24 else 3)
    for language in ("en", "da"):
        for earlier in totals:
            for later in totals:
                first = form(instrument.id, earlier, START, version.id, language)
                second = form(instrument.id, later, LATER, version.id, language)
                found = change(first, second, instrument)
                yield found.outcome if isinstance(found, Change) else found.why


@pytest.mark.parametrize(("instrument", "version"), FORMS)
def test_every_change_that_can_be_has_a_sentence(instrument: Instrument, version: Version) -> None:
    said = {reason.code: say(reason, "en") for reason in outcomes(instrument, version)}
    assert said
    assert all(instrument.name in each and "{" not in each for each in said.values())


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_sentence_is_translated(language: str) -> None:
    words = translation(language)
    for code, entry in INSTRUMENTS.items():
        for phrase in entry if isinstance(entry, tuple) else (entry,):
            assert words.gettext(phrase.one) != phrase.one, (language, code)


def test_numbers_are_written_as_the_language_does() -> None:
    first, second = (
        form("psfs", dict(zip("abc", given, strict=True)), on)
        for given, on in (((3, 5, 4), START), ((6, 7, 6), LATER))
    )
    found = change(first, second, FACTS.named("psfs"))
    assert isinstance(found, Change)
    assert "6.3" in say(found.outcome, "en")
    assert "6,3" in say(found.outcome, "nb")


def test_a_disagreement_is_said_with_both_yardsticks() -> None:
    (_, row) = result_rows((form("rmdq", 17), form("rmdq", 12, LATER)), FACTS, "en")
    assert row["disagree"] is True
    assert row["says"] == (
        "RMDQ: from 17 to 12, a step of 5 points (29.4 percent of the start). The yardsticks "
        "disagree: 5 points is reached, 30 percent is not. Nothing is claimed."
    )


def test_a_start_near_the_end_of_the_form_is_said() -> None:
    (_, row) = result_rows((form("rmdq", 3), form("rmdq", 2, LATER)), FACTS, "en")
    assert "hardly shows a change" in str(row["says"])


def test_what_is_for_groups_says_only_that() -> None:
    given = answers(1, 1, 2, 1, 1)
    forms = tuple(form("eq5d", given, on, "5L") for on in (START, LATER))
    (_, row) = result_rows(forms, FACTS, "en")
    assert [row[key] for key in ("band", "says", "better_by", "outcome")] == [None] * 4
    assert "groups" in str(row["not_compared"])


def test_every_occasion_and_every_shipped_question_has_words() -> None:
    for occasion in Occasion:
        assert placeholders_of(f"instrument.due.{occasion}") == {"instrument", "last"}
    asked = {
        f"instrument.question.{instrument.id}.{instrument.default}"
        for instrument in FACTS.instruments
        if instrument.items_ship and instrument.id != "rmdq"
    }
    assert asked <= set(INSTRUMENTS)


def test_text_is_offered_only_where_its_licence_lets_it_be() -> None:
    rows = fact_rows(FACTS)
    assert all(not row["text_in"] or FACTS.named(str(row["instrument"])).items_ship for row in rows)
    offered = {(row["instrument"], row["version"]): row["text_in"] for row in rows}
    assert offered["rmdq", "24"] == "en"
    assert offered["rmdq", "23"] is None
    assert offered["psfs", "0-unable"] == "en sv nb da"


def placeholders_of(code: str) -> set[str]:
    entry = INSTRUMENTS[code]
    assert not isinstance(entry, tuple)
    return placeholders(entry)


@pytest.mark.parametrize(
    ("region", "expected"),
    [(Region.BACK, ["rmdq", "psfs", "nrs"]), (Region.NECK, ["psfs", "nrs"])],
)
def test_a_person_with_neck_trouble_is_not_asked_about_the_back(
    region: Region, expected: list[str]
) -> None:
    enrolled = Enrolment(date(2026, 3, 2), "KN", region=region)
    assert [each.id for each in followed((), (enrolled,), FACTS)] == expected


def test_the_course_of_no_results_is_empty() -> None:
    assert course((), FACTS) == ()
