"""One line per decision, for the journal or a terminal; no health value, address or secret in it.

In the journal each fact is a field: ``journalctl STEGVIS_EVENT=sent``.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
from collections.abc import Mapping
from typing import Final, TextIO

#: What a line may say of a decision.
Fact = str | int | float | None

#: Quietest first, as the settings and --verbose name them.
LEVELS: Final = {"quiet": logging.WARNING, "normal": logging.INFO, "verbose": logging.DEBUG}

_logger: Final = logging.getLogger("stegvis")
_JOURNAL: Final = "/run/systemd/journal/socket"
#: syslog's numbers, which the journal sorts by.
_PRIORITIES: Final = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
}
#: A mail address, or a channel's URL, which may hold a token. Servers like to repeat them.
_ADDRESS: Final = re.compile(r"[^\s<>,;]+@[^\s<>,;]+|[\w+.-]+://\S+")
#: A line as `configure` lets it be written to stderr, from its very beginning: what else is
#: written there, as the name of a file, must not look like one. And one fact in it.
_LINE: Final = re.compile(
    r"\d\d:\d\d:\d\d (?P<level>DEBUG|INFO|WARNING|ERROR) event=(?P<event>\S+)(?P<facts>.*)"
)
_FACT: Final = re.compile(r'([\w-]+)=("[^"]*"|\S+)')
_NOT_A_FIELD: Final = re.compile(r"[^A-Z0-9_]")


def line(event: str, **facts: Fact) -> None:
    """Write down a decision: what happened, and numbers or codes it rests on."""
    _write(logging.INFO, event, facts)


def warning(event: str, **facts: Fact) -> None:
    """Write down what somebody should look at."""
    _write(logging.WARNING, event, facts)


def detail(event: str, **facts: Fact) -> None:
    """Write down what only somebody who searches for a fault wants to read."""
    _write(logging.DEBUG, event, facts)


def pass_on(said: str) -> None:
    """Write down what another process of ours wrote to stderr, as if it were written here."""
    for each in said.split("\n"):  # other ends of lines may be part of a name
        found = _LINE.fullmatch(each)
        if found is not None:
            facts = {name: text.strip('"') for name, text in _FACT.findall(found["facts"])}
            _write(getattr(logging, found["level"]), found["event"], facts)


def configure(level: str = "normal", to_journal: bool | None = None) -> None:
    """Say where lines go and how many of them; ``to_journal``: None finds out by itself."""
    if to_journal is None:
        to_journal = is_read_by_journal(os.environ)
    handler = _journal() if to_journal else None
    if handler is None:
        handler = logging.StreamHandler()  # stderr
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    _logger.handlers[:] = [handler]
    _logger.propagate = False
    heed(level)


def heed(level: str) -> None:
    """Say how much is written from now on, here and of what is passed on."""
    _logger.setLevel(LEVELS[level])


def is_read_by_journal(environment: Mapping[str, str], stream: TextIO | None = None) -> bool:
    """Tell whether a stream, else stderr, is the one systemd handed over, not redirected."""
    device, _, inode = environment.get("JOURNAL_STREAM", "").partition(":")
    try:
        there = os.fstat((stream or sys.stderr).fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return (device, inode) == (str(there.st_dev), str(there.st_ino))


def is_of_unit(environment: Mapping[str, str]) -> bool:
    """Tell whether systemd runs this, so that what is printed is kept."""
    return bool(environment.get("JOURNAL_STREAM") or environment.get("INVOCATION_ID"))


class JournalHandler(logging.Handler):
    """Speaks the journal's own protocol: one datagram of FIELD=value lines."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise
        self._socket.setblocking(False)  # a journal that is stuck must not stop the work

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._socket.send(_datagram(record))
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        self._socket.close()
        super().close()


def _write(level: int, event: str, facts: Mapping[str, Fact]) -> None:
    if _logger.isEnabledFor(level) and _logger.hasHandlers():  # else nobody said where to
        said = {"event": event, **{name: _harmless(fact) for name, fact in facts.items()}}
        text = " ".join(f"{name}={_quoted(fact)}" for name, fact in said.items())
        _logger.log(level, text, extra={"facts": said})


def _harmless(fact: Fact) -> str:
    """Give a fact as one line without addresses, whoever put them there."""
    if fact is None:
        return "unknown"
    return _ADDRESS.sub("(address)", " ".join(str(fact).split()))


def _quoted(text: str) -> str:
    text = text.replace('"', "'")
    return f'"{text}"' if " " in text or not text else text


def _journal() -> logging.Handler | None:
    try:
        return JournalHandler(_JOURNAL)
    except OSError:  # a container without a journal; stderr is read by somebody
        return None


def _datagram(record: logging.LogRecord) -> bytes:
    facts: Mapping[str, str] = getattr(record, "facts", {})
    fields = {
        "MESSAGE": " ".join(record.getMessage().split("\n")),
        "PRIORITY": str(_PRIORITIES.get(record.levelno, 6)),
        "SYSLOG_IDENTIFIER": "stegvis",
        **{f"STEGVIS_{_NOT_A_FIELD.sub('_', name.upper())}": said for name, said in facts.items()},
    }
    text = "".join(f"{name}={value}\n" for name, value in fields.items())
    return text.encode(errors="backslashreplace")  # the name of a file may be no text
