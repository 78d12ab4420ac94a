"""Run jobs on all processors, in order, surviving workers that are killed.

Workers are started fresh (never forked from a process with threads) and end with their parent,
however it ends.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TypeVar

from config.errors import StegvisError

Job = TypeVar("Job")
Result = TypeVar("Result")

#: Up to this many jobs, starting workers takes longer than the work.
_FEW = 8

#: Jobs handed out at once for each worker: one in hand and one waiting.
_AHEAD = 2
_PRELOADED = ["collector.digest", "collector.deriving"]


class WorkError(StegvisError):
    """What a worker has to say about why it cannot go on."""


@dataclass(frozen=True, slots=True)
class _Stopped:
    """An error as it crosses from a worker: not all errors survive the way, a sentence does."""

    sentence: str


class Died:
    """In place of a result: whichever worker did this job was ended."""


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
        jobs: Iterable[Job],
        split: Callable[[Job], Sequence[Job]],
    ) -> Iterator[tuple[Job, Result | Died]]:
        """Give each job with its result, in order. A few jobs are done in this process.

        A worker that dies takes nothing along: what was in hand is done again, and if that ends
        the same way, in single pieces, each in a process of its own.
        """
        source = iter(jobs)
        first = list(itertools.islice(source, _FEW + 1))
        if self.workers == 1 or len(first) <= _FEW:
            for job in itertools.chain(first, source):
                yield job, work(job)
            return
        yield from self._in_workers(work, itertools.chain(first, source), split)

    def _in_workers(
        self,
        work: Callable[[Job], Result],
        source: Iterator[Job],
        split: Callable[[Job], Sequence[Job]],
    ) -> Iterator[tuple[Job, Result | Died]]:
        waiting: deque[tuple[Job, Future[Result | _Stopped]]] = deque()
        died = False
        while True:
            for job in itertools.islice(source, self.workers * _AHEAD - len(waiting)):
                waiting.append((job, self._submitted(work, job)))
            if not waiting:
                return
            job, future = waiting[0]
            try:
                yield job, _told(future.result())
            except BrokenProcessPool:
                self._stop()
                again = [job for job, _ in waiting]
                waiting.clear()
                if died:
                    for piece in itertools.chain.from_iterable(map(split, again)):
                        yield piece, self._by_itself(work, piece)
                else:
                    waiting.extend((job, self._submitted(work, job)) for job in again)
                died = not died
            else:
                waiting.popleft()
                died = False

    def _submitted(self, work: Callable[[Job], Result], job: Job) -> Future[Result | _Stopped]:
        if self._pool is None:
            self._pool = _pool(self.workers)
        try:
            return self._pool.submit(_work, work, job)
        except BrokenProcessPool as error:
            broken: Future[Result | _Stopped] = Future()
            broken.set_exception(error)
            return broken

    def _by_itself(self, work: Callable[[Job], Result], job: Job) -> Result | Died:
        with _pool(1) as pool:
            try:
                return _told(pool.submit(_work, work, job).result())
            except BrokenProcessPool:
                return Died()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _work(work: Callable[[Job], Result], job: Job) -> Result | _Stopped:
    try:
        return work(job)
    except StegvisError as error:
        return _Stopped(str(error))


def _told(result: Result | _Stopped) -> Result:
    if isinstance(result, _Stopped):
        raise WorkError(result.sentence)
    return result


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
