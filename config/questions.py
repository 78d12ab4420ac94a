"""What a check-in asks, and how fast a yes wants somebody to look: read from ``questions.toml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from config.facts import Sourced, read_facts

FILE = "questions.toml"

Urgency = Literal["emergency", "same_day", "soon"]

#: The gravest first; questions are asked in this order.
URGENCIES: tuple[Urgency, ...] = ("emergency", "same_day", "soon")

_RECOMMENDATION = re.compile(r"R\d{3}")


@dataclass(frozen=True, slots=True)
class Question(Sourced):
    """One question; its words are kept by its id in the catalogue."""

    id: str
    urgency: Urgency
    region: Literal["back", "neck", "both"]
    recommendations: tuple[str, ...]
    nerve_sign: bool = False
    silences: bool = True


@dataclass(frozen=True, slots=True)
class Questions:
    question: tuple[Question, ...]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.question)


def read_questions() -> Questions:
    """Read and check ``config/questions.toml``, the gravest first. Raises `FactsError`."""
    questions = read_facts(FILE, Questions, faults)
    in_order = sorted(questions, key=lambda question: URGENCIES.index(question.urgency))
    return Questions(tuple(in_order))


def faults(questions: Questions) -> Iterator[str]:
    """Questions asked twice, and what a grave one lacks."""
    for name, times in Counter(question.id for question in questions).items():
        if times > 1:
            yield f"{name}: asked {times} times"
    for question in questions:
        if question.urgency != "soon" and not question.silences:
            yield f"{question.id}: what cannot wait keeps everything else silent"
        if not question.recommendations:
            yield f"{question.id}: no recommendation stands behind it"
        for name in question.recommendations:
            if not _RECOMMENDATION.fullmatch(name):
                yield f"{question.id}: {name!r} is not the number of a recommendation"
