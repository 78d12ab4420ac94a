"""An emulated machine that is asked by a shell on a port: QEMU without KVM and without a disk."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.made.ports import free_port

QEMU = "qemu-system-x86_64"
#: The kernel's self-tests of its ciphers fail in emulation, and its boot has nobody to talk to.
KERNEL = (
    "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on cryptomgr.notests "
    "no_timer_check nowatchdog audit=0"
)
#: TCG in one thread with a roomy cache of translated code: the fastest start measured.
EMULATION = "tcg,thread=single,tb-size=512"
UP = b"the box is up"
SHELL_INSIDE = 5556


class Guest:
    """Boots an image's ``vmlinux`` and ``initrd.gz``; ``kernel``: more words for its command line.

    ``other_port`` of this machine is free for what a guest lets through besides the shell.
    """

    def __init__(self, image: Path, memory_mb: int, kernel: str = "") -> None:
        self._image, self._memory_mb, self._kernel = image, memory_mb, kernel
        self.folder = Path(tempfile.mkdtemp(prefix="box-"))
        self._qemu: subprocess.Popen[bytes] | None = None
        self.shell_port, self.other_port = free_port(), free_port()

    async def boot(self, timeout_s: float = 240.0) -> None:
        qemu = self._qemu = self._launch()
        async with asyncio.timeout(timeout_s):
            while UP not in self.said("console"):
                if qemu.poll() is not None:
                    raise RuntimeError(f"qemu ended: {self.said('qemu').decode()}")
                await asyncio.sleep(0.05)

    async def run(self, command: str, timeout_s: float = 60.0) -> str:
        """Run something as root in the guest; what it said."""
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.shell_port)
            try:
                writer.write(f"{command}\necho said-$((40 + 2))\n".encode())
                await writer.drain()
                said = await reader.readuntil(b"said-42\n")
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
        return said.removesuffix(b"said-42\n").decode(errors="replace")

    async def until(self, command: str, timeout_s: float = 60.0) -> None:
        """Wait until a command succeeds in the guest."""
        seconds = int(timeout_s)
        poll = f"timeout {seconds} sh -c 'until {command}; do sleep 0.1; done' >/dev/null 2>&1"
        if "yes" not in await self.run(f"{poll} && echo yes", timeout_s + 5):
            raise TimeoutError(f"in the guest, after {seconds} s: {command}")

    def end(self) -> None:
        if self._qemu is not None:
            self._qemu.kill()
            self._qemu.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self, name: str) -> bytes:
        file = self.folder / name
        return file.read_bytes() if file.exists() else b""

    def forwards(self) -> Sequence[str]:
        """Name the ports of this machine that lead into the guest."""
        return [f"hostfwd=tcp:127.0.0.1:{self.shell_port}-:{SHELL_INSIDE}"]

    def devices(self) -> Sequence[str]:
        """Give what this guest has and others have not, in QEMU's words."""
        return []

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self.folder / "qemu").open("wb") as log:
            return subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _command(self) -> list[str]:
        network = ",".join(["user,id=net,restrict=on", *self.forwards()])
        return [
            *(QEMU, "-accel", EMULATION, "-cpu", "max", "-smp", "1", "-m", str(self._memory_mb)),
            *("-nographic", "-nodefaults", "-no-user-config", "-no-reboot"),
            *("-serial", f"file:{self.folder}/console"),
            *("-kernel", str(self._image / "vmlinux")),
            *("-initrd", str(self._image / "initrd.gz")),
            *("-append", f"{KERNEL} {self._kernel}"),
            *self.devices(),
            *("-netdev", network, "-device", "virtio-net-pci,netdev=net,romfile="),
        ]


def serial_line(path: Path) -> Sequence[str]:
    """Give a line from the guest's /dev/hvc0 to a socket here, for a Bluetooth controller."""
    return [
        *("-chardev", f"socket,id=hci,path={path},server=on,wait=off"),
        *("-device", "virtio-serial-pci", "-device", "virtconsole,chardev=hci"),
    ]
