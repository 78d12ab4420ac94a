"""One piece of heavy work in a process of its own: limited in time, gone with its parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

#: In the environment of a child: the process whose end is its own.
PARENT: Final = "STEGVIS_PARENT"

#: A stopping daemon lets a child that is posting finish for so long; together under five seconds.
GRACE_S: Final = 3.0

#: A child is less urgent than whatever else this computer is for.
_NICE: Final = 10
_PR_SET_PDEATHSIG: Final = 1

#: So much of a child's last words is kept.
_TAIL: Final = 4096
_PIECE: Final = 65536

#: These are the daemon's own conversation with systemd.
_NOT_FOR_CHILDREN: Final = frozenset({"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})


class Stopped(StrEnum):
    NO = ""
    LIMIT = "limit"  # it took too long
    ASKED = "asked"  # the daemon was to stop


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. A negative code is the number of the signal that killed it."""

    code: int
    seconds: float
    said: str = ""  # the end of what it printed
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


def follow(parent: int) -> None:
    """In a child: end at once when the parent does, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(3)  # it was gone before this could be asked for
    with suppress(OSError):  # a sandbox may forbid even that
        os.nice(_NICE)


async def _once(
    command: Sequence[str],
    environment: Mapping[str, str],
    limit_s: float,
    stop: asyncio.Event,
    grace_s: float,
) -> Ended:
    passed = {name: value for name, value in environment.items() if name not in _NOT_FOR_CHILDREN}
    begun = monotonic()
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**passed, PARENT: str(os.getpid())},
        start_new_session=True,
    )
    tail = asyncio.create_task(_tail(process.stdout))
    try:
        stopped = await _wait(process, limit_s, stop, grace_s)
    finally:
        _kill_group(process.pid)  # and whatever it started
    code = await process.wait()
    return Ended(code, monotonic() - begun, await tail, stopped)


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


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
