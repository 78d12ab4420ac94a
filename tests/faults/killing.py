"""Work that is killed inside one of its stages: in a fork of this process, or as real commands.

A fork costs hundredths of a second where a fresh interpreter with all it reads costs seconds.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.stages import PLAN, WORD, Kill, Plan, Seen, Stage, begin, read_notes

#: A kill from outside takes so long to come that shorter stages are over.
_TOO_SHORT_S = 0.01

#: How often it is not the child that is killed but who started it; else that one goes on and does
#: all that is due, which takes long.
_PARENT_DIES = 0.8

#: Fresh interpreters still load what a fork has, inside the stage that needs it.
_COMMANDS_TAKE = 2.0

Look = Callable[[], None]


@dataclass(frozen=True)
class Commands:
    """A command line and its environment."""

    words: Sequence[str]
    environment: Mapping[str, str]


def some_kill(chance: random.Random, stage: Stage, seen: Seen, *, commands: bool) -> Kill:
    """A moment of a stage: any time, or any step of any module that has a part in it.

    Times alone would hit only long steps, and steps by their number only what has many of them.
    """
    parent = commands and chance.random() < _PARENT_DIES
    long = seen.seconds > _TOO_SHORT_S and stage is not Stage.LEAVING
    if long and chance.random() < 0.5:
        longest = seen.seconds * (_COMMANDS_TAKE if commands else 1.0)
        return Kill(stage, after_s=chance.uniform(0, longest), parent=parent)
    module = chance.choice(sorted({name.partition(":")[0] for name in seen.steps}))
    step = chance.choice(sorted(n for n in seen.steps if n.partition(":")[0] == module))
    return Kill(stage, step=step, time=chance.randint(1, seen.steps[step]), parent=parent)


def undisturbed(work: Look, scratch: Path) -> dict[Stage, Seen]:
    """Do the work in a fork, twice as slowly as usual, and tell which stages it had."""
    notes = scratch / "notes.json"
    with _pipe(scratch) as (told, _):
        plan = Plan(told, notes=str(notes))
        _ended(_fork(work, plan, scratch), scratch)
    return read_notes(notes)


def in_peace(work: Look, scratch: Path) -> None:
    """Do the work in a fork. Raises what it raised."""
    _ended(_fork(work, None, scratch), scratch)


def killed_fork(work: Look, kill: Kill, scratch: Path, after: Look) -> bool:
    """Do the work in a fork and kill it; whether the kill came before its end."""
    with _pipe(scratch) as (told, pipe):
        child = _fork(work, Plan(told, kill), scratch)
        if _told(child, pipe, scratch) and kill.after_s is not None:
            _await(child, kill.after_s)
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
        hit = _ended(child, scratch) == -signal.SIGKILL
    if hit:
        after()
    return hit


def killed_commands(commands: Commands, kill: Kill, scratch: Path, after: Look) -> bool:
    """Run a command and kill it or the process it has just started; whether the kill hit.

    ``after`` looks at what was left. A command whose child alone was killed then goes on.
    """
    with _pipe(scratch) as (told, pipe), (scratch / "said.txt").open("wb") as said:
        environment = {**commands.environment, PLAN: Plan(told, kill).as_text()}
        first = subprocess.Popen(commands.words, env=environment, stdout=said, stderr=said)
        child = _told(first.pid, pipe, scratch)
        if not child:
            _well(first.wait(), scratch)
            return False
        hit = _hit(first.pid, child, kill, pipe)
        _await_end(child)
        if hit:
            after()
        with suppress(ProcessLookupError):
            os.kill(first.pid, signal.SIGCONT)
        code = first.wait()
    if not (kill.parent and hit):
        _well(code, scratch)
    return hit


def _hit(first: int, child: int, kill: Kill, pipe: int) -> bool:
    """Kill after a time, or wait for a step to kill; whether either came before the end."""
    if kill.after_s is not None:
        _await(child, kill.after_s)
        if kill.parent:
            hit = _lives(first)
            os.kill(first, signal.SIGKILL)
            return hit
        os.kill(first, signal.SIGSTOP)
        hit = _lives(child)
        if hit:
            os.kill(child, signal.SIGKILL)  # whoever would reap it is held, so it is still its own
        return hit
    _await_end(child)
    return bool(_heard(pipe))  # it says so before it dies


def _fork(work: Look, plan: Plan | None, scratch: Path) -> int:
    child = os.fork()
    if not child:
        _in_child(work, plan, scratch / "said.txt")
    return child


def _in_child(work: Look, plan: Plan | None, said: Path) -> None:
    code = 1
    try:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        done = begin(plan) if plan is not None else None
        work()
        if done is not None:
            done()
        code = 0
    except BaseException:  # noqa: BLE001 - told to the parent; nothing of it may run on here
        said.write_text(traceback.format_exc())
    finally:
        os._exit(code)


def _ended(child: int, scratch: Path) -> int:
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended != -signal.SIGKILL:
        _well(ended, scratch)
    return ended


def _well(code: int, scratch: Path) -> None:
    if code not in (0, 1) or "Traceback" in (said := (scratch / "said.txt").read_text()):
        said = (scratch / "said.txt").read_text()
        raise AssertionError(f"it ended with {code}:\n{said}")


@contextmanager
def _pipe(scratch: Path) -> Iterator[tuple[str, int]]:
    """A named pipe through which a process says that it has begun the stage it dies in."""
    told = scratch / "told"
    for each in (told, Path(f"{told}.taken")):
        each.unlink(missing_ok=True)
    os.mkfifo(told)
    pipe = os.open(told, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield str(told), pipe
    finally:
        os.close(pipe)


def _told(process: int, pipe: int, scratch: Path) -> int:
    """Wait for a stage to begin, and give the number of the process; 0: the work ended without."""
    ending = os.pidfd_open(process)
    try:
        select.select([ending, pipe], [], [])
    finally:
        os.close(ending)
    # Of one that has said so and died at once, its end may have been seen alone.
    said = _heard(pipe)
    return int(said) if said else 0


def _heard(pipe: int) -> bytes:
    """Read one word, if one was said."""
    try:
        return os.read(pipe, WORD)
    except BlockingIOError:
        return b""


def _await(process: int, seconds: float) -> None:
    """Wait so long, or until a process has ended."""
    with suppress(ProcessLookupError):
        ending = os.pidfd_open(process)
        try:
            select.select([ending], [], [], seconds)
        finally:
            os.close(ending)


def _await_end(process: int) -> None:
    with suppress(ProcessLookupError):
        ending = os.pidfd_open(process)
        try:
            select.select([ending], [], [])
        finally:
            os.close(ending)


def _lives(process: int) -> bool:
    try:
        ending = os.pidfd_open(process)
    except ProcessLookupError:
        return False
    try:
        return not select.select([ending], [], [], 0)[0]
    finally:
        os.close(ending)
