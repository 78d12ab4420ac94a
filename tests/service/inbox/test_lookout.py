"""Folders are looked into by a process of its own; one that hangs holds up nothing else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from service.checks import State, arrivals, configuration, copies
from service.checks.answering import answers
from service.home import Home
from service.inbox import asking
from service.inbox.asking import Lookout, NoAnswerError
from service.inbox.tick import Sought
from tests.made.hanging import Share, mounted

from .conftest import recording

ROOT = Path(__file__).resolve().parents[3]
WORLD = {**os.environ, "PYTHONPATH": str(ROOT)}
LONG_S = 60.0

Asks = Callable[[Lookout], Awaitable[None]]


@pytest.fixture
def sought(tmp_path: Path) -> Sought:
    (tmp_path / "inbox").mkdir()
    return Sought(str(tmp_path / "inbox"), str(tmp_path), settle_s=0, watches=False)


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    with mounted(tmp_path / "share") as share:
        yield share


def run(asks: Asks, lookout: Lookout | None = None) -> None:
    async def go() -> None:
        asked = lookout or Lookout(WORLD, answer_s=LONG_S)
        try:
            await asyncio.wait_for(asks(asked), 4 * LONG_S)
        finally:
            await asked.end()

    asyncio.run(go())


def put(sought: Sought) -> None:
    """Lay a file into the inbox, whole at once: one still written to is not told of."""
    whole = Path(sought.data, "ride.fit")
    whole.write_bytes(recording())
    whole.rename(Path(sought.inbox, whole.name))


async def heard_late(lookout: Lookout, sought: Sought) -> bool | None:
    """Ask until the answer that is owed has come."""
    for _ in range(6_000):
        if (found := await lookout.waiting(sought, asyncio.Event())) is not None:
            return found
        await asyncio.sleep(0.01)
    return None


async def comes_to_be(process: psutil.Process, *states: str) -> None:
    async with asyncio.timeout(LONG_S):
        while process.status() not in states:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)


def looking(sought: Sought) -> list[psutil.Process]:
    """Give the processes that look for this household."""
    every = psutil.process_iter(["cmdline"])
    return [each for each in every if sought.text() in (each.info["cmdline"] or ())]


def test_it_tells_of_each_file_once_and_wakes_when_one_arrives(sought: Sought) -> None:
    async def asks(lookout: Lookout) -> None:
        woken, stop = asyncio.Event(), asyncio.Event()
        lookout.arrived = woken.set
        assert await lookout.waiting(sought, stop) is False
        put(sought)
        await woken.wait()
        assert [await lookout.waiting(sought, stop) for _ in range(2)] == [True, False]

    run(asks)
    assert looking(sought) == []


def test_other_settings_are_other_questions(sought: Sought, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ride.fit").write_bytes(recording())

    async def asks(lookout: Lookout) -> None:
        other = replace(sought, inbox=str(tmp_path / "other"))
        found = [await lookout.waiting(each, asyncio.Event()) for each in (sought, other, sought)]
        assert found == [False, True, False]
        assert len(looking(sought)) == 1

    run(asks)


def test_it_makes_nothing_itself(sought: Sought) -> None:
    """A pass makes the inbox; another one may be a share that is not mounted yet."""
    Path(sought.inbox).rmdir()

    async def asks(lookout: Lookout) -> None:
        assert await lookout.waiting(sought, asyncio.Event()) is True

    run(asks)
    assert not Path(sought.inbox).exists()


def test_one_that_was_killed_is_told_of_and_another_begins_later(
    sought: Sought, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        await lookout.waiting(sought, stop)
        looking(sought)[0].kill()
        with pytest.raises(NoAnswerError, match="ended with -9"):
            await lookout.waiting(sought, stop)
        assert await lookout.waiting(sought, stop) is None
        monkeypatch.setattr(asking, "_ANEW_S", 0.0)
        assert await lookout.waiting(sought, stop) is False

    run(asks)


def test_how_one_ended_is_told_also_where_that_takes_a_moment(
    sought: Sought, tmp_path: Path
) -> None:
    ends = "import os, time\nos.close(1)\nos.close(2)\ntime.sleep(0.1)\nos._exit(7)\n"
    (tmp_path / "sitecustomize.py").write_text(ends)

    async def asks(lookout: Lookout) -> None:
        with pytest.raises(NoAnswerError, match="ended with 7"):
            await lookout.waiting(sought, asyncio.Event())

    run(asks, Lookout({**WORLD, "PYTHONPATH": str(tmp_path)}, answer_s=LONG_S))


def test_a_share_that_hangs_is_told_of_once_and_its_late_answer_is_heard(
    sought: Sought, share: Share
) -> None:
    there = replace(sought, inbox=str(share.folder))

    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        assert await lookout.waiting(there, stop) is False
        (process,) = looking(there)
        share.hangs()
        lookout.answer_s = 0.5
        with pytest.raises(NoAnswerError, match=f"{share.folder} does not answer"):
            await lookout.waiting(there, stop)
        assert await lookout.waiting(there, stop) is None
        share.answers()
        assert await heard_late(lookout, there) is False
        lookout.answer_s = LONG_S
        assert await lookout.waiting(there, stop) is False
        assert looking(there) == [process], "it was left alone, and went on"

    run(asks)


def test_none_begins_beside_one_that_cannot_be_killed(
    sought: Sought, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither tried anew, nor of the next service: each would wait in the kernel for ever."""
    there = replace(sought, inbox=str(share.folder))
    monkeypatch.setattr(asking, "_ANEW_S", 0.0)

    first, second = (Lookout(WORLD, answer_s=LONG_S) for _ in range(2))

    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        await first.waiting(there, stop)
        share.hangs()
        first.answer_s = 0.5
        for each in (first, first, second):
            with pytest.raises(NoAnswerError, match="does not answer"):
                await each.waiting(there, stop)
            (process,) = looking(there)
            await comes_to_be(process, psutil.STATUS_SLEEPING, psutil.STATUS_DISK_SLEEP)
        await first.end()
        await comes_to_be(process, psutil.STATUS_DISK_SLEEP)  # it cannot be ended
        assert looking(there) == [process]
        share.answers()
        process.wait(LONG_S)
        assert await second.waiting(there, stop) is False
        await first.end()
        await second.end()

    run(asks)


def test_who_asks_to_stop_does_not_wait_for_an_answer(sought: Sought, share: Share) -> None:
    there = replace(sought, inbox=str(share.folder))

    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        await lookout.waiting(there, stop)
        share.hangs()
        asyncio.get_running_loop().call_later(0.1, stop.set)
        assert await lookout.waiting(there, stop) is None
        share.answers()

    run(asks, Lookout(WORLD, answer_s=4 * LONG_S))


def test_whether_a_folder_answers_can_be_asked_without_hanging(
    tmp_path: Path, share: Share
) -> None:
    assert answers(tmp_path, LONG_S)
    assert answers(tmp_path / "not there", LONG_S)
    share.hangs()
    assert not answers(share.folder, 0.5)


def test_doctor_says_which_folder_does_not_answer(
    tmp_path: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(folder: Path) -> bool:
        return answers(folder, 0.5 if folder == share.folder else LONG_S)

    for room in (arrivals, copies, configuration):
        monkeypatch.setattr(room, "answers", asked)
    chosen = {f"STEGVIS_{room}__FOLDER": str(share.folder) for room in ("INBOX", "BACKUP")}
    home = Home(tmp_path, tmp_path / "none.toml", chosen)
    share.hangs()
    for check in (*arrivals.inbox(home), *copies.backup(home)):
        assert (check.state, check.found) == (State.BROKEN, f"{share.folder} does not answer")
        assert "umount" in check.advice
    assert [each.state for each in configuration.settings(home)] == [State.WELL]


def test_it_loads_little() -> None:
    script = (
        "import sys, service.inbox.lookout, service.inbox.watching\n"
        "heavy = {'numpy', 'sqlalchemy', 'click', 'pydantic', 'asyncio', 'collector', 'storage'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=WORLD, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr
