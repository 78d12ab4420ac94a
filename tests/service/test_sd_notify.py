"""What systemd hears, on the sockets it really uses."""

from __future__ import annotations

import socket
from pathlib import Path
from uuid import uuid4

import pytest

from service.sd_notify import notify, watchdog_s


@pytest.mark.parametrize("abstract", [False, True])
def test_lines_arrive_in_one_piece(tmp_path: Path, abstract: bool) -> None:
    name = f"stegvis-{uuid4()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{name}" if abstract else name)
        address = f"@{name}" if abstract else name
        assert notify({"NOTIFY_SOCKET": address}, "READY=1", "STATUS=Started.")
        assert systemd.recv(100) == b"READY=1\nSTATUS=Started."


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/at/all", "@gone"])
def test_where_nobody_listens_nothing_happens(address: str) -> None:
    assert not notify({"NOTIFY_SOCKET": address}, "READY=1")
    assert not notify({}, "READY=1")


def test_a_manager_that_reads_nothing_holds_nobody_up(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        while notify(environment, "WATCHDOG=1"):
            pass  # until its queue is full


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "120000000"}, 120.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "77"}, 120.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "78"}, None),  # meant for another process
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_asked_for_by_systemd(
    environment: dict[str, str], expected: float | None
) -> None:
    assert watchdog_s(environment, 77) == expected
