"""Run jobs on all processors, in order, surviving workers that are killed.

Workers are started fresh (never forked from a process with threads) and end with their parent,
however it ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

#: Jobs handed out at once for each worker: one in hand and one waiting.
_AHEAD = 2
_PRELOADED = ["collector.digest", "collector.deriving"]


class Died(Generic[Job]):
    """In place of a result: the worker that did this job was ended, three times over."""

    def __init__(self, job: Job) -> None:
        self.job = job


def processors() -> int:
    """Count the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """Worker processes, started when first needed; with one worker, this process does it all."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(
        self,
        work: Callable[[Job], Result],
        jobs: Sequence[Job],
        split: Callable[[Job], Sequence[Job]],
        *,
        alone: bool = False,
    ) -> Iterator[Result | Died[Job]]:
        """Give the result of each job, in order. ``alone`` does them in this process.

        A worker that dies takes nothing along: what it and its neighbours had in hand is done
        again, and if that ends the same way in single pieces, each in a process of its own.
        """
        if alone or self.workers == 1:
            yield from map(work, jobs)
            return
        left, tries = deque(jobs), 2
        while left and tries:
            try:
                for result in self._in_order(work, left):
                    yield result
                    left.popleft()
            except BrokenProcessPool:
                self._stop()
                tries -= 1
        for job in left:
            for piece in split(job):
                yield self._by_itself(work, piece)

    def _in_order(self, work: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
        pool = self._started()
        waiting: deque[Future[Result]] = deque()
        following = iter(list(jobs))
        for job in following:
            waiting.append(pool.submit(work, job))
            if len(waiting) >= self.workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _by_itself(self, work: Callable[[Job], Result], job: Job) -> Result | Died[Job]:
        with _pool(1) as pool:
            try:
                return pool.submit(work, job).result()
            except BrokenProcessPool:
                return Died(job)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self.workers)
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _pool(workers: int) -> ProcessPoolExecutor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(_PRELOADED)
    return ProcessPoolExecutor(workers, context, initializer=_settle)


def _settle() -> None:
    """Leave Ctrl-C to the parent, and end when it ends: its pipes alone do not tell."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
