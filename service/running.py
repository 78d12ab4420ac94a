"""What the parts of one running service share, and how each of them says what it fails at."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from service import attempts, log
from service.sd_notify import notify

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from service.home import Home


@dataclass
class Daemon:
    """One running service."""

    home: Home
    engine: Engine
    tick_s: float
    level: str | None = None  # how much is written down, whatever the settings say
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)
    anew: bool = False  # it stops, and begins again as if it had just been started
    held: str = ""  # why nothing is said to anybody just now
    #: Until when this counts as alive (monotonic): ticks and children move it on, nothing else.
    alive_until: float = 0.0

    def tell(self, *lines: str) -> None:
        notify(self.home.environment, *lines)

    def alive(self, at_most_s: float) -> None:
        self.alive_until = monotonic() + at_most_s

    def doubts(self, held: str) -> None:
        """Say it once when nothing may be said to anybody, and once when it may again."""
        if held != self.held:
            log.warning("held" if held else "held_no_more", why=held or self.held)
            self.held = held

    def failed(self, what: str, said: str) -> None:
        """Say it in the log, and to `doctor`. A disk that is full is no reason to end."""
        log.warning("failed", what=what, said=said)
        with suppress(OSError):
            tried = attempts.read(self.home.data)
            attempts.write(self.home.data, tried.fell(what, self.home.now(), said))

    def works(self, what: str) -> None:
        with suppress(OSError):
            tried = attempts.read(self.home.data)
            if what in tried.failed:
                log.line("works_again", what=what)
                attempts.write(self.home.data, tried.succeeded(what, self.home.now()))
