"""Every statement of the documents has a fate, and whatever carries it exists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from analyzer.rulebook import rules
from config.disagreements import Disagreement, read_disagreements
from config.disagreements import faults as disagreement_faults
from config.lessons import read_lessons
from config.profiles import read_profiles
from config.questions import read_questions
from config.recommendations import (
    ALONE,
    CARRIERS,
    EFFECTS,
    Document,
    Recommendation,
    carrier,
    faults,
    read_documents,
    read_recommendations,
)
from service.carriers import known, where_tested

ROOT = Path(__file__).resolve().parents[2]
ROWS = read_recommendations()
EACH = [pytest.param(row, id=row.id) for row in ROWS]

#: What the list of statements calls a class, and the effect here.
EFFECT_OF = {
    "alert": "alert",
    "do_not_ship": "not used",
    "dose_target": "dose",
    "education_text": "education",
    "gate": "gate",
    "inactivity_rule": "inactivity",
    "outcome_measure": "outcome",
    "overload_rule": "overload",
    "report_only": "report",
    "session_quality": "session quality",
}

#: Grades of the list that are more than a bare mark: the mark and a word of the basis.
GRADE_OF = {
    "none": ("", "none given"),
    "none (claim)": ("", "none given"),
    "none (advert)": ("", "advertises"),
    "++++ (strong)": ("++++", "strong"),
    "strong / moderate (text)": ("", "strong, moderate"),
    "++ (text)": ("++", "sentence"),
    "1 study": ("", "one study"),
    "clinical experience; ++ for section": ("", "clinical experience"),
    "scale": ("", ""),
}

#: Numbers given in other words than in the list; the digits must be there all the same.
NO_NUMBER = {"R056": "wrong by a factor of 100: kept out on purpose"}

FILE_OF = {
    "000": "clinic",
    "001": "fysionytt",
    "002": "fyss",
    "003": "etter-trening",
    "004": "efter-traening",
}


@cache
def names_of_tests() -> frozenset[str]:
    """Every test as pytest names it: ``tests/x/test_y.py::test_z``."""
    return frozenset(
        f"{file.relative_to(ROOT).as_posix()}::{name}"
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def listed(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "clinical/recommendations.tsv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def test_there_are_178_numbered_without_a_gap() -> None:
    assert [row.id for row in ROWS] == [f"R{number:03}" for number in range(1, 179)]


@pytest.mark.parametrize("row", EACH)
def test_every_carrier_exists(row: Recommendation) -> None:
    """The walk. What carries a statement is looked up where it lives, not in a list."""
    missing = [
        f"{kind}:{name}"
        for kind, name in map(carrier, row.carriers)
        if kind not in ALONE and name not in (names_of_tests() if kind == "test" else known(kind))
    ]
    assert not missing, f"{row.id} is carried by what does not exist: {', '.join(missing)}"


def test_every_statement_has_a_test_that_is_there() -> None:
    missing = [
        f"{row.id}: {where}"
        for row in ROWS
        for where in where_tested(row.carriers)
        if where not in names_of_tests() and not (ROOT / where).is_file()
    ]
    assert not missing


def test_a_statement_is_filed_as_in_its_document(shared: Path) -> None:
    its = listed(shared)
    assert {row.id: (row.source, row.heading, row.effect) for row in ROWS} == {
        id_: (FILE_OF[row["source_file"][:3]], row["section_heading"], EFFECT_OF[row["class"]])
        for id_, row in its.items()
    }


def test_a_grade_is_the_documents_own(shared: Path) -> None:
    its = listed(shared)
    wrong = [row.id for row in ROWS if not same_grade(row, its[row.id]["evidence_grade_in_source"])]
    assert not wrong


def same_grade(row: Recommendation, grade: str) -> bool:
    if grade.startswith("cites "):
        return (
            not row.grade
            and row.basis.startswith("cites ")
            and grade.rsplit(maxsplit=1)[-1] in row.basis
        )
    mark, basis = GRADE_OF.get(grade, (grade, ""))
    return row.grade == mark and basis in row.basis and bool(row.basis) == bool(basis)


def test_a_number_is_the_documents_own(shared: Path) -> None:
    its = listed(shared)
    wrong = [
        row.id
        for row in ROWS
        if row.id not in NO_NUMBER and not same_number(row.quantity, its[row.id]["quantity"])
    ]
    assert not wrong


def same_number(ours: str, theirs: str) -> bool:
    digits = re.findall(r"[\d.]+", ours) == re.findall(r"[\d.]+", theirs)
    return digits and bool(ours) == (bool(theirs) and theirs != "scale")


@pytest.mark.parametrize("id_", sorted(NO_NUMBER))
def test_a_number_known_to_be_wrong_is_printed_nowhere(id_: str) -> None:
    (row,) = (row for row in ROWS if row.id == id_)
    assert not row.quantity
    assert not re.search(r"\d+ *(cm|mm)|40", row.statement + row.answer + row.remark)


def test_statements_are_in_our_own_words(shared: Path) -> None:
    its = listed(shared)
    copied = [
        row.id
        for row in ROWS
        if row.statement.rstrip(".") == its[row.id]["statement_own_words"].rstrip(".")
        or row.answer.rstrip(".") == its[row.id]["software_action"].rstrip(".")
    ]
    assert not copied


def test_an_answer_promises_nothing() -> None:
    """What stegvis does is told in the present, without claims; what documents say is theirs."""
    claim = re.compile(r"\b(will|prevents?|cures?|guarantee\w*|safe|chronic)\b|!")
    assert not [row.id for row in ROWS if claim.search(row.answer)]


@pytest.mark.parametrize("kind", sorted(set(CARRIERS) - ALONE - {"test"}))
def test_a_carrier_that_was_invented_is_missed(kind: str) -> None:
    assert known(kind)
    assert "no-such-name" not in known(kind)


def standing_on() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Everything that says which statements it stands on."""
    profiles = read_profiles()
    yield from ((f"rule:{rule.id}", rule.statements) for rule in rules())
    yield from ((f"question:{each.id}", each.recommendations) for each in read_questions())
    yield from ((f"lesson:{each.id}", each.recommendations) for each in read_lessons())
    for row in (*profiles.diagnoses, *profiles.circumstances):
        yield f"profile:{row.id}", row.statements


def test_a_statement_names_whatever_stands_on_it() -> None:
    carried = {row.id: row.carriers for row in ROWS}
    silent = [
        f"{id_} does not name {named}"
        for named, statements in standing_on()
        for id_ in statements
        if named not in carried[id_]
    ]
    assert not silent


def test_fifteen_are_left_out_on_purpose_and_each_says_why() -> None:
    left_out = [row for row in ROWS if row.effect == "not used"]
    assert len(left_out) == 15
    assert all(row.carriers == ("not-used",) and row.answer for row in left_out)
    assert {row.effect for row in ROWS} == set(EFFECTS)


def of(**changes: object) -> tuple[Document, ...]:
    (document, *_) = read_documents()
    row = replace(ROWS[0], **changes)  # type: ignore[arg-type]  # faults are the point
    return (replace(document, recommendations=(row,)),)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"id": "R1"}, "R and three digits"),
        ({"answer": " "}, "answer: is empty"),
        ({"unit": "minutes", "quantity": ""}, "without a quantity"),
        ({"carriers": ()}, "at least one"),
        ({"carriers": ("nobody:x",)}, "not written as a carrier"),
        ({"carriers": ("rule",)}, "not written as a carrier"),
        ({"carriers": ("context", "rule:drop")}, "stands alone"),
        ({"carriers": ("not-used",)}, "belongs to the effect"),
        ({"effect": "not used"}, "belongs to the effect"),
    ],
)
def test_faults_are_named(changes: dict[str, object], named: str) -> None:
    found = list(faults(of(**changes)))
    assert any(named in fault for fault in found), found


def test_a_statement_filed_twice_is_a_fault() -> None:
    (once,) = of()
    assert list(faults((once, once))) == ["R001: is there 2 times"]


def test_disagreements_are_numbered_and_mentioned_where_they_matter() -> None:
    ids = [each.id for each in read_disagreements()]
    assert ids == [*(f"D{n}" for n in range(1, 13)), *(f"E{n}" for n in range(1, 5))]
    mentioned = {found for row in ROWS for found in re.findall(r"\b[DE]\d+\b", row.remark)}
    assert mentioned == set(ids)


def test_a_disagreement_its_statement_does_not_mention_is_a_fault() -> None:
    odd = Disagreement("D99", "point", "said", "resolved", ("R001",))
    assert list(disagreement_faults([odd], ROWS)) == ["D99: the remark of R001 does not mention it"]
