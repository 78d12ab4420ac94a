"""One piece of heavy work in a process of its own: limited in time, gone with its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

from service.tied import PARENT

#: A stopping daemon lets a child that is posting finish for so long; together under five seconds.
GRACE_S: Final = 3.0

#: A killed process is gone at once, unless the system makes it wait for a disk or share.
_GONE_S: Final = 10.0

#: So much of a child's last words is kept.
_TAIL: Final = 4096
_PIECE: Final = 65536

#: These are the daemon's own conversation with systemd.
_NOT_FOR_CHILDREN: Final = frozenset({"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})


class Stopped(StrEnum):
    NO = ""
    LIMIT = "limit"  # it took too long
    ASKED = "asked"  # the daemon was to stop
    HANGS = "hangs"  # it was killed, and the system does not let it end


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. A negative code is the number of the signal that killed it."""

    code: int
    seconds: float
    said: str = ""  # the end of what it wrote to stderr
    stopped: Stopped = Stopped.NO
    tries: int = 1

    @property
    def crashed(self) -> bool:
        return self.code < 0 and self.stopped is Stopped.NO


def command(data: str, settings_file: str, words: Sequence[str]) -> list[str]:
    """Give the command line of a child: this interpreter, no current folder on its path."""
    own = [sys.executable, "-P", "-m", "service", "--data", data, "--config", settings_file]
    return [*own, *words]


async def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    limit_s: float,
    stop: asyncio.Event,
    grace_s: float = GRACE_S,
) -> Ended:
    """Run a child to its end, once more if it crashed. What says no is not asked again."""
    ended = await _once(command, environment, limit_s, stop, grace_s)
    if not ended.crashed or stop.is_set():
        return ended
    second = await _once(command, environment, limit_s, stop, grace_s)
    seconds = ended.seconds + second.seconds
    return Ended(second.code, seconds, second.said, second.stopped, tries=2)


def world(environment: Mapping[str, str]) -> dict[str, str]:
    """Give a child's environment: ours, without what is between us and systemd."""
    passed = {name: value for name, value in environment.items() if name not in _NOT_FOR_CHILDREN}
    return {**passed, PARENT: str(os.getpid())}


def kill_group(leader: int) -> None:
    """Kill a child and whatever it started."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


async def _once(
    command: Sequence[str],
    environment: Mapping[str, str],
    limit_s: float,
    stop: asyncio.Event,
    grace_s: float,
) -> Ended:
    begun = monotonic()
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,  # it shows names and files, to nobody here
        stderr=asyncio.subprocess.PIPE,
        env=world(environment),
        start_new_session=True,
    )
    tail = asyncio.create_task(_tail(process.stderr))
    try:
        stopped = await _wait(process, limit_s, stop, grace_s)
    finally:
        kill_group(process.pid)  # and whatever it started
    return await _ended(process, tail, begun, stopped)


async def _ended(
    process: asyncio.subprocess.Process, tail: asyncio.Task[str], begun: float, stopped: Stopped
) -> Ended:
    """Say how it ended. What waits inside the kernel does not end, and is left behind."""
    ending = asyncio.create_task(process.wait())
    await asyncio.wait({ending, tail}, timeout=_GONE_S)
    if process.returncode is not None and tail.done():
        return Ended(process.returncode, monotonic() - begun, tail.result(), stopped)
    ending.cancel()
    tail.cancel()
    return Ended(-signal.SIGKILL, monotonic() - begun, "", Stopped.HANGS)


async def _wait(
    process: asyncio.subprocess.Process, limit_s: float, stop: asyncio.Event, grace_s: float
) -> Stopped:
    """Wait for the end of a process, of its time, or of the daemon's."""
    ending, stopping = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({ending, stopping}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            return Stopped.NO
        if not stopping.done():
            return Stopped.LIMIT
        await asyncio.wait({ending}, timeout=grace_s)
        return Stopped.NO if ending.done() else Stopped.ASKED
    finally:
        ending.cancel()
        stopping.cancel()


async def _tail(stream: asyncio.StreamReader | None) -> str:
    """Read all, so that a talkative child never waits for us; keep the end."""
    assert stream is not None
    kept = b""
    while piece := await stream.read(_PIECE):
        kept = (kept + piece)[-_TAIL:]
    return kept.decode(errors="replace")
