"""The stages of the program's work, told apart by which of its functions are entered and left.

What is here runs inside the process that is killed, fork or command; the program knows nothing
of it. It takes note of what a stage consists of, or ends the process at a step of it, or says
from outside when a stage has begun, so that the kill can come some time after.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

#: Where the program's own steps are, and those of its talk with database and mail server.
_ROOMS = ("analyzer.", "collector.", "service.", "storage.", "smtplib", "ssl", "sqlalchemy.engine.")

#: Functions that run so often that nothing is to be learned of each time.
_MOST = 3000

#: In the environment of a command: what its processes are to do with themselves.
PLAN = "FAULTS_PLAN"


#: So long is each word a process says: its number when it has begun the stage, and as it dies.
WORD = 12


class Stage(StrEnum):
    IMPORT = "import"
    ANALYSIS = "analysis"
    BEFORE = "before a claim"
    CLAIMED = "claimed, not yet leaving"
    LEAVING = "leaving, not arrived"
    ARRIVED = "arrived, not yet marked"
    AFTER = "after the work"
    OWNER = "writing to the owner"
    BACKUP = "backup"


#: Step -> the stage it begins, and after which stage alone, where that matters.
BEGINS: dict[str, tuple[Stage | None, Stage | None]] = {
    "service.inbox.everything:_passed:call": (Stage.IMPORT, None),
    "service.inbox.noticing:keep_notices:call": (None, None),
    "service.inbox.everything:_judge:call": (Stage.ANALYSIS, None),
    "service.inbox.everything:_judge:return": (None, None),
    "service.claiming:send:call": (Stage.BEFORE, None),
    "storage.messages:claim:return": (Stage.CLAIMED, Stage.BEFORE),
    "service.claiming:leaving:return": (Stage.LEAVING, Stage.CLAIMED),
    "ssl:sendall:call": (Stage.ARRIVED, Stage.LEAVING),  # the last byte
    "service.claiming:_settle:return": (Stage.AFTER, None),
    "service.watch_errand:_tell:call": (Stage.OWNER, None),
    "service.watch_errand:run:return": (None, None),
    "service.backup.making:make_backup:call": (Stage.BACKUP, None),
    "service.backup.making:rotate:return": (None, None),
}


@dataclass(frozen=True)
class Kill:
    """Where the work ends: so long after a stage began, or at one of its steps, the n-th time."""

    stage: Stage
    after_s: float | None = None
    step: str = ""
    time: int = 1
    parent: bool = False  # whoever started the process dies, and it with them


@dataclass
class Seen:
    """What a stage consists of when nobody disturbs it."""

    seconds: float = 0.0
    steps: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Plan:
    """What a process does with itself: die as told, or take note in a file. ``told`` is a pipe."""

    told: str
    kill: Kill | None = None
    notes: str = ""

    def as_text(self) -> str:
        return json.dumps(asdict(self))


def plan_of(text: str) -> Plan:
    found = json.loads(text)
    kill = found["kill"]
    return Plan(
        found["told"], kill and Kill(**{**kill, "stage": Stage(kill["stage"])}), found["notes"]
    )


def begin(plan: Plan, started_by: int = 0) -> Callable[[], None]:
    """Look at every step of this process from here on; give what ends that."""
    if plan.kill is not None:
        sys.setprofile(_Executioner(plan.kill, plan.told, started_by).look)
        return lambda: sys.setprofile(None)
    notes = _Notes()
    sys.setprofile(notes.look)
    return lambda: notes.write(Path(plan.notes))


def read_notes(path: Path) -> dict[Stage, Seen]:
    found = json.loads(path.read_text())
    return {Stage(name): Seen(each["seconds"], Counter(each["steps"])) for name, each in found}


class _Looking:
    """Follows the stages of one process, each the first time it comes."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.been: set[Stage] = set()

    def look(self, frame: FrameType, event: str, argument: Any) -> None:
        step = _step(frame, event, argument)
        if not step:
            return
        begins, only_after = BEGINS.get(step, (self.stage, None))
        if begins != self.stage and only_after in (None, self.stage):
            self.stage = begins
            first = begins is not None and begins not in self.been
            if begins is not None:
                self.been.add(begins)
            self.enter(first)
        self.at(step)

    def enter(self, first: bool) -> None:
        raise NotImplementedError

    def at(self, step: str) -> None:
        raise NotImplementedError


class _Notes(_Looking):
    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[Stage, Seen] = {}
        self.now: Seen | None = None
        self.since = 0.0

    def enter(self, first: bool) -> None:
        self._leave()
        self.now, self.since = None, time.monotonic()
        if first and self.stage is not None:
            self.now = self.seen[self.stage] = Seen()

    def at(self, step: str) -> None:
        if self.now is not None:
            self.now.steps[step] += 1

    def write(self, path: Path) -> None:
        sys.setprofile(None)
        self._leave()
        flat = [
            (name, {"seconds": s.seconds, "steps": {n: c for n, c in s.steps.items() if c < _MOST}})
            for name, s in self.seen.items()
        ]
        path.write_text(json.dumps(flat))

    def _leave(self) -> None:
        if self.now is not None:
            self.now.seconds = time.monotonic() - self.since


class _Executioner(_Looking):
    """Ends the process. Of several that have the same plan only the first acts on it."""

    def __init__(self, kill: Kill, told: str, started_by: int) -> None:
        super().__init__()
        self.kill, self.told, self.started_by = kill, told, started_by
        self.left, self.armed = kill.time, False

    def look(self, frame: FrameType, event: str, argument: Any) -> None:
        if self.armed or _may_begin_a_stage(frame.f_code, frame):
            super().look(frame, event, argument)

    def enter(self, first: bool) -> None:
        if self.stage != self.kill.stage:
            self.armed = False
        elif first and self._first_of_all():
            self._tell()
            self.armed = self.kill.after_s is None
            if not self.armed:
                sys.setprofile(None)  # the rest as fast as it is

    def at(self, step: str) -> None:
        if self.armed and step == self.kill.step:
            self.left -= 1
            if not self.left:
                self._tell()
                _die(self.started_by, parent=self.kill.parent)

    def _first_of_all(self) -> bool:
        try:
            os.close(os.open(f"{self.told}.taken", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        return True

    def _tell(self) -> None:
        pipe = os.open(self.told, os.O_WRONLY)
        os.write(pipe, str(os.getpid()).rjust(WORD).encode())
        os.close(pipe)


def _die(started_by: int, *, parent: bool) -> None:
    """Kill this process, or whoever started it, which is its end too.

    A parent that lives on is held until somebody has looked at what its child left.
    """
    if parent:
        os.kill(started_by, signal.SIGKILL)
        return
    if started_by:
        os.kill(started_by, signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGKILL)


def _may_begin_a_stage(code: CodeType, frame: FrameType) -> bool:
    """Tell quickly: until the stage has come, nearly everything is of no concern."""
    known = _known.get(code)
    if known is None:
        name = f"{frame.f_globals.get('__name__', '')}:{code.co_name}"
        known = _known[code] = any(each.rpartition(":")[0] == name for each in BEGINS)
    return known


_known: dict[CodeType, bool] = {}


def _step(frame: FrameType, event: str, argument: Any) -> str:
    module = frame.f_globals.get("__name__", "")
    if not module.startswith(_ROOMS):
        return ""
    if event.startswith("c_"):
        return f"{module}:{getattr(argument, '__name__', '?')}:{event}"
    return f"{module}:{frame.f_code.co_name}:{event}"
