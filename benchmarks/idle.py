"""What the service takes while nothing happens: memory, and how often it wakes the processor.

python -m benchmarks.idle [--quick]
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.running import begin

ALONE, LISTENING = "ticks, inbox", "ticks, inbox, Bluetooth on, nothing paired"

#: After the first tick, its children and what Python frees late.
_SETTLE_S = 5.0


@dataclass(frozen=True, slots=True)
class Idle:
    """A running service over some time; its first tick and its children are over."""

    name: str
    seconds: float
    rss_mb: float  # of the service itself
    pss_mb: float  # with its lookout; pages that processes share count once
    wakeups_per_s: float  # of all threads of both
    cpu_ms_per_min: float
    threads: int


def idle_all(*, quick: bool = False) -> list[Idle]:
    """Run the service on an empty household and leave it alone for a few ticks."""
    seconds = 15.0 if quick else 180.0
    with tempfile.TemporaryDirectory() as place:
        data = begin(Path(place) / "data")
        return [
            _idle(name, data, listen, seconds)
            for name, listen in ((ALONE, "false"), (LISTENING, "true"))
        ]


def _idle(name: str, data: Path, listen: str, seconds: float) -> Idle:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(data.parent / f"notify-{listen}"))
        told.settimeout(120)
        environ = {
            **os.environ,
            "NOTIFY_SOCKET": str(data.parent / f"notify-{listen}"),
            "STEGVIS_BLUETOOTH__LISTEN": listen,
            "STEGVIS_INBOX__WATCHES": "false",
        }
        command = [sys.executable, "-m", "service", "--data", str(data), "run", "--log", "quiet"]
        with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as process:
            try:
                # The first line is of its start, the next of its first tick, when all was done.
                while "STATUS=N" not in told.recv(4096).decode():
                    pass
                return _watched(name, process.pid, seconds)
            finally:
                process.send_signal(signal.SIGTERM)


def _watched(name: str, pid: int, seconds: float) -> Idle:
    time.sleep(_SETTLE_S)
    service = psutil.Process(pid)
    both = [service, *service.children()]
    before, cpu_s, begun = _wakeups(both), _cpu_s(both), time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - begun
    return Idle(
        name,
        took,
        service.memory_info().rss / 2**20,
        sum(each.memory_full_info().pss for each in both) / 2**20,
        (_wakeups(both) - before) / took,
        (_cpu_s(both) - cpu_s) * 60_000 / took,
        sum(each.num_threads() for each in both),
    )


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def _wakeups(processes: Sequence[psutil.Process]) -> int:
    """How often any of their threads waited for something and was woken."""
    total = 0
    for task in (task for each in processes for task in Path(f"/proc/{each.pid}/task").iterdir()):
        for line in (task / "status").read_text(encoding="ascii").splitlines():
            name, _, count = line.partition(":")
            if name == "voluntary_ctxt_switches":
                total += int(count)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    for each in idle_all(quick=parser.parse_args().quick):
        print(
            f"{each.name:44} {each.rss_mb:5.1f} MB RSS  {each.pss_mb:5.1f} MB PSS"
            f"  {each.wakeups_per_s:5.2f} wakeups/s  {each.cpu_ms_per_min:6.1f} ms CPU/min"
            f"  {each.threads} threads"
        )


if __name__ == "__main__":
    main()
