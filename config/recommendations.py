"""Every statement of the source documents as data: its grade, and what carries it here.

One file in ``recommendations/`` is one document. Statements are in our own words; ids are kept
for good. Who carries a statement is named as ``kind:name`` (`CARRIERS`); a test looks each up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Literal, get_args

from config.facts import FactsError, read_facts

FOLDER = "recommendations"

#: What a statement may cause.
Effect = Literal[
    "gate",
    "alert",
    "overload",
    "inactivity",
    "dose",
    "session quality",
    "education",
    "outcome",
    "report",
    "not used",
]
EFFECTS: tuple[Effect, ...] = get_args(Effect)

#: The document's own marks, strongest first; empty where it gives none.
Grade = Literal["++++", "+++ to ++++", "+++/++", "++", "+", ""]
GRADES: tuple[Grade, ...] = get_args(Grade)

#: Kinds of carriers, and what they are. The last two stand alone, without a name.
CARRIERS = {
    "rule": "a rule that looks at days, weeks and what is said",
    "limit": "a number in config/limits.toml",
    "gate": "a reason that keeps the gate shut",
    "profile": "what holds for one diagnosis or group",
    "enrolment": "what is established about a person at the start",
    "plan": "what the physio agrees in the plan",
    "question": "a question of the check-in",
    "diary": "what can be told in the diary",
    "instrument": "a questionnaire or scale",
    "lesson": "a text to learn from",
    "letter": "a sentence of the letters",
    "nudge": "a nudge",
    "field": "a number shown for days, weeks or sessions",
    "test": "a test that keeps a promise about words or numbers",
    "context": "kept as background; the answer says why nothing acts on it",
    "not-used": "left out on purpose; the answer says why",
}
ALONE = frozenset({"context", "not-used"})


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One statement of one document, and what stegvis does with it.

    ``grade`` holds the document's own mark and ``basis`` what else it offers (a citation, a word
    such as "strong"). ``source`` is the document's file name; the reader fills it in.
    """

    id: str
    heading: str  # in the document's own language
    statement: str
    applies_to: str
    effect: Effect
    carriers: tuple[str, ...]
    answer: str  # to "what do you do with this?"
    grade: Grade = ""
    basis: str = ""
    quantity: str = ""
    unit: str = ""
    remark: str = ""  # where documents disagree or err
    source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    by: str
    language: str
    about: str  # what kind of text it is, and how far it is trusted
    grades: str  # how it marks evidence
    checked_on: date
    recommendations: tuple[Recommendation, ...]
    source: str = ""


@cache
def read_documents() -> tuple[Document, ...]:
    """Every document, the graded one first. Raises `FactsError` naming every fault of all files."""
    found: list[Document] = []
    wrong: list[str] = []
    folder = files("config").joinpath(FOLDER)
    for name in sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml")):
        try:
            found.append(_of_file(read_facts(f"{FOLDER}/{name}", Document), name))
        except FactsError as error:
            wrong += [f"{name}: {fault}" for fault in error.faults]
    wrong += faults(found)
    if wrong:
        raise FactsError(FOLDER, wrong)
    return tuple(sorted(found, key=lambda document: -len(document.recommendations)))


def read_recommendations() -> tuple[Recommendation, ...]:
    """All statements of all documents, by id."""
    every = chain.from_iterable(document.recommendations for document in read_documents())
    return tuple(sorted(every, key=lambda each: each.id))


def carrier(named: str) -> tuple[str, str]:
    """A carrier's kind and name.

    >>> carrier("rule:low-edge"), carrier("not-used")
    (('rule', 'low-edge'), ('not-used', ''))
    """
    kind, _, name = named.partition(":")
    return kind, name


def faults(documents: Iterable[Document]) -> Iterator[str]:
    """What a reader of types cannot see: ids, carriers, and answers that are missing."""
    rows = [row for document in documents for row in document.recommendations]
    times = Counter(row.id for row in rows)
    yield from (f"{id_}: is there {count} times" for id_, count in times.items() if count > 1)
    for row in rows:
        yield from (f"{row.id}: {fault}" for fault in _row_faults(row))


def _of_file(document: Document, name: str) -> Document:
    source = name.removesuffix(".toml")
    rows = tuple(replace(row, source=source) for row in document.recommendations)
    return replace(document, source=source, recommendations=rows)


def _row_faults(row: Recommendation) -> Iterator[str]:
    if not (len(row.id) == 4 and row.id.startswith("R") and row.id[1:].isdigit()):
        yield "an id is R and three digits"
    for name in ("heading", "statement", "applies_to", "answer"):
        if not getattr(row, name).strip():
            yield f"{name}: is empty"
    if row.unit and not row.quantity:
        yield "unit: stands without a quantity"
    if not row.carriers:
        yield "carriers: there must be at least one"
    kinds = [carrier(named) for named in row.carriers]
    for kind, name in kinds:
        if kind not in CARRIERS or bool(name) == (kind in ALONE):
            yield f"carriers: {kind}:{name} is not written as a carrier"
    alone = ALONE & {kind for kind, _ in kinds}
    if alone and len(kinds) > 1:
        yield f"carriers: {min(alone)} stands alone"
    if (row.effect == "not used") != ("not-used" in row.carriers):
        yield "carriers: not-used belongs to the effect not used, and to no other"
