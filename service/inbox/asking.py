"""The service's end of the lookout: asks whether files wait, and never waits for ever itself.

One that hangs is left where it is: its late answer is the first to tell that the folder answers
again. After some time it is killed and another begins, since other things may be mounted by then;
one that cannot even be killed keeps its lock, and none begins beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from config.errors import StegvisError
from service import log
from service.children import kill_group, world
from service.inbox.lookout import ANOTHER, ANSWERS, ARRIVED, AT, WAITING
from service.inbox.tick import Sought

#: In the data directory.
LOCK: Final = ".lookout.lock"

#: A disk that has to spin up, or a share whose computer is asleep, takes a quarter of this.
ANSWER_S: Final = 30.0

#: What hangs, or could not begin, is tried anew after this.
_ANEW_S: Final = 600.0

#: A killed process is gone in a moment, unless it waits inside the kernel: a second is enough.
_TRIES: Final = 50
_BETWEEN_S: Final = 0.02

_PIECE: Final = 65536


class NoAnswerError(StegvisError):
    """Nobody can say what is in a folder."""


@dataclass(slots=True)
class _Line:
    """One process that looks, and what was heard of it since it was asked."""

    process: subprocess.Popen[bytes]
    sought: Sought
    at: str = ""  # where it looked last
    answer: bool | None = None
    rest: bytes = b""  # of a line that is not whole yet
    ended: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # an answer, or its end


@dataclass(slots=True)
class Lookout:
    """Asks, one question at a time; begins and ends the process that answers."""

    environment: Mapping[str, str]
    arrived: Callable[[], None] = lambda: None
    answer_s: float = ANSWER_S
    lock: str = LOCK  # empty: no other is minded
    _line: _Line | None = None
    _failed_at: float | None = None  # it owes an answer since then

    async def waiting(self, sought: Sought, stop: asyncio.Event) -> bool | None:
        """Tell whether files wait; None while a failure lasts that was told already.

        Raises `NoAnswerError` when there is no answer in time, and each time it is tried anew.
        """
        if self._failed_at is not None and (self._line is None or self._line.answer is None):
            if monotonic() - self._failed_at < _ANEW_S:
                return None
            await self.end()
        elif self._line is not None and self._line.sought != sought:
            await self.end()
        if self._line is None:
            self._line = self._begun(sought)
        if self._failed_at is None:
            _ask(self._line)
        return await self._answered(self._line, stop)

    async def end(self) -> None:
        """End it. One that waits inside the kernel cannot be ended, and stays what it is."""
        line = self._line
        if line is None:
            return
        kill_group(line.process.pid)
        if await _gone(line):
            _close(line)
            self._line = self._failed_at = None

    def _begun(self, sought: Sought) -> _Line:
        lock = f"{sought.data}/{self.lock}" if self.lock else ""
        # Not asyncio's own: that keeps a thread for each process, and this one stays.
        process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-P", "-m", "service.inbox.lookout", sought.text(), lock],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=world(self.environment),
            start_new_session=True,
            bufsize=0,
        )
        line = _Line(process, sought)
        asyncio.get_running_loop().add_reader(_out(line), self._read, line)
        return line

    def _read(self, line: _Line) -> None:
        piece = os.read(_out(line), _PIECE)
        if not piece:
            asyncio.get_running_loop().remove_reader(_out(line))
            line.ended = True
            line.heard.set()
        *whole, line.rest = (line.rest + piece).split(b"\n")
        for raw in whole:
            self._hear(line, raw.decode(errors="replace"))

    def _hear(self, line: _Line, said: str) -> None:
        if said in ANSWERS:
            line.answer = said == WAITING
            line.heard.set()
        elif said == ARRIVED:
            self.arrived()
        elif said.startswith(AT):
            line.at = json.loads(said.removeprefix(AT))
        else:
            log.pass_on(said)

    async def _answered(self, line: _Line, stop: asyncio.Event) -> bool | None:
        """Wait for an answer, for the end of the line, of the time, or of the service."""
        waits = [asyncio.create_task(event.wait()) for event in (line.heard, stop)]
        try:
            await asyncio.wait(waits, timeout=self.answer_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        if line.answer is None and stop.is_set():
            return None
        self._failed_at = None if line.answer is not None else monotonic()
        if line.answer is None:
            if line.ended:  # its line, and the process itself a moment later
                await _gone(line)
            raise NoAnswerError(_why(line))
        return line.answer


async def _gone(line: _Line) -> bool:
    """Wait a moment for the end of a process that is ending; tell whether it came."""
    for _ in range(_TRIES):
        if line.process.poll() is not None:
            return True
        await asyncio.sleep(_BETWEEN_S)
    return False


def _ask(line: _Line) -> None:
    assert line.process.stdin is not None
    line.answer = None
    if not line.ended:
        line.heard.clear()
    with suppress(BrokenPipeError):  # it ended, and the end of its line tells
        line.process.stdin.write(b"\n")


def _why(line: _Line) -> str:
    where = line.at or line.sought.inbox
    code = line.process.poll()
    if line.ended and code != ANOTHER:
        return f"The process that looks into {where} ended with {code}. It is started again."
    return (
        f"{where} does not answer. Look at its disk, its cable, or the computer it is shared from."
        " Nothing is read from there or the inbox until it answers; all else goes on."
    )


def _out(line: _Line) -> int:
    assert line.process.stdout is not None
    return line.process.stdout.fileno()


def _close(line: _Line) -> None:
    assert line.process.stdin is not None
    assert line.process.stdout is not None
    asyncio.get_running_loop().remove_reader(_out(line))
    line.process.stdin.close()
    line.process.stdout.close()
