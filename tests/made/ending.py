"""The end of processes that are nobody's children here: the system may keep them as zombies."""

from __future__ import annotations

import time

import psutil


def gone(pid: int, within_s: float = 60.0) -> bool:
    """Wait until a process has ended; whoever took it over may still owe it its burial."""
    until = time.monotonic() + within_s
    while not has_ended(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def has_ended(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
