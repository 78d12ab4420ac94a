"""Run inside the guest behind a unit's walls: tries what they forbid, says as JSON what came of it.

python trespass.py PROGRAM_OF_32_BITS WHAT...
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> None:
    """Call the C library; -1 is an `OSError`."""
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def old_program() -> None:
    own = Path("old-program")
    shutil.copy(sys.argv[1], own)
    own.chmod(0o700)
    done = subprocess.run([own.absolute()], check=False)
    if done.returncode != 42:
        raise OSError(0, f"ended by {done.returncode}")


def setuid_file() -> None:
    Path("setuid").touch()
    Path("setuid").chmod(0o4700)


def many_threads() -> None:
    wait = threading.Event()
    try:
        for _ in range(300):
            threading.Thread(target=wait.wait, daemon=True).start()
    except RuntimeError as error:
        raise OSError(0, str(error)) from error
    finally:
        wait.set()


def much_memory() -> None:
    """A child takes more than the unit has; this process must outlive it."""
    takes = "held = [bytes([1]) * 4_000_000 for _ in range(100)]"
    done = subprocess.run([sys.executable, "-c", takes], check=False)
    if done.returncode:
        raise OSError(0, f"ended by {done.returncode}")


def connect(host: str) -> None:
    with socket.create_connection((host, 5556), timeout=20):
        pass


def to_shared_memory() -> None:
    Path("/dev/shm/stegvis-left").touch()


TRIED: dict[str, Callable[[], object]] = {
    "old program": old_program,
    "setuid": setuid_file,
    "personality": lambda: call("personality", 0x0008),
    "realtime": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "keyring": lambda: call("syscall", 250, 0, -3, 1),  # keyctl: whose session is this
    "written and run": lambda: mmap.mmap(-1, 4096, prot=7),
    "kernel log": lambda: Path("/dev/kmsg").open("rb", buffering=0).close(),
    "disk": lambda: os.close(os.open("/dev/loop-control", os.O_RDWR)),
    "fuse": lambda: os.close(os.open("/dev/fuse", os.O_RDWR)),
    "write to /usr": Path("/usr/x").touch,
    "write to /etc": Path("/etc/x").touch,
    "see homes": lambda: list(Path("/root").iterdir()),
    "see processes": lambda: Path("/proc/1/status").read_text("utf-8"),
    "become root": lambda: os.setuid(0),
    "network": lambda: connect("127.0.0.1"),
    "threads": many_threads,
    "memory": much_memory,
    "write data": Path("own").touch,
    "shared memory": to_shared_memory,
}


def outcome(what: str) -> str:
    try:
        TRIED[what]()
    except OSError as error:
        return os.strerror(error.errno) if error.errno else str(error.strerror)
    return "done"


if __name__ == "__main__":
    sys.stdout.write(json.dumps({what: outcome(what) for what in sys.argv[2:]}))
