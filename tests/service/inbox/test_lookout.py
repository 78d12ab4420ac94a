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
from service.inbox.asking import Looked, Lookout
from service.inbox.hanging import entered, hangs
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


async def waits(lookout: Lookout, sought: Sought) -> bool:
    """Ask, where everything answers."""
    looked = await lookout.look(sought, asyncio.Event())
    assert looked.whole, looked
    return looked.waiting


async def whole_again(lookout: Lookout, sought: Sought) -> bool:
    """Ask until everything answers."""
    for _ in range(6_000):
        looked = await lookout.look(sought, asyncio.Event())
        if looked.whole:
            return looked.waiting
        await asyncio.sleep(0.01)
    raise AssertionError(looked)


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
        woken = asyncio.Event()
        lookout.arrived = woken.set
        assert not await waits(lookout, sought)
        put(sought)
        await woken.wait()
        assert [await waits(lookout, sought) for _ in range(2)] == [True, False]

    run(asks)
    assert looking(sought) == []


def test_other_settings_are_other_questions(sought: Sought, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ride.fit").write_bytes(recording())

    async def asks(lookout: Lookout) -> None:
        other = replace(sought, inbox=str(tmp_path / "other"))
        found = [await waits(lookout, each) for each in (sought, other, sought)]
        assert found == [False, True, False]
        assert len(looking(sought)) == 1

    run(asks)


def test_it_makes_nothing_itself(sought: Sought) -> None:
    """A pass makes the inbox; another one may be a share that is not mounted yet."""
    Path(sought.inbox).rmdir()

    async def asks(lookout: Lookout) -> None:
        assert await waits(lookout, sought)

    run(asks)
    assert not Path(sought.inbox).exists()


def test_one_that_was_killed_is_told_of_and_another_begins(sought: Sought) -> None:
    async def asks(lookout: Lookout) -> None:
        await waits(lookout, sought)
        looking(sought)[0].kill()
        looked = await lookout.look(sought, asyncio.Event())
        assert "ended with -9" in looked.said
        assert not await waits(lookout, sought)

    run(asks)


def test_how_one_ended_is_told_also_where_that_takes_a_moment(
    sought: Sought, tmp_path: Path
) -> None:
    ends = "import os, time\nos.close(1)\nos.close(2)\ntime.sleep(0.1)\nos._exit(7)\n"
    (tmp_path / "sitecustomize.py").write_text(ends)

    async def asks(lookout: Lookout) -> None:
        looked = await lookout.look(sought, asyncio.Event())
        assert "ended with 7" in looked.said

    run(asks, Lookout({**WORLD, "PYTHONPATH": str(tmp_path)}, answer_s=LONG_S))


def test_what_is_gone_is_not_killed_since_its_number_may_be_anothers(
    sought: Sought, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    async def asks(lookout: Lookout) -> None:
        await waits(lookout, sought)
        looking(sought)[0].kill()
        assert "ended with -9" in (await lookout.look(sought, asyncio.Event())).said
        monkeypatch.setattr(os, "killpg", lambda pid, _signal: killed.append(pid))

    run(asks)
    assert killed == []


def test_a_share_that_hangs_is_told_of_once_and_looked_at_when_it_answers(
    sought: Sought, share: Share
) -> None:
    there = replace(sought, inbox=str(share.folder))

    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        assert not await waits(lookout, there)
        share.hangs()
        lookout.answer_s = 0.5
        assert f"{share.folder} does not answer" in (await lookout.look(there, stop)).said
        lookout.answer_s = LONG_S
        assert await lookout.look(there, stop) == Looked(whole=False)
        share.answers()
        assert not await whole_again(lookout, there)
        assert len(looking(there)) == 1

    run(asks)


def test_beside_a_watch_that_hangs_the_inbox_is_looked_at(sought: Sought, share: Share) -> None:
    mountinfo = Path(sought.data, "mountinfo")
    mountinfo.write_text(f"36 35 8:1 / {share.folder} rw - vfat /dev/sdb1 rw\n")
    both = replace(sought, watches=True, mountinfo=str(mountinfo))

    async def asks(lookout: Lookout) -> None:
        assert not await waits(lookout, both)
        share.hangs()
        lookout.answer_s = 3.0  # it has to get there first
        said = (await lookout.look(both, asyncio.Event())).said
        assert f"{share.folder} does not answer" in said
        assert sought.inbox not in said
        lookout.answer_s = LONG_S
        put(both)
        for found in (True, False, False):
            assert await lookout.look(both, asyncio.Event()) == Looked(found, whole=False)
        assert len(looking(both)) == 2, "one looks, one waits"
        share.answers()
        assert not await whole_again(lookout, both)

    run(asks)


def test_beside_an_inbox_that_hangs_watches_are_looked_at(sought: Sought, share: Share) -> None:
    (watch := Path(sought.data, "watch") / "GARMIN" / "Activity").mkdir(parents=True)
    (watch / "a.fit").write_bytes(recording())
    mountinfo = Path(sought.data, "mountinfo")
    mountinfo.write_text(f"36 35 8:1 / {watch.parents[1]} rw - vfat /dev/sdb1 rw\n")
    both = replace(sought, inbox=str(share.folder), watches=True, mountinfo=str(mountinfo))

    async def asks(lookout: Lookout) -> None:
        assert await waits(lookout, both)
        share.hangs()
        lookout.answer_s = 0.5
        said = (await lookout.look(both, asyncio.Event())).said
        assert f"{share.folder} does not answer" in said
        lookout.answer_s = LONG_S
        assert await lookout.look(both, asyncio.Event()) == Looked(waiting=True, whole=False)
        share.answers()

    run(asks)


def test_a_watch_is_told_of_also_where_its_name_is_no_text(sought: Sought) -> None:
    folder = os.fsdecode(os.fsencode(sought.data) + b"/GARMIN\xe5")
    Path(folder, "GARMIN").mkdir(parents=True)
    Path(folder, "GARMIN", "a.fit").write_bytes(recording())
    mountinfo = Path(sought.data, "mountinfo")
    mountinfo.write_bytes(b"36 35 8:1 / " + os.fsencode(folder) + b" rw - vfat /dev/sdb1 rw\n")
    both = replace(sought, watches=True, mountinfo=str(mountinfo))

    async def asks(lookout: Lookout) -> None:
        lock = entered(Path(sought.data), folder)
        assert lock is not None
        looked = await lookout.look(both, asyncio.Event())
        assert looked.said.startswith(f"{folder} does not answer.")
        os.close(lock)
        assert await waits(lookout, both)

    run(asks)


def test_not_two_wait_in_one_folder(
    sought: Sought, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of this service nor of the next: each would wait in the kernel for ever."""
    there = replace(sought, inbox=str(share.folder))
    monkeypatch.setattr(asking, "_ANEW_S", 0.0)

    first, second = (Lookout(WORLD, answer_s=LONG_S) for _ in range(2))

    async def asks(lookout: Lookout) -> None:
        await waits(first, there)
        (process,) = looking(there)
        share.hangs()
        first.answer_s = 0.5
        assert "does not answer" in (await first.look(there, asyncio.Event())).said
        first.answer_s = LONG_S
        for each in (first, first, second, first):
            looked = await each.look(there, asyncio.Event())
            assert (looked.waiting, looked.whole) == (False, False)
            assert "does not answer" in looked.said, "time and again"
        await comes_to_be(process, psutil.STATUS_DISK_SLEEP)
        assert len(looking(there)) == 3, "two look, one waits"
        await first.end()
        assert process in looking(there), "it cannot be ended"
        share.answers()
        process.wait(LONG_S)
        assert not await whole_again(second, there)
        await first.end()
        await second.end()

    run(asks)


def test_where_one_waits_for_something_else_than_a_folder_none_begins(
    sought: Sought, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import time\ntime.sleep(600)\n")

    async def asks(lookout: Lookout) -> None:
        looked = [await lookout.look(sought, asyncio.Event()) for _ in range(3)]
        assert [bool(each.said) for each in looked] == [True, False, False]
        assert len(looking(sought)) == 1

    run(asks, Lookout({**WORLD, "PYTHONPATH": str(tmp_path)}, answer_s=1.0))


def test_who_asks_to_stop_does_not_wait_for_an_answer(sought: Sought, share: Share) -> None:
    there = replace(sought, inbox=str(share.folder))

    async def asks(lookout: Lookout) -> None:
        stop = asyncio.Event()
        await lookout.look(there, stop)
        share.hangs()
        asyncio.get_running_loop().call_later(0.1, stop.set)
        assert await lookout.look(there, stop) == Looked(whole=False)
        share.answers()

    run(asks, Lookout(WORLD, answer_s=4 * LONG_S))


def test_a_folder_somebody_waits_in_is_known_by_its_short_name_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lock = entered(tmp_path, str(tmp_path / "inbox"))
    assert lock is not None
    assert hangs(Path(), "inbox")
    os.close(lock)
    assert not hangs(Path(), "inbox")


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
