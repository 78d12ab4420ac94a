"""The real work behind the walls of the real unit: `tests/made/confined.py` puts them up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from service.units.filling import SYSTEM_DATA, Installation, filled
from tests.made.faulty_mail import Fault, faulty_server

ROOT = Path(__file__).resolve().parents[3]
CONFINED = ROOT / "tests" / "made" / "confined.py"
UID = 65_534
#: Only what does not work ever takes so long.
PATIENCE_S = 240.0

SETTINGS = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
owner = "me@localhost"
[inbox]
settle_s = 0
watches = false
"""

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default">
<allow user="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""

#: A user namespace must not hide from the bus who is asking: BlueZ answers by that.
WHO_AM_I = """
import asyncio, os
from dbus_fast import Message
from dbus_fast.aio import MessageBus
async def ask():
    bus = await MessageBus("unix:path=/var/lib/stegvis/bus").connect()
    question = Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                       "GetConnectionUnixUser", signature="s", body=[bus.unique_name])
    print("the bus sees", (await bus.call(question)).body)
asyncio.run(ask())
"""

#: What each library does that a wall could forbid; the letter itself covers numpy to typst.
LIBRARIES = """
import io, multiprocessing, socket, ssl, tempfile
import apprise, bleak, dbus_fast, matplotlib, numpy, pikepdf, typst
from cryptography.hazmat.primitives.ciphers import aead
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer
pdf = pikepdf.new(); pdf.add_blank_page()
pdf.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="a", user="b", R=6))
aead.AESGCM(bytes(32)).encrypt(bytes(12), b"x", None)
numpy.linalg.inv(numpy.eye(300))
apprise.Apprise().add("json://localhost")
observer = Observer(); observer.schedule(FileSystemEventHandler(), tempfile.gettempdir())
observer.start(); observer.stop(); observer.join()
with multiprocessing.get_context("spawn").Pool(2) as pool:
    assert pool.map(abs, [-1, -2]) == [1, 2]
ssl.create_default_context()
socket.getaddrinfo("localhost", 25)
print("all libraries")
"""

#: Each must fail: a wall that is not there would let every other test here pass too.
TRESPASSES = {
    "write to /usr": "open('/usr/x', 'w')",
    "write to /etc": "open('/etc/x', 'w')",
    "write beside the data": "open('/var/lib/x', 'w')",
    "see homes": "import os; assert os.listdir('/home')",
    "run what was written": "import mmap; mmap.mmap(-1, 4096, prot=7)",
    "speak netlink": "import socket; socket.socket(socket.AF_NETLINK)",
    "speak to the radio": "import socket; socket.socket(31, socket.SOCK_RAW, 1)",
    "make a namespace": "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x20000))",
    "mount": "import ctypes, sys; sys.exit(ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, 0))",
    "become root": "import os; os.setuid(0)",
    "see other processes": "assert open('/proc/1/status').read()",
    "open a disk": "import os; assert set(os.listdir('/dev')) & {'sda', 'vda', 'mmcblk0', 'mem'}",
}


@dataclass(frozen=True)
class Walled:
    """Runs commands as the service would, with one state directory."""

    unit: Path
    state: Path

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        kept = sorted({ROOT, Path(sys.prefix), Path(sys.base_prefix)})
        return subprocess.Popen(
            [sys.executable, CONFINED, self.unit, self.state, *kept, "--", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **more},
        )

    def run(self, *command: str, code: int = 0) -> str:
        process = self.start(*command)
        said, _ = process.communicate()
        assert process.returncode == code, said
        return said

    def python(self, script: str, code: int = 0) -> str:
        return self.run(sys.executable, "-c", script, code=code)

    def stegvis(self, *words: str, code: int = 0) -> str:
        return self.run(*stegvis(*words), code=code)

    def put(self, name: str, what: str | bytes) -> None:
        """Lay a file into the state directory, as its owner would."""
        whole = self.state / f".{name.replace('/', '-')}"
        whole.write_bytes(what.encode() if isinstance(what, str) else what)
        os.chown(whole, UID, UID)
        whole.chmod(0o600)
        whole.rename(self.state / name)


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.05)


def wait_for_the_end_of_a_round(notified: socket.socket) -> None:
    """A round says how things stand when all of it is done; what was said before is passed over."""
    notified.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            notified.recv(4096)
    notified.settimeout(PATIENCE_S)
    while b"STATUS=" not in notified.recv(4096):
        pass


def stegvis(*words: str) -> Sequence[str]:
    program = Path(sys.executable).with_name("stegvis")
    return [str(program), "--data", str(SYSTEM_DATA), *words]


def walled(unit: str, folder: Path) -> Walled:
    if os.geteuid() != 0 or shutil.which("systemd-analyze") is None:
        pytest.skip("putting up walls needs root and systemd-analyze")
    here = Installation(command=Path(sys.executable).with_name("stegvis"), data=SYSTEM_DATA)
    file = folder / unit
    file.write_text(filled(unit, here), encoding="utf-8")
    state = folder / "state"
    state.mkdir(mode=0o700)
    os.chown(state, UID, UID)
    return Walled(file, state)


@pytest.fixture
def service(tmp_path: Path) -> Walled:
    return walled("stegvis.service", tmp_path)


def test_the_service_is_ready_reads_the_inbox_sends_a_letter_and_stops(
    service: Walled, watch: Path
) -> None:
    service.stegvis(
        "init", "--name", "kim", "--timezone", "Europe/Stockholm", "--birth-year", "1980",
        "--sex", "male", "--language", "sv", "--yes",
    )  # fmt: skip
    with faulty_server(Fault()) as (mail, heard):
        service.put("stegvis.toml", SETTINGS.format(port=mail.port))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
            name = f"stegvis-{uuid4()}"
            notified.bind(f"\0{name}")
            notified.settimeout(PATIENCE_S)
            running = service.start(*stegvis("run", "--every", "1"), NOTIFY_SOCKET=f"@{name}")
            try:
                assert b"READY=1" in notified.recv(4096)
                inbox = service.state / "inbox"
                wait_for(inbox.is_dir)
                for number, path in enumerate(sorted(watch.rglob("*.fit"))):
                    service.put(f"inbox/{number}.fit", path.read_bytes())
                wait_for(lambda: not list(inbox.glob("*.fit")))
                wait_for_the_end_of_a_round(notified)
            finally:
                running.terminate()
                said, _ = running.communicate()
        assert running.returncode == 0, said
        assert "what=inbox became=done" in said
        assert '"failed": {}' in (service.state / "service.json").read_text("utf-8")
        assert len(list((service.state / "originals").rglob("*.z"))) == number + 1
        service.stegvis(
            "consent", "give", "--to", "physio", "--address", "kn@localhost", "--by", "KN"
        )
        period = ["--kind", "physio_letter", "--period", "2026-W15"]
        service.stegvis("errand", "letter", "--person", "1", *period)
    assert b"application/pdf" in heard.letters[0]
    assert "whole" in service.stegvis("doctor", code=1)
    assert not [path for path in service.state.rglob("*") if path.stat().st_mode & 0o077]


def test_every_library_does_its_work(service: Walled) -> None:
    assert "all libraries" in service.python(LIBRARIES)


def test_the_message_bus_knows_who_asks(service: Walled) -> None:
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("dbus-daemon is not installed")
    path, file = service.state / "bus", service.unit.with_name("bus.conf")
    file.write_text(BUS.format(path=path), encoding="utf-8")
    daemon = subprocess.Popen(
        [program, f"--config-file={file}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert daemon.stdout is not None
    try:
        assert daemon.stdout.readline(), "it listens"
        path.chmod(0o666)
        assert f"the bus sees [{UID}]" in service.python(WHO_AM_I)
    finally:
        daemon.terminate()
        daemon.communicate()


def test_the_walls_stand(service: Walled) -> None:
    tried = "\n".join(
        f"try:\n    exec({script!r})\nexcept (Exception, SystemExit) as no:\n"
        f"    assert getattr(no, 'code', 1) != 0, {what!r}\nelse:\n    raise SystemExit({what!r})"
        for what, script in TRESPASSES.items()
    )
    service.python(tried)


def test_a_backup_has_no_network(tmp_path: Path) -> None:
    backup = walled("stegvis-backup.service", tmp_path)
    network = "import socket; socket.socket(socket.AF_INET)"
    assert "not supported" in backup.python(network, code=1)
    backup.python("import socket; socket.socket(socket.AF_UNIX)")
