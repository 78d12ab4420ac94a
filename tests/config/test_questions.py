"""The questions of a check-in are whole, each with its source, and no yes can be lost."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config import questions
from config.facts import FactsError
from config.questions import URGENCIES, Questions, read_questions

#: What the groundwork asks for at once, the same day, and soon.
WANTED = {
    "emergency": {
        "bladder_bowel",
        "saddle_numbness",
        "leg_weakness_spreading",
        "both_legs",
        "accident",
        "chest_pain",
        "fever",
    },
    "same_day": {"leg_pain", "leg_numbness", "leg_weakness"},
    "soon": {"cancer", "brittle_bones", "weight_loss", "night_pain", "no_improvement"},
}


@pytest.fixture(scope="module")
def asked() -> Questions:
    return read_questions()


@pytest.mark.parametrize("urgency", WANTED)
def test_everybody_is_asked_what_the_groundwork_lists(asked: Questions, urgency: str) -> None:
    of_all = {each.id for each in asked if each.urgency == urgency and each.region == "both"}
    assert of_all >= WANTED[urgency]


def test_the_gravest_are_asked_first(asked: Questions) -> None:
    order = [URGENCIES.index(question.urgency) for question in asked]
    assert order == sorted(order)
    assert order[0] == 0


def test_every_question_says_where_it_comes_from(asked: Questions) -> None:
    for question in asked:
        assert question.source, question.id
        assert question.checked_on, question.id


def test_the_recommendations_named_are_gates_and_alerts_of_the_documents(
    asked: Questions, shared: Path
) -> None:
    lines = (shared / "clinical" / "recommendations.tsv").read_text(encoding="utf-8").splitlines()
    at = lines[0].split("\t").index("class")
    classes = {line.split("\t")[0]: line.split("\t")[at] for line in lines[1:]}
    for question in asked:
        for name in question.recommendations:
            assert classes[name] in {"gate", "alert"}, (question.id, name)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "fever"}, "fever: asked 2 times"),
        ({"silences": False}, "keeps everything else silent"),
        ({"recommendations": ()}, "no recommendation"),
        ({"recommendations": ("121",)}, "'121' is not the number"),
    ],
)
def test_a_question_that_cannot_be_is_named(
    asked: Questions, change: dict[str, Any], complaint: str
) -> None:
    first, *others = asked
    changed = Questions((replace(first, **change), *others))
    assert any(complaint in fault for fault in questions.faults(changed))


def test_an_unheard_of_urgency_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (Path(questions.__file__).parent / "questions.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)
    (tmp_path / "questions.toml").write_text(text.replace('"same_day"', '"tomorrow"', 1))
    monkeypatch.setattr("config.facts.files", lambda _: tmp_path)
    with pytest.raises(FactsError, match="must be one of emergency, same_day, soon"):
        read_questions()
