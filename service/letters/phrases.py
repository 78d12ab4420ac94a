"""The two marks by which sentences are found for the catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named numbers; ``many`` where a count ``n`` changes the words."""

    one: str
    many: str | None = None


def phrase(one: str) -> Phrase:
    return Phrase(one)


def counted(one: str, many: str) -> Phrase:
    return Phrase(one, many)
