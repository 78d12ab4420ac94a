"""A machine with a real systemd on which stegvis is installed as the README says."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sys import base_prefix, prefix

from tests.made.machine import image
from tests.made.machine.guest import Guest, serial_line
from tests.made.machine.post_office import PORT

missing = image.missing

PROJECT = Path(__file__).resolve().parents[3]
STEGVIS = "/opt/stegvis/bin/stegvis"
DATA = "/var/lib/stegvis"
PASSWORD = "open sesame"

#: A Monday morning before the hours of letters; far enough ahead for any systemd's own epoch.
SWITCHED_ON = "2029-02-12T05:00:00"
#: A computer of 1 GB, as small as the README allows.
MEMORY_MB = 1024
#: The guest counts instructions, 500 million to its second: what it takes for a second does not
#: depend on how busy this machine is, so its own time limits can be asserted.
CLOCK = ("-icount", "shift=1,sleep=on", "-rtc", f"base={SWITCHED_ON},clock=vm")
#: Nothing here is used, and each would be loaded at every start.
UNUSED = (
    "modprobe.blacklist=ata_generic,ata_piix,ccp,evdev,floppy,i2c_piix4,kvm_amd,kvm_intel,pcspkr,"
    "psmouse,qemu_fw_cfg,serio_raw"
)
#: How long anything may take before a test gives up. Only a broken guest ever takes so long.
PATIENCE_S = 900.0

SETTINGS = f"""
[mail]
host = "127.0.0.1"
port = {PORT}
security = "none"
user = "household"
[inbox]
settle_s = 0
[schedule]
clock_settles_min = 0
"""
#: The minutes of the unit are for people; a test waits for seconds.
SHORTER = "[Service]\\nRestartSec=1s\\nWatchdogSec=20s\\n"
POST_OFFICE = (
    "systemd-run -q --unit=post-office /opt/stegvis/bin/python /given/post_office.py /run/post"
    f" household '{PASSWORD}'"
)
INIT = (
    "init --name kim --timezone Europe/Stockholm --birth-year 1980 --sex male --language sv --yes"
)
#: The README's commands, and what a household has beside them.
INSTALLING = (
    "mkdir -p /etc/credstore /etc/systemd/system/stegvis.service.d",
    f"(umask 077; printf '{PASSWORD}' >/etc/credstore/stegvis_mail__password)",
    f"printf '{SHORTER}' >/etc/systemd/system/stegvis.service.d/trial.conf",
    POST_OFFICE,
    f"{STEGVIS} install-service --now",
    f"runuser -u stegvis -- {STEGVIS} --data {DATA} {INIT}",
    f"install -o stegvis -g stegvis -m 600 /given/stegvis.toml {DATA}/",
)
#: What a command that is tried behind a unit's walls has not from that unit.
NOT_IN_A_TRIAL = ("Type=", "ExecStart=", "ExecReload=", "Restart", "WatchdogSec=", "Conflicts=")


class Installed(Guest):
    """``given`` is a folder the guest sees as /given."""

    def __init__(self) -> None:
        at = f"PYTHON_AT={base_prefix} VENV_AT={prefix} PROJECT_AT={PROJECT}"
        super().__init__(image.folder(), MEMORY_MB, f"systemd.show_status=0 {UNUSED} {at}")
        self.folder.chmod(0o755)
        self.given = self.folder / "given"
        self.given.mkdir()
        self.hci = f"unix-client:{self.folder}/hci"

    def devices(self) -> Sequence[str]:
        shared = {"host": Path("/"), "modules": self._image / "modules/lib/modules"}
        return [
            *CLOCK,
            *(word for tag, path in shared.items() for word in _shown(tag, path)),
            *_shown("given", self.given),
            *serial_line(self.folder / "hci"),
        ]

    def do(self, command: str) -> str:
        """Run something as root; what it said. A failure is an error with all it said."""
        marked = f"{{ {command}\n}}; echo came-$?"
        said, _, came = asyncio.run(self.run(marked, PATIENCE_S)).rpartition("came-")
        if came.strip() != "0":
            raise AssertionError(f"{command}\n{said}\ncame to {came}{self.log()}")
        return said.strip()

    def wait(self, condition: str, guest_s: int = 60) -> None:
        """Wait until a command succeeds; ``guest_s`` are seconds of the guest's own clock."""
        poll = f"timeout {guest_s} sh -c 'until {condition}; do sleep 0.5; done' >/dev/null 2>&1"
        try:
            self.do(poll)
        except AssertionError as error:
            error.add_note(f"never came to be: {condition}")
            raise

    def show(self, unit: str, *names: str) -> dict[str, str]:
        said = self.do(f"systemctl show {unit} -p {','.join(names)}")
        return dict(line.split("=", 1) for line in said.splitlines())

    def advance(self, moment: str) -> None:
        """Set the clock forward, in the words of date(1), and let the service notice."""
        self.do(f"date -s {moment!r}")
        if self.show("stegvis", "ActiveState")["ActiveState"] == "active":
            self.reload()

    def reload(self) -> None:
        """Let the service read its settings again, and wait until it has."""
        read, unit = "event=settings_read", "stegvis"
        times = self.journal(unit).count(read)
        self.do(f"systemctl reload {unit}")
        self.wait(f"test $(journalctl -u {unit} -o cat --no-pager | grep -c {read}) -gt {times}")

    def journal(self, unit: str) -> str:
        """Give all that a unit said, also what is only on its way into the journal."""
        return self.do(f"journalctl --sync && journalctl -u {unit} -o cat --no-pager")

    def behind_walls(self, unit: str, command: str, *changes: str) -> str:
        """Run a command behind the walls of a unit; ``changes`` are lines at its end."""
        lines = unit_text(unit).partition("[Install]")[0].splitlines()
        trial = [
            *(line for line in lines if not line.startswith(NOT_IN_A_TRIAL)),
            "Type=oneshot",
            f"WorkingDirectory={DATA}",
            "StandardOutput=truncate:/run/trial",
            "StandardError=truncate:/run/trial-errors",
            f"ExecStart={command}",
            *changes,
        ]
        (self.given / "trial.service").write_text("\n".join(trial) + "\n", encoding="utf-8")
        self.do("cp /given/trial.service /run/systemd/system/ && systemctl daemon-reload")
        self.do("systemctl start trial || { cat /run/trial /run/trial-errors; false; }")
        return self.do("cat /run/trial")

    def log(self) -> str:
        return asyncio.run(self.run("journalctl -n 60 --no-pager -o short-monotonic", PATIENCE_S))


@contextmanager
def installed_machine() -> Iterator[Installed]:
    guest = Installed()
    try:
        for name in ("post_office.py", "trespass.py"):
            shutil.copy(Path(__file__).with_name(name), guest.given)
        (guest.given / "stegvis.toml").write_text(SETTINGS, encoding="utf-8")
        (guest.given / "old-program").write_bytes(old_program())
        for path in (guest.given, *guest.given.iterdir()):
            path.chmod(0o755)
        asyncio.run(guest.boot(PATIENCE_S))
        for command in INSTALLING:
            guest.do(command)
        guest.reload()
        guest.wait(f"test -d {DATA}/inbox")
        yield guest
    finally:
        guest.end()


def unit_text(unit: str) -> str:
    """Give a unit as it is installed in /opt and /var/lib."""
    return (PROJECT / "systemd" / unit).read_text("utf-8")


def old_program() -> bytes:
    """A whole program of 32 bits that ends with 42: exit(42) by the old call."""
    code = b"\xb8\x01\0\0\0\xbb\x2a\0\0\0\xcd\x80\xf4"
    at, headers = 0x08048000, 52 + 32
    size = headers + len(code)
    elf = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack(
        "<HHIIIIIHHHHHH", 2, 3, 1, at + headers, 52, 0, 0, 52, 32, 1, 0, 0, 0
    )  # fmt: skip
    return elf + struct.pack("<IIIIIIII", 1, 0, at, at, size, size, 5, 4096) + code


def _shown(tag: str, path: Path) -> Sequence[str]:
    more = ",multidevs=remap" if path == Path("/") else ""
    return [
        "-fsdev",
        f"local,id={tag},path={os.fspath(path)},security_model=none,readonly=on{more}",
        "-device",
        f"virtio-9p-pci,fsdev={tag},mount_tag={tag}",
    ]
