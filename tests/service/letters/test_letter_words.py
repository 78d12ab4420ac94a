"""The letters' own sentences, numbers and help lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.letters.physio import PhysioLetter
from analyzer.letters.picture import Band
from config.catalogue import LANGUAGES
from config.help import Help, country_of, read_help
from config.instruments import read_instruments
from config.letters import read_letters
from config.limits import read_limits
from service.letters.evaluation import evaluation_page
from service.letters.numbers import date_word
from service.letters.patient import patient_page
from service.letters.phrases_sources import SOURCES
from service.letters.physio import physio_page
from service.letters.sports import name
from service.letters.text import as_text
from service.letters.words import Words
from storage.records import Answer, Finding, Severity
from storage.told import Diagnosis
from tests.made.letters import STORIES, WEEK, Story, to_evaluation, to_patient, to_physio
from tests.made.telling import ENROLLED, TOLD_WELL


@pytest.fixture(scope="module")
def lines() -> Help:
    return read_help()


@pytest.mark.parametrize(
    ("country", "zone", "language", "expected"),
    [
        ("", "Europe/Stockholm", "en", "SE"),
        ("", "Europe/Oslo", "sv", "NO"),  # where one lives decides, not what one reads
        ("", "Europe/Copenhagen", "da", "DK"),
        ("", "Europe/London", "sv", "elsewhere"),
        ("", "UTC", "nb-NO", "NO"),
        ("", "Etc/UTC", "en", "elsewhere"),
        ("no", "Europe/Stockholm", "sv", "NO"),
        ("FI", "Europe/Stockholm", "sv", "elsewhere"),
        ("elsewhere", "Europe/Stockholm", "sv", "elsewhere"),
    ],
)
def test_help_is_that_of_the_country(
    lines: Help, country: str, zone: str, language: str, expected: str
) -> None:
    assert country_of(country, zone, language, lines) == expected


@pytest.mark.parametrize(
    ("country", "numbers"),
    [("SE", ("112", "1177")), ("NO", ("113", "116 117")), ("DK", ("112", "1813", "lægevagten"))],
)
def test_help_names_the_numbers(country: str, numbers: tuple[str, ...]) -> None:
    said = " ".join(help_lines(country))
    assert all(number in said for number in numbers)


def test_elsewhere_help_leaves_room_for_the_local_number() -> None:
    said = help_lines("elsewhere")
    assert "112 or your local emergency number" in said[0]
    assert "doctor" in said[1]


def help_lines(country: str) -> tuple[str, ...]:
    letter = replace(to_patient(STORIES["in-band"]), country=country)
    return patient_page(letter, "en").help.lines


def test_every_letter_says_that_nobody_reads_it_in_real_time_and_what_it_is_not() -> None:
    for page in (
        patient_page(to_patient(STORIES["in-band"]), "en"),
        physio_page(to_physio(STORIES["in-band"]), "en"),
    ):
        said = " ".join(page.closing)
        assert "Nobody reads this in real time" in said
        assert "not a CE-marked medical device" in said
        assert "does not diagnose, treat or predict" in said


def test_a_suggestion_comes_with_its_source_and_no_suggestion_with_none() -> None:
    with_one = patient_page(to_patient(STORIES["too-little"]), "en")
    assert with_one.suggestion is not None
    assert with_one.suggestion.lines[0].endswith("[1]")
    assert with_one.footnotes[0].text.startswith("[1] FYSS")
    assert [link.text for link in with_one.footnotes[0].links] == ["R099", "R047"]
    without = patient_page(to_patient(STORIES["too-much"]), "en")
    assert without.suggestion is None
    assert without.footnotes == ()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_what_a_footnote_cites_is_said_in_the_readers_language(language: str) -> None:
    letters = read_letters()
    physio = physio_page(to_physio(STORIES["in-band"]), language).footnotes
    evaluated = evaluation_page(to_evaluation(STORIES["told-well"]), language).footnotes
    cited = {
        read_limits().low_edge.source: physio,
        letters.strength.source: physio,
        letters.ten_minutes.source: patient_page(
            to_patient(STORIES["too-little"]), language
        ).footnotes,
        read_instruments().schedule.source: evaluated,
    }
    assert set(cited) == {each.one for each in SOURCES}
    for source, notes in cited.items():
        said = " ".join(note.text for note in notes)
        assert source not in said
        assert Words(language)(source) in said


def test_few_days_are_compared_with_nothing() -> None:
    facts = patient_page(to_patient(STORIES["cannot-tell"]), "en").facts
    assert [fact.remark for fact in facts[:2]] == ["on the days that count"] * 2


def test_numbers_are_written_as_the_language_does() -> None:
    letter = to_physio(STORIES["too-much"])
    for language, expected in (("en", "26.2 MET-h"), ("sv", "26,2 MET-tim")):
        assert expected in physio_page(letter, language).lines[1].value


def volume(letter: PhysioLetter, band: Band) -> str:
    shown = replace(letter, picture=replace(letter.picture, band=band))
    return physio_page(shown, "en").lines[1].remark


def test_the_physio_sees_whose_edges_they_are() -> None:
    letter = to_physio(STORIES["in-band"])
    assert "agreed 9.0–16.0" in volume(letter, Band(9.0, True, 16.0, "K"))
    assert "agreed floor 9.0" in volume(letter, Band(9.0, True, None, "K"))
    assert "documents' floor 10.5 [1], none agreed; agreed ceiling 16.0" in volume(
        letter, Band(10.5, False, 16.0, "K")
    )


def test_a_flag_shows_rule_period_numbers_and_how_to_dismiss_it() -> None:
    page = physio_page(to_physio(STORIES["too-much"]), "en")
    assert page.flags[0].question.endswith("?")
    assert page.flags[1].basis == "rule rise; 9–15 March; 1.89 × usual; 7 valid days"
    assert "dismiss ceiling" in page.dismiss


def test_flags_that_do_not_fit_are_counted() -> None:
    letter = to_physio(STORIES["too-much"])
    assert "Not shown: 3 more." in physio_page(replace(letter, flags_left_out=3), "en").dismiss


def test_many_sessions_are_counted_and_not_listed() -> None:
    letter = to_physio(STORIES["in-band"])
    page = physio_page(replace(letter, sessions=letter.sessions * 3), "en")
    assert page.sessions.lines[-1] == "and 6 more"


def test_no_plan_is_said() -> None:
    page = physio_page(replace(to_physio(STORIES["in-band"]), plan=None), "en")
    assert page.plan.lines == ("None is recorded: nothing sent to the patient asks for more.",)


def test_an_unknown_rule_is_an_error_and_not_an_empty_line() -> None:
    odd = Finding("no-such-rule", Severity.OVERLOAD, WEEK, WEEK)
    with pytest.raises(LookupError, match="no-such-rule"):
        physio_page(replace(to_physio(STORIES["in-band"]), flags=(odd,)), "en")


@pytest.mark.parametrize(
    ("sport", "sub_sport", "said"),
    [
        ("walking", "generic", "walking"),
        ("training", "strength_training", "strength training"),
        ("rock_climbing", "generic", "rock climbing"),
        ("99", "generic", "99"),
    ],
)
def test_sports_have_words(sport: str, sub_sport: str, said: str) -> None:
    assert name(sport, sub_sport, Words("en")) == said


def told_with(**changes: object) -> Story:
    enrolled = replace(ENROLLED, **changes)  # type: ignore[arg-type]
    return replace(STORIES["told-well"], told=replace(TOLD_WELL, enrolments=(enrolled,)))


def test_what_was_told_names_function_before_pain() -> None:
    page = patient_page(to_patient(STORIES["told-well"]), "en")
    assert page.told is not None
    kinds = [line.split(" ")[0:3] for line in page.told.lines]
    assert kinds[:3] == [
        ["Your", "own", "activities"],
        ["You", "rated", "how"],
        ["You", "rated", "pain"],
    ]
    said = physio_page(to_physio(STORIES["told-well"]), "en").lines[3]
    assert said.value == "function 6 → 7, pain median 3 (2–5)"
    assert "soreness after strength Tue" in said.remark
    assert said.spark is not None


def test_nothing_told_leaves_no_part_and_no_line() -> None:
    page = patient_page(to_patient(STORIES["in-band"]), "en")
    assert (page.told, page.plan, page.lesson, page.urgent) == (None, None, None, None)
    assert physio_page(to_physio(STORIES["in-band"]), "en").forms is None


def test_the_help_for_an_open_alert_stands_first_in_the_text() -> None:
    lines = as_text(patient_page(to_patient(STORIES["red-flag"]), "en")).splitlines()
    assert lines[2] == "First: where to get help"
    assert "Call 112 now" in "".join(lines[3:8])
    said = " ".join(lines)
    assert "recommendations" not in said
    assert "agreed" not in said
    assert physio_page(to_physio(STORIES["red-flag"]), "en").dismiss == ""


@pytest.mark.parametrize(
    ("story", "said"),
    [
        (told_with(nerve_signs=Answer.YES), "The physiotherapist has not yet signed"),
        (
            told_with(nerve_signs=Answer.YES, profile_signed=Answer.YES),
            "Cleared for more activity since 5 January, on the agreed conditions.",
        ),
        (told_with(onset=None), "When the trouble began is not recorded."),
    ],
)
def test_a_gate_that_is_not_simply_open_is_said_in_one_line(story: Story, said: str) -> None:
    assert said in physio_page(to_physio(story), "en").plan.lines[-1]


def test_a_gate_that_is_open_needs_no_line() -> None:
    assert len(physio_page(to_physio(told_with()), "en").plan.lines) == 1


@pytest.mark.parametrize(
    "recorded",
    [{"diagnosis": Diagnosis.VERTEBRAL_FRACTURE}, {"stability_threatened": Answer.YES}],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_physio_does_not_read_the_words_for_the_patient(
    recorded: dict[str, object], language: str
) -> None:
    letter = to_physio(told_with(**recorded))
    line = physio_page(letter, language).plan.lines[-1]
    assert line != Words(language).say(letter.gate.why)
    assert date_word(ENROLLED.since, language) in line
    assert {"Please", "din"}.isdisjoint(line.split())


def test_the_way_a_form_counts_is_said_with_its_numbers() -> None:
    letter = to_patient(STORIES["told-well"])
    assert letter.told.goals is not None
    turned = replace(letter.told, goals=replace(letter.told.goals, high_is_better=False))
    page = patient_page(replace(letter, told=turned), "en")
    assert page.told is not None
    assert "10 is not at all" in page.told.lines[0]
