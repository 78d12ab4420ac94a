"""Waiting for bleak no longer than told, even where it does not let itself be stopped.

bleak says goodbye to bluetoothd when a call is cancelled, and waits for the answer; a hung
bluetoothd never gives one. So a call runs as a task of its own, and one that overstays is cancelled
and left behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

Result = TypeVar("Result")

#: How long a call that was cancelled may take to end.
_GOODBYE_S = 5.0


@dataclass(slots=True)
class Bounds:
    """Keeps the calls that were left behind until they end."""

    left: set[asyncio.Task[Any]] = field(default_factory=set)

    async def within(
        self,
        limit_s: float,
        call: Coroutine[Any, Any, Result],
        unless: asyncio.Future[Exception] | None = None,
    ) -> Result:
        """Run a call; raise `TimeoutError` when it takes longer, or what ``unless`` brings."""
        task = asyncio.ensure_future(call)
        waited: set[asyncio.Future[Any]] = {task} if unless is None else {task, unless}
        try:
            await asyncio.wait(waited, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._leave(task)
            raise
        if task.done():
            return task.result()
        self._leave(task)
        if unless is not None and unless.done():
            raise unless.result()
        raise TimeoutError(f"no answer within {limit_s:g} s")

    def behind(self, limit_s: float, call: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a call that nobody waits for; it is cancelled when it takes longer."""
        task = asyncio.ensure_future(call)
        timer = asyncio.get_running_loop().call_later(limit_s, task.cancel)
        task.add_done_callback(lambda _: timer.cancel())
        self._keep(task)
        return task

    async def finish(self, limit_s: float) -> None:
        """Give what was left behind a moment to end by itself, then end it."""
        for patience_s in (limit_s, 0.1, 0.1):
            if not self.left:
                return
            await asyncio.wait(set(self.left), timeout=patience_s)
            for task in self.left:
                task.cancel()

    def _leave(self, task: asyncio.Task[Any]) -> None:
        """Cancel it; once more if it hangs in its goodbye."""
        task.cancel()
        timer = asyncio.get_running_loop().call_later(_GOODBYE_S, task.cancel)
        task.add_done_callback(lambda _: timer.cancel())
        self._keep(task)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self.left.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.left.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, or asyncio complains; whoever waited was told already
