"""A PDF that only a password opens: AES-256 (PDF 2.0, revision 6)."""

from __future__ import annotations

import io
import unicodedata

from service.post.outcome import PostError


class SealError(PostError):
    """A letter cannot be sealed. The message never holds the password."""


def sealed(pdf: bytes, seal: str) -> bytes:
    """Encrypt a PDF, its title and its description too. Tags stay, so that it can be read aloud."""
    import pikepdf

    password = unicodedata.normalize("NFKC", seal)
    if not password:
        raise SealError(
            "A sealed letter needs a password, and this consent has none. "
            "Give it again: stegvis consent give --privacy sealed"
        )
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as letter:
        # One password for both roles: whoever may read it may also print it and keep it open.
        lock = pikepdf.Encryption(user=password, owner=password, R=6, aes=True, metadata=True)
        letter.save(written, encryption=lock)
    return written.getvalue()
