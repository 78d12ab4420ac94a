"""The letters that are kept in ``tests/golden/``, and how they are made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from service.letters.compose import Composed, Recipient, compose
from tests.made.letters import STORIES, to_patient, to_physio

FOLDER = Path(__file__).resolve().parents[1] / "golden"

#: Story and recipient of each letter that is kept.
KEPT: tuple[tuple[str, Recipient], ...] = (
    ("in-band", "patient"),
    ("too-little", "patient"),
    ("too-much", "physio"),
    ("cannot-tell", "patient"),
    ("not-cleared", "physio"),
    ("travel", "patient"),
)


@cache
def written(story: str, recipient: Recipient, language: str = "en") -> Composed:
    told = STORIES[story]
    letter = to_patient(told) if recipient == "patient" else to_physio(told)
    return compose(letter, language=language, recipient=recipient)


def faces(story: str, recipient: Recipient) -> dict[Path, str]:
    composed = written(story, recipient)
    stem = FOLDER / f"{story}-{recipient}"
    return {stem.with_suffix(".txt"): composed.text, stem.with_suffix(".html"): composed.html}
