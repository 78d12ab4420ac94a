"""Whose files are put where: one person has the inbox, several have a folder each inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.inbox.looking import FILED
from storage.records import Person


@dataclass(frozen=True, slots=True)
class Place:
    """One person's folder. ``passed_over`` are names at its top that are not theirs."""

    person: Person
    folder: Path
    passed_over: frozenset[str] = FILED


def places(inbox: Path, everybody: Sequence[Person]) -> tuple[Place, ...]:
    """Give each person's folder.

    >>> kim, bo = Person(1, "Kim A", "UTC"), Person(2, "bo", "UTC")
    >>> [str(each.folder) for each in places(Path("inbox"), [kim, bo])]
    ['inbox/kim-a-1', 'inbox/bo-2']
    """
    from service.letter_errand import name_part

    return tuple(
        Place(person, inbox / name_part(person, everybody).rstrip("-")) for person in everybody
    )
