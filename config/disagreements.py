"""Where the documents disagree or err, and how that is settled, from ``disagreements.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from config.facts import read_facts
from config.recommendations import Recommendation, read_recommendations

FILE = "disagreements.toml"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """``id`` begins with D for documents that disagree, with E for one that errs."""

    id: str
    point: str
    said: str
    resolved: str
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreements:
    checked_on: date
    disagreement: tuple[Disagreement, ...]


@cache
def read_disagreements() -> tuple[Disagreement, ...]:
    """Read and check ``config/disagreements.toml``. Raises `FactsError` naming every fault."""
    known = read_recommendations()
    every = read_facts(FILE, Disagreements, lambda every: faults(every.disagreement, known))
    return every.disagreement


def faults(rows: Iterable[Disagreement], known: Iterable[Recommendation]) -> Iterator[str]:
    """Ids given twice or written otherwise, and statements that do not mention theirs."""
    remarks = {row.id: row.remark for row in known}
    seen: set[str] = set()
    for row in rows:
        if row.id in seen or row.id[:1] not in {"D", "E"} or not row.id[1:].isdigit():
            yield f"{row.id}: an id is D or E and a number, each once"
        seen.add(row.id)
        for id_ in row.recommendations:
            if row.id not in remarks.get(id_, "").replace(",", " ").replace(":", " ").split():
                yield f"{row.id}: the remark of {id_} does not mention it"
