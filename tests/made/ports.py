"""Ports of this machine: one that stays free for a server to take, one where nobody listens."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from random import SystemRandom

#: Below the ports Linux gives to whoever asks for any: what is free here is taken by nobody who
#: did not choose that very number.
_CHOSEN = range(10_000, 32_768)


def free_port() -> int:
    """Give a port of 127.0.0.1, another one to each of several test programs."""
    while True:
        port = SystemRandom().choice(_CHOSEN)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@contextmanager
def closed_port() -> Iterator[int]:
    """Hold a port that refuses every connection, so that nobody begins to listen there."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
