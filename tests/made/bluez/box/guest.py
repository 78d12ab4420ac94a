"""The emulated machine: Linux, D-Bus and bluetoothd, without a disk and without KVM."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.made.bluez.box.image import QEMU

#: The kernel's self-tests of its ciphers fail in emulation, and its boot has nobody to talk to.
KERNEL = (
    "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on cryptomgr.notests "
    "no_timer_check nowatchdog audit=0"
)
#: TCG in one thread with a roomy cache of translated code: the fastest start measured.
EMULATION = "tcg,thread=single,tb-size=512"
UP = b"the box is up"


class Guest:
    """``hci`` is where a controller is plugged in; D-Bus is at ``dbus_port`` of this machine."""

    def __init__(self, image: Path) -> None:
        self._image = image
        self._folder = Path(tempfile.mkdtemp(prefix="box-"))
        self._qemu: subprocess.Popen[bytes] | None = None
        self.dbus_port, self._shell_port = _free_ports()
        self.hci = f"unix-client:{self._folder}/hci"

    async def boot(self, timeout_s: float = 90.0) -> None:
        qemu = self._qemu = self._launch()
        async with asyncio.timeout(timeout_s):
            while UP not in self._said("console"):
                if qemu.poll() is not None:
                    raise RuntimeError(f"qemu ended: {self._said('qemu').decode()}")
                await asyncio.sleep(0.05)

    async def run(self, command: str, timeout_s: float = 20.0) -> str:
        """Run something as root in the guest; what it said."""
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._shell_port)
            try:
                writer.write(f"{command}\necho said-$((40 + 2))\n".encode())
                await writer.drain()
                said = await reader.readuntil(b"said-42\n")
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
        return said.removesuffix(b"said-42\n").decode(errors="replace")

    async def until(self, command: str, timeout_s: float = 20.0) -> None:
        """Wait until a command succeeds in the guest."""
        seconds = int(timeout_s)
        poll = f"timeout {seconds} sh -c 'until {command}; do sleep 0.1; done' >/dev/null 2>&1"
        if "yes" not in await self.run(f"{poll} && echo yes", timeout_s + 5):
            raise TimeoutError(f"in the guest, after {seconds} s: {command}")

    def end(self) -> None:
        if self._qemu is not None:
            self._qemu.kill()
            self._qemu.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self._folder / "qemu").open("wb") as log:
            return subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _said(self, name: str) -> bytes:
        file = self._folder / name
        return file.read_bytes() if file.exists() else b""

    def _command(self) -> list[str]:
        forwards = (
            f"hostfwd=tcp:127.0.0.1:{self.dbus_port}-:5555,"
            f"hostfwd=tcp:127.0.0.1:{self._shell_port}-:5556"
        )
        return [
            *(QEMU, "-accel", EMULATION, "-cpu", "max", "-smp", "1", "-m", "256"),
            *("-nographic", "-nodefaults", "-no-user-config", "-no-reboot"),
            *("-serial", f"file:{self._folder}/console"),
            *("-kernel", str(self._image / "vmlinux")),
            *("-initrd", str(self._image / "initrd.gz")),
            *("-append", KERNEL),
            *("-chardev", f"socket,id=hci,path={self._folder}/hci,server=on,wait=off"),
            *("-device", "virtio-serial-pci", "-device", "virtconsole,chardev=hci"),
            *("-netdev", f"user,id=net,restrict=on,{forwards}"),
            *("-device", "virtio-net-pci,netdev=net,romfile="),
        ]


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
