"""Write docs/recommendations.md from the data; a test keeps the page current."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from config.disagreements import read_disagreements
from config.lessons import Lesson, read_lessons
from config.questions import Question, read_questions
from config.recommendations import (
    CARRIERS,
    EFFECTS,
    Document,
    Recommendation,
    carrier,
    read_documents,
    read_recommendations,
)
from service.carriers import link
from service.letters.phrases_check_in import QUESTIONS
from service.letters.phrases_lessons import LESSONS
from service.recommendations_intro import BEFORE, MEANING

_LANGUAGES = {"sv": "Swedish", "no": "Norwegian", "da": "Danish"}

_NUMBERED = re.compile(r"\b(R\d{3}|D\d{1,2}|E\d)\b")

_URGENCY = {"emergency": "call now", "same_day": "the same day", "soon": "soon"}


def page() -> str:
    """Give the text of docs/recommendations.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    rows, documents = read_recommendations(), read_documents()
    marked = sum(1 for row in rows if row.grade)
    yield BEFORE.format(statements=len(rows), marked=marked).strip()
    yield from _fates(rows)
    yield from _texts(documents)
    yield from _disagreements()
    yield from _not_used(rows)
    for document in documents:
        yield from _document(document)
    yield from _lessons(read_lessons())
    yield from _questions(read_questions())


def _fates(rows: Iterable[Recommendation]) -> Iterator[str]:
    rows = tuple(rows)
    counts = Counter(row.effect for row in rows)
    yield from (
        "",
        "## What becomes of them",
        "",
        "| effect | statements | meaning |",
        "|---|---|---|",
    )
    for effect in EFFECTS:
        yield f"| {effect} | {counts[effect]} | {MEANING[effect]} |"
    background = [_to(row.id) for row in rows if row.carriers == ("context",)]
    yield ""
    yield f"Nothing acts on {len(background)} of them: {', '.join(background)}."
    yield "They are background, and their answers say why. Carriers are:"
    yield ""
    yield from (f"- **{kind}**: {meaning}" for kind, meaning in CARRIERS.items())


def _texts(documents: Iterable[Document]) -> Iterator[str]:
    yield from ("", "## The five documents", "")
    yield "| document | language | by | statements | marks of evidence |"
    yield "|---|---|---|---|---|"
    for each in documents:
        title = f"[{each.title}](#{each.source})"
        language, count = _LANGUAGES[each.language], len(each.recommendations)
        yield f"| {title} | {language} | {each.by} | {count} | {each.grades} |"


def _disagreements() -> Iterator[str]:
    yield from ("", "## Where the documents disagree, and where they err", "")
    yield "They contradict each other in twelve points (D) and are wrong in four (E)."
    yield ""
    yield "| | point | what they say | what stegvis does | |"
    yield "|---|---|---|---|---|"
    for each in read_disagreements():
        ids = ", ".join(map(_to, each.recommendations))
        cells = (f"{_anchor(each.id)}{each.id}", each.point, each.said, each.resolved, ids)
        yield _row(cells)


def _not_used(rows: Iterable[Recommendation]) -> Iterator[str]:
    yield from ("", "## What is deliberately not used", "")
    yield from ("| | what it says | why it is left out |", "|---|---|---|")
    for row in rows:
        if row.effect == "not used":
            why = f"{row.answer} {row.remark}".strip()
            yield _row((_to(row.id), row.statement, _linked(why)))


def _document(document: Document) -> Iterator[str]:
    yield from ("", f"{_anchor(document.source)}", "", f"## {document.title}", "")
    yield f"{document.about}"
    for heading, rows in groupby(document.recommendations, lambda row: row.heading):
        yield from ("", f"### {heading}")
        for row in rows:
            yield from _statement(row)


def _statement(row: Recommendation) -> Iterator[str]:
    said = [row.grade and f"`{row.grade}`", row.basis, _number(row), row.effect, row.applies_to]
    yield from ("", f"{_anchor(row.id)}**{row.id}** {row.statement}  ")
    yield f"<sub>{' · '.join(each for each in said if each)}</sub>  "
    yield f"→ {_linked(row.answer)}  "
    carried = ", ".join(_carrier(named) for named in row.carriers)
    if row.remark:
        yield f"{_linked(row.remark)}  "
    yield f"<sub>{carried}</sub>"


def _number(row: Recommendation) -> str:
    return f"{row.quantity} {row.unit}".strip()


def _carrier(named: str) -> str:
    kind, name = carrier(named)
    if not name:
        return {"context": "background", "not-used": "not used"}[kind]
    shown = name
    if kind == "test":
        shown = name.rpartition("::test_")[2].replace("_", " ")
    return f"[{kind} {shown}]({link(kind, name)})"


def _lessons(lessons: Iterable[Lesson]) -> Iterator[str]:
    yield from ("", "## The lessons", "")
    yield "Short texts for patients, in Swedish, Norwegian and Danish too. Each belongs to a week"
    yield "of the programme or to a finding, and waits for clearance where it could ask for more."
    yield "`stegvis lessons --week 2026-W11` gives those that fit a week; none fits while"
    yield "an alert is open. When each one comes is a proposal."
    yield ""
    yield from ("| lesson | words | when | stands on |", "|---|---|---|---|")
    for each in lessons:
        ids = ", ".join(map(_to, each.recommendations))
        grade = f" `{each.grade}`" if each.grade else ""
        name = f"{_anchor(f'lesson-{each.id}')}{each.id}"
        yield _row((name, LESSONS[each.id].one, _when(each), f"{ids}{grade}"))


def _when(lesson: Lesson) -> str:
    when = [f"week {lesson.week}"] if lesson.week is not None else []
    when += [f"after [{rule}](rules.md#{rule})" for rule in lesson.after]
    when += [f"after {sport}" for sport in lesson.sports]
    only = [
        *(["once cleared"] if lesson.cleared else []),
        *(["nothing flagged"] * lesson.unflagged),
    ]
    only += [f"profile {' or '.join(lesson.profiles)}"] if lesson.profiles else []
    return "; ".join([" or ".join(when), *only])


def _questions(questions: Iterable[Question]) -> Iterator[str]:
    yield from ("", "## The questions of the check-in", "")
    yield "Only what a person says raises an alert, never a watch. A yes shows where to get help."
    yield ""
    yield from ("| question | words | how fast | stands on |", "|---|---|---|---|")
    for each in questions:
        ids = ", ".join(map(_to, each.recommendations))
        name = f"{_anchor(f'question-{each.id}')}{each.id}"
        yield _row((name, QUESTIONS[each.id].one, _URGENCY[each.urgency], ids))


def _anchor(name: str) -> str:
    return f'<a id="{name.lower()}"></a>'


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _linked(text: str) -> str:
    """Numbers of statements and disagreements as links."""
    return _NUMBERED.sub(lambda found: _to(found.group()), text)


def _to(id_: str) -> str:
    return f"[{id_}](#{id_.lower()})"


if __name__ == "__main__":
    click.echo(page(), nl=False)
