"""A letter as files: text, HTML, PDF, and mail where an address is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import StegvisError
from service.periods import week_of

if TYPE_CHECKING:
    from datetime import datetime

    from config.settings import Settings
    from service.letter_errand import Recipient
    from service.letters.compose import Composed, Letter


class OutError(StegvisError):
    """The letters cannot be written where they were asked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as files."""

    recipient: Recipient
    week: str
    verdict: str  # empty: an evaluation gives none
    files: tuple[Path, ...]


def write_letter(
    values: Letter, recipient: Recipient, language: str, settings: Settings, out: Path, stem: str
) -> Written:
    """Compose a letter and write its files to ``out``: text, HTML, PDF and mail."""
    from service.letters.compose import compose
    from service.letters.html import standalone

    composed = compose(
        values, language=language, recipient=recipient, page_url=settings.letters.page_url
    )
    contents = {
        "txt": composed.text.encode(),
        "html": standalone(composed.html, composed.charts).encode(),
        "pdf": composed.pdf,
        "eml": _mail(composed, recipient, settings, values.written_at, stem),
    }
    verdict = getattr(values, "verdict", "")
    files = tuple(put(out / f"{stem}.{kind}", data) for kind, data in contents.items())
    return Written(recipient, week_of(values.week_start), str(verdict), files)


def _mail(
    composed: Composed, recipient: Recipient, settings: Settings, written_at: datetime, stem: str
) -> bytes:
    from service.letters.mail import as_email

    addresses = settings.letters
    to = addresses.patient if recipient == "patient" else addresses.physio
    domain = addresses.sender.rpartition("@")[2] or "localhost"
    return as_email(
        composed,
        sender=addresses.sender,
        to=to or "undisclosed",
        message_id=f"<{stem}.{written_at:%Y%m%d%H%M%S}@{domain}>",
        date=written_at,
    )


def put(path: Path, data: bytes) -> Path:
    """Write one file that nobody else may read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}. Choose another folder with --out."
        raise OutError(message) from error
    return path
