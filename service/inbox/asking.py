"""The service's end of the lookout: asks whether files wait, and never waits for ever itself.

One that hangs is left where it is, in the one folder it waits in, and another looks at all others.
When that folder answers, the one left behind ends, and the folder is looked at again. After some
time it is killed as well, since something else may be mounted there by then.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from service import log
from service.children import kill_group, world
from service.inbox.lookout import ANSWERS, ARRIVED, AT, HANGS, WAITING
from service.inbox.tick import Sought

#: A disk that has to spin up, or a share whose computer is asleep, takes a quarter of this.
ANSWER_S: Final = 30.0

#: One left behind is killed after this; what lasts is told again as often.
_ANEW_S: Final = 600.0

#: A killed process is gone in a moment, unless it waits inside the kernel: a second is enough.
_TRIES: Final = 50
_BETWEEN_S: Final = 0.02

_PIECE: Final = 65536


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found."""

    waiting: bool = False
    whole: bool = True  # every folder answered
    said: str = ""  # what is to be told of one that did not: at first, and every ten minutes


@dataclass(slots=True)
class _Line:
    """One process that looks, and what was heard of it since it was asked."""

    process: subprocess.Popen[bytes]
    sought: Sought
    at: str = ""  # where it looked last
    hangs: set[str] = field(default_factory=set)  # what it left out: another waits there
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
    minds: bool = True  # the locks of others
    _line: _Line | None = None
    _left: list[tuple[_Line, float]] = field(default_factory=list)  # behind, and since when
    _told: tuple[str, float] | None = None  # last, and when

    async def look(self, sought: Sought, stop: asyncio.Event) -> Looked:
        """Ask whether files wait, wherever it can be said in time."""
        self._let_go()
        if self._line is not None and self._line.sought != sought:
            await self.end()
        lost = [line for line, _ in self._left if not line.at]
        if lost:  # it waits for something else than a folder, as the next one would
            return self._failed(lost[0])
        if self._line is None:
            self._line = self._begun(sought)
        line = self._line
        _ask(line)
        await self._heard(line, stop)
        if line.answer is not None:
            return self._answered(line, line.answer)
        if stop.is_set():
            return Looked(whole=False)
        self._line = None
        if line.ended:  # its line, and the process itself a moment later
            await _gone(line)
        self._leave_behind(line)
        return self._failed(line)

    async def end(self) -> None:
        """End all. What waits inside the kernel cannot be ended, and stays what it is."""
        if self._line is not None:
            self._leave_behind(self._line)
            self._line = None
        for line, _ in self._left:
            kill_group(line.process.pid)
        await asyncio.gather(*(_gone(line) for line, _ in self._left))
        self._let_go()

    def _leave_behind(self, line: _Line) -> None:
        """Hear nothing of it any more; its next answer, if there ever is one, is its last."""
        asyncio.get_running_loop().remove_reader(_out(line))
        assert line.process.stdin is not None
        line.process.stdin.close()
        self._left.append((line, monotonic()))

    def _let_go(self) -> None:
        """Forget those that have ended; kill those that had their time."""
        for each in tuple(self._left):
            line, since = each
            if line.process.poll() is not None:
                assert line.process.stdout is not None
                line.process.stdout.close()
                self._left.remove(each)
            elif monotonic() - since >= _ANEW_S:
                kill_group(line.process.pid)

    def _answered(self, line: _Line, waiting: bool) -> Looked:
        if line.hangs:
            return Looked(waiting, whole=False, said=self._news(_unanswering(line.hangs)))
        self._told = None
        return Looked(waiting)

    def _failed(self, line: _Line) -> Looked:
        """Say why there was no answer."""
        where = line.at or line.sought.inbox
        if line.ended:
            said = f"The process that looks into {where} ended with {line.process.poll()}."
            return Looked(whole=False, said=self._news(f"{said} It is started again."))
        return Looked(whole=False, said=self._news(_unanswering({*line.hangs, where})))

    def _news(self, said: str) -> str:
        """Give what is to be told, unless it was a short time ago."""
        if self._told is not None:
            before, at = self._told
            if said == before and monotonic() - at < _ANEW_S:
                return ""
        self._told = said, monotonic()
        return said

    def _begun(self, sought: Sought) -> _Line:
        locks = sought.data if self.minds else ""
        # Not asyncio's own: that keeps a thread for each process, and this one stays.
        process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-P", "-m", "service.inbox.lookout", sought.text(), locks],
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
        elif said.startswith(HANGS):
            line.hangs.add(json.loads(said.removeprefix(HANGS)))
        else:
            log.pass_on(said)

    async def _heard(self, line: _Line, stop: asyncio.Event) -> None:
        """Wait for an answer, for the end of the line, of the time, or of the service."""
        waits = [asyncio.create_task(event.wait()) for event in (line.heard, stop)]
        try:
            await asyncio.wait(waits, timeout=self.answer_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()


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
    line.hangs.clear()
    if not line.ended:
        line.heard.clear()
    with suppress(BrokenPipeError):  # it ended, and the end of its line tells
        line.process.stdin.write(b"\n")


def _unanswering(folders: Iterable[str]) -> str:
    said = " ".join(f"{each} does not answer." for each in sorted(folders))
    return (
        f"{said} Look at its disk, its cable, or the computer it is shared from."
        " Nothing is read from there until it answers; all else goes on."
    )


def _out(line: _Line) -> int:
    assert line.process.stdout is not None
    return line.process.stdout.fileno()
