"""A server's words made fit to be kept and shown: one short line, no address, no secret."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from config.settings import Mail

#: Longer words than these tell nobody more.
_LONGEST = 200

_ADDRESS = re.compile(r"<[^<>]*@[^<>]*>|[^\s<>@:;,()\"']+@[^\s<>@:;,()\"']+")
_NOT_PRINTED = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def discreet(said: bytes | str, secrets: Iterable[str] = ()) -> str:
    """Give the words without addresses and without ``secrets``, however they are dressed.

    >>> discreet(b"5.1.1 <kim@example.org>: no such user")
    '5.1.1 ...: no such user'
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    text = _ADDRESS.sub("...", text)
    for secret in sorted({form for each in secrets for form in _forms(each)}, key=len)[::-1]:
        # "ok" as a password would black out half a sentence; a real one goes wherever it is.
        found = re.escape(secret) if len(secret) >= 4 else rf"(?<!\w){re.escape(secret)}(?!\w)"
        text = re.sub(found, "...", text, flags=re.IGNORECASE)
    text = _NOT_PRINTED.sub(" ", text).strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def secrets_of(mail: Mail) -> tuple[str, ...]:
    """What no sentence may repeat."""
    both = base64.b64encode(plain_login(mail)).decode().rstrip("=")
    return (mail.password, mail.user, both) if mail.user else (mail.password,)


def plain_login(mail: Mail) -> bytes:
    """User and password as AUTH PLAIN sends them."""
    return f"\0{mail.user}\0{mail.password}".encode()


def _forms(secret: str) -> Iterable[str]:
    """A secret, the name in an address, and both as AUTH writes them."""
    if not secret:
        return
    for form in (secret, secret.partition("@")[0]):
        yield form
        yield base64.b64encode(form.encode()).decode().rstrip("=")
