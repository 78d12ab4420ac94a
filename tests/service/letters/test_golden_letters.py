"""Six letters as they are read. After a wanted change: ``make golden``, then read the diff."""

from __future__ import annotations

import os

import pytest

from service.letters.compose import Recipient
from tests.made.golden import KEPT, faces


@pytest.mark.parametrize(("story", "recipient"), KEPT)
def test_a_letter_reads_as_it_was_approved(story: str, recipient: Recipient) -> None:
    for path, text in faces(story, recipient).items():
        if os.environ.get("STEGVIS_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{path.name} differs"
