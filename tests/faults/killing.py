"""Work in a fork of this process that is killed: after some time, or at one step of the program.

A fork costs hundredths of a second where a fresh interpreter with all it reads costs seconds.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

#: Where the program's own steps are, and those of the talk with the mail server.
_ROOMS = ("analyzer.", "collector.", "service.", "storage.", "smtplib", "ssl", "sqlalchemy.engine.")

#: Functions that run so often that nothing is to be learned of each time.
_MOST = 3000


@dataclass(frozen=True)
class Kill:
    """When the work ends: after so many seconds, or at a step for the n-th time."""

    after_s: float | None = None
    step: str = ""
    time: int = 1


@dataclass(frozen=True)
class Usual:
    """How long work takes that nobody disturbs, and which steps it has."""

    seconds: float
    steps: dict[str, int]

    def some_kill(self, chance: random.Random, narrow: tuple[str, ...]) -> Kill:
        """At any time, at a step of any module, or of ``narrow`` ones, and of these more often.

        Times alone would hit only long steps, and any modules only what has many of them.
        """
        way = chance.choice(("time", "any", "narrow", "narrow"))
        if way == "time":
            return Kill(after_s=chance.uniform(0, self.seconds))
        modules = sorted({name.partition(":")[0] for name in self.steps})
        chosen = [each for each in modules if way == "any" or each.startswith(narrow)]
        module = chance.choice(chosen or modules)
        step = chance.choice(sorted(n for n in self.steps if n.partition(":")[0] == module))
        return Kill(step=step, time=chance.randint(1, self.steps[step]))


def undisturbed(work: Callable[[], None], scratch: Path) -> Usual:
    """Do the work twice as slowly as usual, and tell what it did."""
    steps = scratch / "steps.json"

    def counted() -> None:
        counts: Counter[str] = Counter()

        def count(frame: FrameType, event: str, argument: Any) -> None:
            if name := _step(frame, event):
                counts[name] += 1

        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
        steps.write_text(json.dumps({n: c for n, c in counts.items() if c <= _MOST}))

    begun = time.monotonic()
    if killed(counted, None, scratch):
        raise AssertionError("nobody killed it, and it died")
    return Usual(time.monotonic() - begun, json.loads(steps.read_text()))


def killed(work: Callable[[], None], kill: Kill | None, scratch: Path) -> bool:
    """Do the work in a fork; whether the kill came before its end. Raises what it raised."""
    said = scratch / "said.txt"
    child = os.fork()
    if not child:
        _in_child(work, kill, said)
    if kill is not None and kill.after_s is not None:
        _await(child, kill.after_s)
        os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended not in (0, -signal.SIGKILL):
        raise AssertionError(f"it ended with {ended}:\n{said.read_text()}")
    return ended == -signal.SIGKILL


def _in_child(work: Callable[[], None], kill: Kill | None, said: Path) -> None:
    code = 1
    try:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if kill is not None and kill.step:
            _die_at(kill)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - told to the parent; nothing of it may run on here
        said.write_text(traceback.format_exc())
    finally:
        os._exit(code)


def _await(child: int, seconds: float) -> None:
    """Wait so long, or until the child has ended."""
    ending = os.pidfd_open(child)
    try:
        select.select([ending], [], [], seconds)
    finally:
        os.close(ending)


def _die_at(kill: Kill) -> None:
    left = kill.time

    def look(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal left
        if _step(frame, event) == kill.step:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)


def _step(frame: FrameType, event: str) -> str:
    if event not in ("call", "return"):
        return ""
    module = frame.f_globals.get("__name__", "")
    if not module.startswith(_ROOMS):
        return ""
    return f"{module}:{frame.f_code.co_name}:{event}"
