"""Where the guest's image is; run as a module (`BUILD`) it is built there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.made.machine.guest import QEMU

SCRIPT = Path(__file__).with_name("build.sh")
KERNEL = SCRIPT.parents[2] / "machine" / "kernel.sh"
BUILD = "python -m tests.made.bluez.box.image"


def folder() -> Path:
    """Outside the project, and another one for another script: no image is ever stale."""
    if chosen := os.environ.get("STEGVIS_BLUEZ_BOX"):
        return Path(chosen)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    made_by = hashlib.sha256(SCRIPT.read_bytes() + KERNEL.read_bytes()).hexdigest()[:12]
    return cache / "stegvis-tests" / f"bluez-box-{made_by}"


def missing() -> str | None:
    """Why the real bluetoothd cannot run here."""
    if shutil.which(QEMU) is None:
        return f"{QEMU} is not installed"
    if not all((folder() / name).exists() for name in ("vmlinux", "initrd.gz")):
        return f"the image of the real bluetoothd is not built: {BUILD} (Debian, amd64)"
    return None


def build() -> None:
    if missing() is not None:
        subprocess.run([str(SCRIPT), str(folder())], check=True)


if __name__ == "__main__":
    build()
