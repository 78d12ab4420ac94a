"""What can go wrong with what is kept, in words that say what to do next."""

from __future__ import annotations

from config.errors import StegvisError
from storage.trouble import ADVICE, Trouble


class StorageError(StegvisError):
    """Anything about the stored data that can be explained to the person running the program."""


class DatabaseUnusableError(StorageError):
    """The database, or another part of what is kept, cannot be used right now."""

    def __init__(
        self, where: str, trouble: Trouble, detail: str = "", *, part: str = "database"
    ) -> None:
        inside = f" ({detail})" if detail else ""
        super().__init__(f"The {part} {where} {trouble.value}{inside}. {ADVICE[trouble]}")
        self.where = where
        self.trouble = trouble


class DatabaseTooNewError(StorageError):
    """A newer stegvis wrote this database; reading it as an older one could lose what it added."""

    def __init__(self, where: str, found: str, known: str) -> None:
        super().__init__(
            f"The database {where} was written by a newer stegvis (its version is {found}, this"
            f" program knows up to {known}). Nothing was changed. Upgrade stegvis, or put back the"
            " copy that was made beside the database before it was upgraded."
        )
        self.found = found


class BlockDamagedError(StorageError):
    """A stored day of minutes does not say what was written."""

    def __init__(self, what: str, day: object) -> None:
        super().__init__(
            f"The stored minutes of {day} (UTC) cannot be read: {what}. Derive that day again from"
            " its originals, or put back a backup of the database."
        )


class OriginalUnreadableError(StorageError):
    """An original that should be in the archive is missing or is not what was put there."""

    def __init__(self, sha256: str, what: str, path: object) -> None:
        super().__init__(
            f"The original {sha256[:12]} {what} ({path}). Put it back from a backup, or import the"
            " file from the watch again."
        )
        self.sha256 = sha256


class PersonUnclearError(StorageError):
    """It cannot be told whose data is meant, or what was said about them does not hold."""
