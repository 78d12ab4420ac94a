"""The plain text of a letter: written first, and a letter in itself."""

from __future__ import annotations

from service.letters.page import TEMPLATES, Page
from service.letters.templating import rendered


def as_text(page: Page) -> str:
    template = f"{TEMPLATES[type(page)]}.txt"
    lines = rendered(template, page).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"
