"""The service's end of the lookout: asks whether files wait, and never waits for ever itself.

One that hangs is left where it is, in the one folder it waits in, and another looks at all others.
When that folder answers, the one left behind ends, and the folder is looked at again. After some
time it is killed as well, since something else may be mounted there by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from service.inbox.line import Line
from service.inbox.tick import Sought

#: A disk that has to spin up, or a share whose computer is asleep, takes a quarter of this.
ANSWER_S: Final = 30.0

#: One left behind is killed after this; what lasts is told again as often.
_ANEW_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found."""

    waiting: bool = False
    whole: bool = True  # every folder answered
    said: str = ""  # what is to be told of one that did not: at first, and every ten minutes


@dataclass(slots=True)
class Lookout:
    """Asks, one question at a time; begins and ends the process that answers."""

    environment: Mapping[str, str]
    arrived: Callable[[], None] = lambda: None
    answer_s: float = ANSWER_S
    minds: bool = True  # the locks of others
    _line: Line | None = None
    _left: list[tuple[Line, float]] = field(default_factory=list)  # behind, and since when
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
            self._line = Line.begin(sought, self.environment, self.arrived, minds=self.minds)
        line = self._line
        await line.ask(stop, self.answer_s)
        if line.answer is not None:
            return self._answered(line, line.answer)
        if stop.is_set():
            return Looked(whole=False)
        self._line = None
        if line.ended:  # its line, and the process itself a moment later
            await line.ending()
        self._leave_behind(line)
        return self._failed(line)

    async def end(self) -> None:
        """End all. What waits inside the kernel cannot be ended, and stays what it is."""
        if self._line is not None:
            self._leave_behind(self._line)
            self._line = None
        for line, _ in self._left:
            line.kill()
        await asyncio.gather(*(line.ending() for line, _ in self._left))
        self._let_go()

    def _leave_behind(self, line: Line) -> None:
        line.leave()
        self._left.append((line, monotonic()))

    def _let_go(self) -> None:
        """Forget those that are gone; kill those that had their time."""
        self._left = [each for each in self._left if not each[0].gone()]
        for line, since in self._left:
            if monotonic() - since >= _ANEW_S:
                line.kill()

    def _answered(self, line: Line, waiting: bool) -> Looked:
        if line.hangs:
            return Looked(waiting, whole=False, said=self._news(_unanswering(line.hangs)))
        self._told = None
        return Looked(waiting)

    def _failed(self, line: Line) -> Looked:
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


def _unanswering(folders: Iterable[str]) -> str:
    said = " ".join(f"{each} does not answer." for each in sorted(folders))
    return (
        f"{said} Look at its disk, its cable, or the computer it is shared from."
        " Nothing is read from there until it answers; all else goes on."
    )
