"""A child works, is stopped at its limit, is asked once more when it crashes, dies with us."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.children import Ended, Stopped, run
from tests.made.ending import gone
from tests.made.hanging import mounted

ROOT = Path(__file__).resolve().parents[2]
WORLD = {**os.environ, "PYTHONPATH": str(ROOT), "NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1"}

#: What a child says in earnest it says there; what it shows is for somebody at a terminal.
TO_STDERR = "import sys; shown, sys.stdout = sys.stdout, sys.stderr"


#: One after another, until a machine is quick enough for what is to happen before the limit.
LIMITS_S = (1.0, 4.0, 16.0, 64.0)


def ran(
    script: str,
    *words: str,
    limit_s: float = 120.0,
    stop_after_s: float | None = None,
    grace_s: float = 0.5,
) -> Ended:
    async def go() -> Ended:
        stop = asyncio.Event()
        if stop_after_s is not None:
            asyncio.get_running_loop().call_later(stop_after_s, stop.set)
        command = [sys.executable, "-c", f"{TO_STDERR}\n{script}", *words]
        return await run(command, WORLD, limit_s=limit_s, stop=stop, grace_s=grace_s)

    return asyncio.run(go())


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_an_answer_is_taken_as_it_is_and_not_asked_for_again(code: int, tmp_path: Path) -> None:
    script = (
        f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); print('so'); raise SystemExit({code})"
    )
    ended = ran(script)
    assert (ended.code, ended.tries, ended.stopped) == (code, 1, Stopped.NO)
    assert ended.said == "so\n"
    assert (tmp_path / "runs").read_text() == "x"


def test_a_child_that_was_killed_is_started_once_more(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    crash = f"import os; open({str(runs)!r}, 'a').write('x'); os.kill(os.getpid(), 9)"
    ended = ran(crash)
    assert (ended.code, ended.tries, ended.crashed) == (-9, 2, True)
    assert runs.read_text() == "xx"

    once = f"import os, sys; sys.exit(0) if os.path.exists({str(runs)!r}) else 0; {crash}"
    runs.unlink()
    ended = ran(once)
    assert (ended.code, ended.tries, ended.crashed) == (0, 2, False)


def test_a_child_that_hangs_is_stopped_at_the_limit_with_all_it_started() -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3600)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(3600)\n"
    )
    ended = next(each for limit_s in LIMITS_S if (each := ran(script, limit_s=limit_s)).said)
    assert (ended.stopped, ended.tries) == (Stopped.LIMIT, 1)
    assert gone(int(ended.said))


def test_one_that_ends_in_the_time_of_grace_ends_by_itself() -> None:
    begun = "import time; time.sleep(0.4); print('finished')"
    ended = ran(begun, stop_after_s=0.1, grace_s=60)
    assert (ended.code, ended.stopped, ended.said) == (0, Stopped.NO, "finished\n")
    ended = ran("import time; time.sleep(3600)", stop_after_s=0.1)
    assert ended.stopped is Stopped.ASKED


def test_of_a_flood_of_words_the_end_is_kept_and_nobody_waits() -> None:
    ended = ran("print('x' * 5_000_000); print('the end')")
    assert ended.code == 0
    assert len(ended.said) <= 4096
    assert ended.said.endswith("the end\n")


def test_what_is_only_shown_is_not_listened_to() -> None:
    ended = ran("shown.write('x INFO event=sent\\n' * 9); shown.flush(); print('in earnest')")
    assert ended.said == "in earnest\n"


def test_a_child_that_waits_inside_the_kernel_is_left_behind_and_told_of(tmp_path: Path) -> None:
    """Killed, it is not gone; neither is what it started, which holds its line to us."""
    script = (
        "import asyncio, os, sys\n"
        "from service import children\n"
        "children._GONE_S = 0.5\n"
        "async def go(code):\n"
        f"    for limit_s in {LIMITS_S}:\n"
        "        command = [sys.executable, '-c', code, sys.argv[1], str(limit_s)]\n"
        "        stop = asyncio.Event()\n"
        "        ended = await children.run(command, os.environ, limit_s=limit_s, stop=stop)\n"
        "        if ended.stopped is children.Stopped.HANGS:\n"
        "            break\n"
        "    print(ended.stopped, ended.tries, flush=True)\n"
        "hangs = 'import os, sys; os.listdir(sys.argv[1])'\n"
        "leaves = 'import sys, time; time.sleep(float(sys.argv[2]) / 2)'\n"
        "asyncio.run(go(hangs))\n"
        "asyncio.run(go(f'import os; os.fork() or exec({hangs!r}); {leaves}'))\n"
    )
    with mounted(tmp_path / "share") as share:
        share.hangs()
        done = subprocess.run(
            [sys.executable, "-c", script, str(share.folder)],
            env=WORLD,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout == "hangs 1\n" * 2, done.stderr


def test_a_child_has_no_line_to_systemd_and_nothing_to_read() -> None:
    script = (
        "import os, sys\n"
        "print(sorted({'NOTIFY_SOCKET', 'WATCHDOG_USEC'} & set(os.environ)))\n"
        "print(repr(sys.stdin.read()))"
    )
    assert ran(script).said == "[]\n''\n"


def test_a_killed_daemon_leaves_no_child_behind(tmp_path: Path) -> None:
    """The child asks the kernel to end with its parent, and is less urgent than anything."""
    child = (
        "from service.tied import follow\n"
        "import os, time\n"
        "follow(int(os.environ['STEGVIS_PARENT']))\n"
        "print(os.getpid(), os.nice(0), flush=True)\n"
        "time.sleep(3600)\n"
    )
    parent = (
        "import os, subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
        " env={**os.environ, 'STEGVIS_PARENT': str(os.getpid())}, start_new_session=True)\n"
        "time.sleep(3600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent, child], env=WORLD, stdout=subprocess.PIPE, text=True
    ) as daemon:
        assert daemon.stdout is not None
        pid, nice = map(int, daemon.stdout.readline().split())
        assert nice >= 10
        daemon.send_signal(signal.SIGKILL)
        assert gone(pid)


def test_a_child_whose_parent_is_gone_already_does_not_begin() -> None:
    script = "from service.tied import follow; follow(1 << 22); print('begun')"
    done = subprocess.run(
        [sys.executable, "-c", script], env=WORLD, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
