"""A thread with its own event loop in which a stand-in lives, so that no test can starve it."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Stage:
    """``with Stage() as stage: await stage.do(...)`` from any loop, or from none."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="stand-in", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wait_for(self._sweep())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the stage, wait without blocking the caller's loop."""
        if asyncio.get_running_loop() is self.loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def wait_for(self, work: Coroutine[Any, Any, T], timeout_s: float = 120.0) -> T:
        """Run on the stage, from outside any loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout_s)

    @staticmethod
    async def _sweep() -> None:
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0.01)  # transports close their sockets in the rounds after


class OnStage(Protocol):
    stage: Stage


S = TypeVar("S", bound=OnStage)


def on_stage(
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Let a method be awaited from any loop while it runs in the stand-in's."""

    @functools.wraps(method)
    async def hop(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.stage.do(method(self, *args, **kwargs))

    return hop
