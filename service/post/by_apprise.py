"""One sentence to one address of a phone service, through apprise: no files, no echo of secrets.

apprise takes 0.4 s and 35 MB: it is imported when something is sent, in a process that ends.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from service.post.addresses import AddressError
from service.post.outcome import Outcome
from storage.sending import MessageState

if TYPE_CHECKING:
    from apprise import NotifyBase

#: Say it on this very machine, some into the system's log for all who may read it.
_OF_THIS_MACHINE = frozenset({"dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})

#: Parts of an address that make apprise read a file of this machine, or fetch one.
_READ_FILES = frozenset({"attach", "keyfile", "pgpkey", "subfile", "template"})

_LIMIT_S = 60

#: What apprise's own words hold that helps and tells nothing: the number of an HTTP answer.
_HTTP = re.compile(r"\berror=(\d{3})\b")

_NOISY = ("apprise", "urllib3", "paho")


def check(address: str) -> None:
    """Raise `AddressError` where nothing can be sent; the message repeats only the scheme."""
    scheme, asked = _parts(address)
    if scheme in _OF_THIS_MACHINE:
        raise AddressError(
            f"{scheme}:// shows it on this machine, where nobody may be. "
            "Give the address of a phone service, as ntfy://ntfy.sh/a-topic"
        )
    if asked & _READ_FILES:
        raise AddressError(
            f"A nudge has no files: leave {', '.join(sorted(asked & _READ_FILES))} out of the "
            "address."
        )
    if "retry" in asked:
        raise AddressError("A nudge goes out at most once: leave retry out of the address.")
    with _hushed():
        understood = _service(address) is not None
    if not understood:
        raise AddressError(
            f"The address beginning with {scheme}:// is not understood. Give a mail address, or "
            "one as ntfy://ntfy.sh/a-topic, gotify://host/token, mqtt://user:password@host/topic; "
            "see docs/sending.md."
        )


def notify(address: str, title: str, text: str) -> Outcome:
    """Send once. A service that took it is `SENT`; anything else is over: `REFUSED`."""
    from apprise import Apprise, NotifyFormat

    try:
        check(address)
    except AddressError as error:
        return Outcome(MessageState.REFUSED, "the address is not usable", str(error), True)
    with _hushed() as heard:
        service = _service(address)
        assert service is not None, "it was just checked"
        sender = Apprise(asset=service.asset)
        sender.add(service)
        taken = sender.notify(body=text, title=title, body_format=NotifyFormat.TEXT)
    if taken:
        return Outcome(MessageState.SENT, "taken")
    return Outcome(
        MessageState.REFUSED,
        f"not taken{_why(heard)}",
        "Check that the service runs and the address is right; this nudge is not sent again.",
        True,
    )


def _parts(address: str) -> tuple[str, set[str]]:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower(), {name.lower() for name, _ in parse_qsl(parts.query, True)}
    except ValueError:
        # urllib repeats the address in its message.
        raise AddressError(
            "The address is not written as scheme://host/...; see docs/sending.md."
        ) from None


def _service(address: str) -> NotifyBase | None:
    from apprise import Apprise, AppriseAsset, PersistentStoreMode

    plain = AppriseAsset(
        app_id="stegvis",
        app_desc="stegvis",
        app_url="",
        image_url_mask=None,  # pictures would be fetched from somebody else's server
        image_url_logo=None,
        plugin_paths=[],
        storage_mode=PersistentStoreMode.MEMORY,
        async_mode=False,
        allow_templates=False,
        language="en",
        service_timeout=_LIMIT_S,
    )
    return Apprise.instantiate(_acknowledged(address), asset=plain)


def _acknowledged(address: str) -> str:
    """MQTT by itself is sent into the blue; at its second level it is taken exactly once."""
    scheme, asked = _parts(address)
    if scheme not in {"mqtt", "mqtts"} or "qos" in asked:
        return address
    return f"{address}{'&' if urlsplit(address).query else '?'}qos=2"


class _Heard(logging.Handler):
    """Listens to apprise, and keeps only the numbers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.codes: list[str] = []
        self.unreachable = False

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        self.codes += _HTTP.findall(words)
        self.unreachable |= "onnection" in words or "Socket" in words


def _why(heard: _Heard) -> str:
    if heard.codes:
        return f" (HTTP {heard.codes[-1]})"
    return " (cannot be reached)" if heard.unreachable else ""


@contextmanager
def _hushed() -> Iterator[_Heard]:
    """Let no library write an address into our log, at whatever level that is."""
    heard = _Heard()
    before: list[tuple[logging.Logger, bool, Any]] = []
    for name in _NOISY:
        logger = logging.getLogger(name)
        before.append((logger, logger.propagate, list(logger.handlers)))
        logger.propagate = False
        logger.handlers = [heard if name == "apprise" else logging.NullHandler()]
    try:
        yield heard
    finally:
        for logger, propagated, handlers in before:
            logger.propagate, logger.handlers = propagated, handlers
