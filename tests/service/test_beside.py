"""What runs beside the ticks falls and rises by itself, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import StegvisError
from service import attempts
from service.beside import ended, keep
from service.home import Home
from service.running import Daemon


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    home = Home(tmp_path, tmp_path / "stegvis.toml", {})
    yield Daemon(home, home.engine, 60.0)
    home.engine.dispose()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (StegvisError("The adapter is off. Switch it on."), "The adapter is off. Switch it on."),
        (PermissionError(13, "Permission denied"), "[Errno 13] Permission denied"),
        (ValueError("pulse 143"), "ValueError"),  # a stranger's words may hold what is private
    ],
)
def test_a_task_that_falls_is_told_of_and_started_again(
    daemon: Daemon, fault: Exception, said: str
) -> None:
    begun: list[int] = []
    stands = asyncio.Event()

    async def falls(_daemon: Daemon, halt: asyncio.Event) -> None:
        begun.append(len(begun))
        if len(begun) < 4:
            raise fault
        stands.set()
        await halt.wait()

    async def other(_daemon: Daemon, halt: asyncio.Event) -> None:
        await stands.wait()
        halt.set()

    async def both() -> None:
        halt = asyncio.Event()
        await asyncio.gather(
            keep(daemon, "bluetooth", falls, halt, first_rest_s=0.001),
            keep(daemon, "other", other, halt),
        )

    asyncio.run(asyncio.wait_for(both(), 60))
    failed = attempts.read(daemon.home.data).failed
    assert set(failed) == {"bluetooth"}
    assert (failed["bluetooth"].times, failed["bluetooth"].said) == (3, said)
    daemon.works("bluetooth")
    assert not attempts.read(daemon.home.data).failed


def test_what_does_not_end_in_time_is_ended() -> None:
    async def go() -> list[bool]:
        async def quick() -> None:
            await asyncio.sleep(0)

        async def stubborn() -> None:
            await asyncio.sleep(3600)

        tasks = [asyncio.create_task(quick()), asyncio.create_task(stubborn())]
        await ended(tasks, 0.05)
        return [task.cancelled() for task in tasks]

    assert asyncio.run(asyncio.wait_for(go(), 60)) == [False, True]
