"""Six letters as they are read. After a wanted change: ``python -m tests.golden.refresh``."""

from __future__ import annotations

import pytest

from service.letters.compose import Recipient
from tests.golden.refresh import KEPT, faces


@pytest.mark.parametrize(("story", "recipient"), KEPT)
def test_a_letter_reads_as_it_was_approved(story: str, recipient: Recipient) -> None:
    for path, text in faces(story, recipient).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} differs"
