"""The letters that are kept in ``tests/golden/``, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from service.letters.compose import Composed, Letter, Recipient, compose
from tests.made.letters import STORIES, Story, to_evaluation, to_patient, to_physio

Reader = Literal["patient", "physio", "evaluation"]

FOLDER = Path(__file__).resolve().parents[1] / "golden"

#: Story and recipient of each letter that is kept.
KEPT: tuple[tuple[str, Reader], ...] = (
    ("in-band", "patient"),
    ("too-little", "patient"),
    ("too-much", "physio"),
    ("cannot-tell", "patient"),
    ("not-cleared", "physio"),
    ("travel", "patient"),
    ("told-well", "patient"),
    ("told-well", "physio"),
    ("told-well", "evaluation"),
    ("flare", "patient"),
    ("red-flag", "patient"),
    ("red-flag", "physio"),
)


@cache
def written(story: str, reader: Reader, language: str = "en") -> Composed:
    made: dict[Reader, Callable[[Story], Letter]] = {
        "patient": to_patient,
        "physio": to_physio,
        "evaluation": to_evaluation,
    }
    letter: Letter = made[reader](STORIES[story])
    recipient: Recipient = "patient" if reader == "patient" else "physio"
    return compose(letter, language=language, recipient=recipient)


def faces(story: str, reader: Reader) -> dict[Path, str]:
    composed = written(story, reader)
    stem = FOLDER / f"{story}-{reader}"
    return {stem.with_suffix(".txt"): composed.text, stem.with_suffix(".html"): composed.html}
