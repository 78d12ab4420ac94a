"""Run a program and say what it took: wall time, processor time and memory, with all it starts."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kept import ROOT, ZONE

#: Our program as it is in this tree, whether or not it is installed beside this interpreter.
STEGVIS = (sys.executable, "-c", "from service.cli import main; main()")

_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
_LOOK_S = 0.02
_MIB = 1024.0


class FailedError(Exception):
    """A program that was to be measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Took:
    """What a run took. ``cpu_s`` holds everything it started, ``own_s`` the program itself, with
    children it waited for. Memory is 0 unless watched.

    ``first_mb`` is the peak of the program itself, ``largest_mb`` that of its largest child, and
    ``together_mb`` the peak of all of them at once, pages they share counted once.
    """

    wall_s: float
    cpu_s: float
    own_s: float
    said: str = ""
    first_mb: float = 0.0
    largest_mb: float = 0.0
    together_mb: float = 0.0


@dataclass(slots=True)
class _Peaks:
    first: int
    own: dict[int, float] = field(default_factory=dict)
    together: float = 0.0


def run(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
    memory: bool = False,
) -> Took:
    """Run a command to its end and the end of all it started. ``memory`` looks on, at a cost."""
    _adopt_orphans()
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(  # nothing here comes from outside
            command, cwd=ROOT, env=_environment(environ), stdout=said, stderr=said
        )
        peaks = _Peaks(child.pid)
        done = threading.Event()
        looking = threading.Thread(target=_look, args=(peaks, done))
        if memory:
            looking.start()
        status, own_s = _waited(child.pid)
        wall_s = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        cpu_s = own_s + _rest_waited()
        done.set()
        if memory:
            looking.join()
        said.seek(0)
        text = said.read().decode(errors="replace")
    if child.returncode not in codes:
        raise FailedError(f"{' '.join(command)} ended with {child.returncode}:\n{text[-2000:]}")
    first = peaks.own.pop(child.pid, 0.0)
    return Took(
        wall_s, cpu_s, own_s, text, first, max(peaks.own.values(), default=0.0), peaks.together
    )


def stegvis(data: Path, *arguments: str, codes: Sequence[int] = (0,), memory: bool = False) -> Took:
    """Run our command line, start of the interpreter included."""
    return run([*STEGVIS, "--data", str(data), *arguments], codes=codes, memory=memory)


def begin(data: Path, zone: str = ZONE) -> Path:
    """Make a data directory with a person in it."""
    stegvis(data, "init", "--name", "made", "--timezone", zone, "--birth-year", "1969", "--yes")
    return data


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    """No setting of whoever runs this may change what is measured."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("STEGVIS_")}
    return {**kept, **(more or {})}


def _adopt_orphans() -> None:
    """Let processes whose parent ended become ours, so that what they took can be counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _waited(pid: int) -> tuple[int, float]:
    _, status, used = os.wait4(pid, 0)
    return status, used.ru_utime + used.ru_stime


def _rest_waited() -> float:
    cpu_s = 0.0
    while True:
        try:
            _, _, used = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu_s
        cpu_s += used.ru_utime + used.ru_stime


def _look(peaks: _Peaks, done: threading.Event) -> None:
    while not done.wait(_LOOK_S):
        together = 0.0
        for pid in _family(peaks.first):
            together += _number(pid, "smaps_rollup", "Pss:")
            peaks.own[pid] = max(peaks.own.get(pid, 0.0), _number(pid, "status", "VmHWM:"))
        peaks.together = max(peaks.together, together)


def _family(first: int) -> Iterator[int]:
    """Give a process and all below it, and those it left behind to us."""
    yield from _below(first)
    for pid in _children(os.getpid()):
        if pid != first:
            yield from _below(pid)


def _below(pid: int) -> Iterator[int]:
    yield pid
    for child in _children(pid):
        yield from _below(child)


def _children(pid: int) -> list[int]:
    return [int(each) for each in _text(pid, f"task/{pid}/children").split()]


def _number(pid: int, file: str, name: str) -> float:
    for line in _text(pid, file).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / _MIB
    return 0.0


def _text(pid: int, file: str) -> str:
    try:
        return Path(f"/proc/{pid}/{file}").read_text()
    except OSError:
        return ""  # it has ended in between


def in_turns(rounds: int, turns: Mapping[str, Callable[[], Took]]) -> dict[str, list[Took]]:
    """Let contenders take turns, so that what else the machine does meets all of them."""
    taken: dict[str, list[Took]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            taken[name].append(turn())
    return taken
