"""Where the image of the machine with a systemd is; run as a module (`BUILD`) it is built there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.made.machine.guest import QEMU

HERE = Path(__file__).parent
BUILD = "python -m tests.made.machine.image"

#: What the guest takes from the machine it runs on; Debian's package where it is another name.
NEEDED = {
    "/usr/lib/systemd/systemd": "systemd",
    "/usr/lib/systemd/systemd-udevd": "udev",
    "/usr/bin/dbus-daemon": "dbus",
    "/usr/lib/x86_64-linux-gnu/security/pam_systemd.so": "libpam-systemd",
    "/usr/lib/systemd/user/dbus.socket": "dbus-user-session",
    "/usr/libexec/bluetooth/bluetoothd": "bluez",
    "/usr/sbin/mkfs.vfat": "dosfstools",
    "/usr/bin/mcopy": "mtools",
}


def folder() -> Path:
    """Outside the project, and another one for another recipe: no image is ever stale."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    recipe = b"".join((HERE / name).read_bytes() for name in ("build.sh", "kernel.sh", "init"))
    return cache / "stegvis-tests" / f"machine-{hashlib.sha256(recipe).hexdigest()[:12]}"


def missing() -> str | None:
    """Why no machine with a systemd can run here."""
    if shutil.which(QEMU) is None:
        return f"{QEMU} is not installed"
    if os.geteuid() != 0:
        return "only root may show its whole file system to a guest"
    if absent := [package for path, package in NEEDED.items() if not Path(path).exists()]:
        return f"the guest needs Debian's {', '.join(absent)}"
    if not _built():
        return f"the image of the machine is not built: {BUILD} (Debian, amd64)"
    return None


def build() -> None:
    if not _built():
        subprocess.run([str(HERE / "build.sh"), str(folder())], check=True)


def _built() -> bool:
    return all((folder() / name).exists() for name in ("modules", "vmlinux", "initrd.gz"))


if __name__ == "__main__":
    build()
