"""The units under the real systemd: an emulated machine on which stegvis is installed.

The machine is `tests/made/machine`. Each test stands alone: the service runs when one that takes
`machine` begins, and the clock only ever goes forward.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from collector.pretend import make
from tests.made.machine.installed import (
    DATA,
    STEGVIS,
    Installed,
    installed_machine,
    missing,
    unit_text,
)
from tests.made.needs import missing as lacking

#: An emulated machine on a busy one.
pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

#: What systemd itself says it has put up.
WALLS = {
    "DevicePolicy": "closed",
    "KeyringMode": "private",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "MemoryMax": str(600 << 20),
    "NoNewPrivileges": "yes",
    "PrivateUsers": "yes",
    "ProtectSystem": "strict",
    "RemoveIPC": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "SystemCallArchitectures": "native",
    "TasksMax": "128",
}
NOT_PERMITTED, NO_FILE = "Operation not permitted", "No such file or directory"
#: What comes of each trespass behind the walls of the service.
FORBIDDEN = {
    "setuid": NOT_PERMITTED,
    "personality": NOT_PERMITTED,
    "realtime": NOT_PERMITTED,
    "keyring": NOT_PERMITTED,
    "written and run": NOT_PERMITTED,
    "kernel log": NO_FILE,
    "disk": NO_FILE,
    "write to /usr": "Read-only file system",
    "write to /etc": "Read-only file system",
    "see homes": "Permission denied",
    "see processes": NO_FILE,
    "become root": NOT_PERMITTED,
    "threads": "can't start new thread",
}
TRESPASS = "/opt/stegvis/bin/python /given/trespass.py /given/old-program"


@pytest.fixture(scope="module")
def booted() -> Iterator[Installed]:
    if reason := missing():
        lacking(reason)
    with installed_machine() as machine:
        yield machine


@pytest.fixture
def machine(booted: Installed) -> Installed:
    booted.do("systemctl start stegvis")
    return booted


def watch_files(first: date) -> Sequence[tuple[str, bytes]]:
    """Give what a watch wrote in the first three days of a week."""
    return list(make(5, first, 1).files())[:3]


def originals(machine: Installed) -> int:
    return int(machine.do(f"find {DATA}/originals -name '*.z' 2>/dev/null | wc -l"))


def tried(machine: Installed, unit: str, what: Sequence[str], *changes: str) -> dict[str, str]:
    words = " ".join(f'"{each}"' for each in what)
    came: dict[str, str] = json.loads(machine.behind_walls(unit, f"{TRESPASS} {words}", *changes))
    return came


def test_it_is_ready_and_systemd_has_put_up_its_walls(machine: Installed) -> None:
    about = machine.show("stegvis", "ActiveState", "Type", "StatusText", "UnitFileState", *WALLS)
    assert about.items() >= WALLS.items()
    assert (about["ActiveState"], about["Type"]) == ("active", "notify")
    assert about["UnitFileState"] == "enabled"
    written = machine.do("cat /etc/systemd/system/stegvis.service")
    assert written == unit_text("stegvis.service").strip()
    machine.wait("systemctl show stegvis -p StatusText | grep -q Next:")
    process = machine.do("cat /proc/$(systemctl show --value -p MainPID stegvis)/status")
    facts = dict(line.split(":\t", 1) for line in process.splitlines() if ":\t" in line)
    assert (facts["CapBnd"], facts["NoNewPrivs"], facts["Seccomp"]) == ("0" * 16, "1", "2")
    bluetooth = machine.do("getent group bluetooth | cut -d: -f3")
    assert bluetooth in facts["Groups"].split()


def test_what_is_put_into_the_inbox_is_read(machine: Installed) -> None:
    before = originals(machine)
    files = watch_files(date(2029, 1, 29))
    for number, (_, content) in enumerate(files):
        path = machine.given / f"{number}.fit"
        path.write_bytes(content)
        path.chmod(0o644)
    # As its owner from the first byte: a file that may not be read yet is left for ten minutes.
    machine.do(f"runuser -u stegvis -- install -m 600 /given/?.fit {DATA}/inbox/")
    machine.wait(f'test -z "$(ls {DATA}/inbox | grep fit)"')
    assert originals(machine) == before + len(files)


@pytest.mark.dear
def test_a_letter_leaves_with_the_password_systemd_keeps(machine: Installed) -> None:
    give = f"{STEGVIS} --data {DATA} consent give --to patient --address kim@localhost --by KN"
    machine.do(f"runuser -u stegvis -- {give} --at 07:30")
    machine.advance("next monday 08:00")
    machine.wait("test -e /run/post/0.eml", 300)
    assert "application/pdf" in machine.do("grep Content-Type /run/post/0.eml")
    # LoadCredential: nobody else may read it, and no other file of the service has it.
    secret = machine.do("stat -c '%a %U' /run/credentials/stegvis.service/*")
    assert secret == "400 stegvis"
    peak = int(machine.do("cat /sys/fs/cgroup/system.slice/stegvis.service/memory.peak"))
    assert peak < 450 << 20, "MemoryHigh slowed it down"


@pytest.mark.dear
@pytest.mark.parametrize(("signal", "result"), [("KILL", "signal"), ("STOP", "watchdog")])
def test_a_service_that_fell_or_hangs_is_started_again(
    machine: Installed, signal: str, result: str
) -> None:
    before = machine.show("stegvis", "MainPID", "NRestarts")
    machine.do(f"systemctl kill --kill-whom=main -s {signal} stegvis")
    machine.wait(
        "test $(systemctl show --value -p NRestarts stegvis) -gt "
        f"{before['NRestarts']} && systemctl -q is-active stegvis",
        180,
    )
    after = machine.show("stegvis", "MainPID", "ActiveState")
    assert after["ActiveState"] == "active"
    assert after["MainPID"] != before["MainPID"]
    assert f"Failed with result '{result}'" in machine.journal("stegvis")


def test_told_to_reload_it_reads_its_settings_and_goes_on(machine: Installed) -> None:
    before = machine.show("stegvis", "MainPID")
    machine.reload()
    assert machine.show("stegvis", "MainPID") == before


@pytest.mark.dear
def test_a_watch_that_is_plugged_in_is_mounted_read_only_and_read(
    machine: Installed, tmp_path: Path
) -> None:
    files = watch_files(date(2029, 2, 5))
    drive = machine.given / "drive.img"
    make_drive(drive, files, tmp_path)
    before, whole = originals(machine), hashlib.sha256(drive.read_bytes()).hexdigest()
    machine.do(PLUG_IN)
    machine.wait("systemctl -q is-active 'stegvis-watch@*'")
    assert " ro," in machine.do("grep /run/stegvis-watch /proc/mounts")
    assert originals(machine) == before + len(files)
    machine.do("echo '' >/sys/kernel/config/usb_gadget/watch/UDC")  # pulled out
    machine.wait("! grep -q /run/stegvis-watch /proc/mounts")
    machine.wait("! systemctl -q is-active 'stegvis-watch@*'")
    assert machine.do("sha256sum </run/drive.img").split()[0] == whole


#: A drive as a Garmin watch shows itself, by Linux's own side of a device, on a bus it emulates.
PLUG_IN = """
cp /given/drive.img /run/
modprobe -a dummy_hcd libcomposite usb_f_mass_storage
cd /sys/kernel/config/usb_gadget
mkdir watch; cd watch
echo 0x091e >idVendor; echo 0x0003 >idProduct
mkdir strings/0x409; echo Garmin >strings/0x409/manufacturer; echo 1234 >strings/0x409/serialnumber
mkdir -p configs/c.1 functions/mass_storage.0
echo /run/drive.img >functions/mass_storage.0/lun.0/file
ln -s functions/mass_storage.0 configs/c.1/
ls /sys/class/udc >UDC
"""


def make_drive(image: Path, files: Sequence[tuple[str, bytes]], folder: Path) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with image.open("wb") as file:
        file.truncate(8 << 20)
    subprocess.run(["/usr/sbin/mkfs.vfat", "-n", "GARMIN", image], check=True, capture_output=True)
    subprocess.run(["mcopy", "-s", "-i", image, folder / "GARMIN", "::"], check=True)
    image.chmod(0o644)


@pytest.mark.dear
def test_trespasses_fail(machine: Installed) -> None:
    what = [*FORBIDDEN, "old program", "write data"]
    came = tried(machine, "stegvis.service", what)
    assert came.items() >= FORBIDDEN.items()
    assert came["old program"] != "done"
    assert came["write data"] == "done"


#: One wall at a time: its unit, what is tried, the walls beside it taken away, and itself.
ALONE = {
    "DevicePolicy": ("stegvis.service", "fuse", ("PrivateDevices=no",), "DevicePolicy=auto"),
    "IPAddressDeny": (
        "stegvis-backup.service",
        "network",
        ("PrivateNetwork=no", "RestrictAddressFamilies="),
        "IPAddressDeny=",
    ),
}


@pytest.mark.dear
@pytest.mark.parametrize("wall", ALONE)
def test_a_wall_holds_by_itself(booted: Installed, wall: str) -> None:
    unit, what, others, gone = ALONE[wall]
    assert tried(booted, unit, [what], *others)[what] != "done"
    assert tried(booted, unit, [what], *others, gone)[what] == "done"


@pytest.mark.dear
def test_it_goes_by_itself_and_timers_do_the_same_work(machine: Installed) -> None:
    machine.do(f"{STEGVIS} install-service --timer --now")
    ended = machine.show("stegvis", "Result", "ExecMainStatus", "ActiveState")
    # Beyond five seconds it would have ended itself with another status.
    assert ended == {"Result": "success", "ExecMainStatus": "0", "ActiveState": "inactive"}
    machine.advance("tomorrow 03:30")  # a copy and a round, both at once
    for unit in ("stegvis-backup", "stegvis-due"):
        machine.wait(f"systemctl show --value -p ExecMainExitTimestamp {unit} | grep -q .")
        ended = machine.show(unit, "Result", "ExecMainStatus")
        assert ended == {"Result": "success", "ExecMainStatus": "0"}
    machine.do("systemctl stop stegvis-due.timer stegvis-backup.timer")
    assert "errand_failed" not in machine.journal("stegvis-due")
    assert machine.do(f"ls {DATA}/backups | grep -c $(date +%Y%m%d)") == "1"
