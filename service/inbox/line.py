"""One process that looks into folders, and the line it speaks on: begun, asked, heard, let go."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Self

from service import log
from service.children import kill_group, world
from service.inbox.lookout import ANSWERS, ARRIVED, AT, HANGS, WAITING
from service.inbox.tick import Sought

#: A killed process is gone in a moment, unless it waits inside the kernel: a second is enough.
_TRIES: Final = 50
_BETWEEN_S: Final = 0.02

_PIECE: Final = 65536


@dataclass(slots=True)
class Line:
    """One process that looks, and what was heard of it since it was asked."""

    process: subprocess.Popen[bytes]
    sought: Sought
    arrived: Callable[[], None]
    at: str = ""  # where it looked last
    hangs: set[str] = field(default_factory=set)  # what it left out: another waits there
    answer: bool | None = None
    ended: bool = False
    _rest: bytes = b""  # of what it says, not whole yet
    _heard: asyncio.Event = field(default_factory=asyncio.Event)  # an answer, or its end

    @classmethod
    def begin(
        cls,
        sought: Sought,
        environment: Mapping[str, str],
        arrived: Callable[[], None],
        *,
        minds: bool,
    ) -> Self:
        """Begin a process; ``minds``: the locks of others."""
        locks = sought.data if minds else ""
        # Not asyncio's own: that keeps a thread for each process, and this one stays.
        process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-P", "-m", "service.inbox.lookout", sought.text(), locks],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=world(environment),
            start_new_session=True,
            bufsize=0,
        )
        line = cls(process, sought, arrived)
        asyncio.get_running_loop().add_reader(line._out, line._read)
        return line

    async def ask(self, stop: asyncio.Event, within_s: float) -> None:
        """Ask; wait for an answer, for the end of the line, of the time, or of the service."""
        self._ask()
        waits = [asyncio.create_task(event.wait()) for event in (self._heard, stop)]
        try:
            await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def leave(self) -> None:
        """Hear nothing of it any more; its next answer, if there ever is one, is its last."""
        asyncio.get_running_loop().remove_reader(self._out)
        assert self.process.stdin is not None
        self.process.stdin.close()

    def kill(self) -> None:
        """Kill it, unless it is gone: its number may be another's by then."""
        if self.process.poll() is None:
            kill_group(self.process.pid)

    async def ending(self) -> None:
        """Wait a moment for the end of a process that is ending."""
        for _ in range(_TRIES):
            if self.process.poll() is not None:
                return
            await asyncio.sleep(_BETWEEN_S)

    def gone(self) -> bool:
        """Tell whether one that was left is gone; if so, nothing of it is kept."""
        if self.process.poll() is None:
            return False
        assert self.process.stdout is not None
        self.process.stdout.close()
        return True

    @property
    def _out(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def _ask(self) -> None:
        assert self.process.stdin is not None
        self.answer = None
        self.hangs.clear()
        if not self.ended:
            self._heard.clear()
        with suppress(BrokenPipeError):  # it ended, and the end of its line tells
            self.process.stdin.write(b"\n")

    def _read(self) -> None:
        piece = os.read(self._out, _PIECE)
        if not piece:
            asyncio.get_running_loop().remove_reader(self._out)
            self.ended = True
            self._heard.set()
        *whole, self._rest = (self._rest + piece).split(b"\n")
        for raw in whole:
            self._hear(raw.decode(errors="replace"))

    def _hear(self, said: str) -> None:
        if said in ANSWERS:
            self.answer = said == WAITING
            self._heard.set()
        elif said == ARRIVED:
            self.arrived()
        elif said.startswith(AT):
            self.at = json.loads(said.removeprefix(AT))
        elif said.startswith(HANGS):
            self.hangs.add(json.loads(said.removeprefix(HANGS)))
        else:
            log.pass_on(said)
