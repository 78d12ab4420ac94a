"""Where a statement of a letter comes from: a footnote with its grade, linked where a page is."""

from __future__ import annotations

from collections.abc import Iterable

from config.recommendations import Recommendation, read_documents, read_recommendations
from service.letters.page import Footnote, Link
from service.letters.words import Words

#: More numbers beside a question are not followed up.
_SHOWN = 3


def links(ids: Iterable[str], page_url: str, *, graded: bool = False) -> tuple[Link, ...]:
    """Statements by their numbers, with the document's own grade where it gives one."""
    known = {row.id: row for row in read_recommendations()}
    return tuple(
        Link(_named(known[each], graded=graded), f"{page_url}#{each.lower()}" if page_url else "")
        for each in ids
    )


def few(ids: Iterable[str], page_url: str) -> tuple[Link, ...]:
    """The first of many statements, those with a grade before the others."""
    known = {row.id: row for row in read_recommendations()}
    by_grade = sorted(ids, key=lambda each: (not known[each].grade, each))
    return links(sorted(by_grade[:_SHOWN]), page_url, graded=True)


def document_note(mark: str, ids: tuple[str, ...], grade: str, page_url: str, _: Words) -> Footnote:
    """The documents a sentence stands on, by their titles."""
    known = {row.id: row for row in read_recommendations()}
    titles = {document.source: document.title for document in read_documents()}
    named = dict.fromkeys(titles[known[each].source] for each in ids)
    said = "; ".join(f"“{title}”" for title in named)
    return Footnote(f"{mark} {said}.{graded(grade, _)}", links(ids, page_url))


def cited(source: str, _: Words) -> str:
    """A source of config/*.toml in the reader's language; `phrases_sources` holds the sentences."""
    return _(source)


def graded(grade: str, _: Words) -> str:
    return _(" Grade of evidence there: {grade}.", grade=_between(grade)) if grade else ""


def _named(row: Recommendation, *, graded: bool) -> str:
    return f"{row.id} ({_between(row.grade)})" if graded and row.grade else row.id


def _between(grade: str) -> str:
    """Two grades joined as in every language; "to" is a number in Danish."""
    return grade.replace(" to ", "–")
