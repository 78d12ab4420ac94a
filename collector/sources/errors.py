"""Why something that was found cannot be read, in one sentence."""

from __future__ import annotations

from config.errors import StegvisError


class SourceError(StegvisError):
    """A file, folder or archive that gives nothing. ``what`` follows its name in a sentence."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name} {what}")
        self.name = name
        self.what = what
