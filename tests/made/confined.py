"""Start a command behind the walls a systemd unit asks for, where no systemd runs.

    python confined.py UNIT STATE_DIRECTORY KEPT... -- COMMAND...

Reads the unit itself, so that a changed line is a changed wall. A line that is neither put up nor
listed in `NOT_PUT_UP` is an error. Needs root; the command runs as user and group `UID`.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

UID = 65_534  # "nobody": somebody dbus-daemon can look up

#: What only systemd, its control groups or its journal can do: not tried here, and said so.
NOT_PUT_UP = frozenset(
    {
        "DeviceAllow", "DevicePolicy", "ExecReload", "IPAddressDeny", "IOSchedulingClass",
        "KeyringMode", "KillMode",
        "LoadCredential", "LockPersonality", "MemoryHigh", "MemoryMax", "Nice", "NotifyAccess",
        "OOMPolicy", "RemainAfterExit", "RemoveIPC", "Restart", "RestartPreventExitStatus",
        "RestartSec",
        "RestrictRealtime", "RestrictSUIDSGID", "SuccessExitStatus", "SupplementaryGroups",
        "SystemCallArchitectures", "TasksMax", "TimeoutStartSec", "TimeoutStopSec", "Type",
    }
)  # fmt: skip
#: Put up below, under these names.
PUT_UP = frozenset(
    {
        "AmbientCapabilities", "CacheDirectory", "CacheDirectoryMode", "CapabilityBoundingSet",
        "Environment", "ExecStart", "ExecStartPre", "ExecStopPost", "Group", "LimitCORE",
        "MemoryDenyWriteExecute", "NoNewPrivileges", "PrivateDevices", "PrivateMounts",
        "PrivateNetwork", "PrivateTmp", "PrivateUsers", "ProcSubset", "ProtectClock",
        "ProtectControlGroups", "ProtectHome", "ProtectHostname", "ProtectKernelLogs",
        "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "ProtectSystem",
        "ReadWritePaths", "RestrictAddressFamilies", "RestrictNamespaces", "RuntimeDirectory",
        "RuntimeDirectoryMode", "StateDirectory", "StateDirectoryMode", "SystemCallErrorNumber",
        "SystemCallFilter", "UMask", "User", "WatchdogSec",
    }
)  # fmt: skip

NEWNS, NEWUTS, NEWUSER, NEWNET = 0x20000, 0x4000000, 0x10000000, 0x40000000
ALL_NAMESPACES = (0x80, NEWNS, 0x2000000, NEWUTS, 0x8000000, NEWUSER, 0x20000000, NEWNET)
RDONLY, NOSUID, NODEV, NOEXEC, BIND, REC, SLAVE = 1, 2, 4, 8, 4096, 16384, 1 << 19
SET_NO_NEW_PRIVS, CAPBSET_DROP, SET_MDWE = 38, 24, 65
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    divide = sys.argv.index("--")
    unit, state, *kept = map(Path, sys.argv[1:divide])
    lines = service_lines(unit)
    allowed = allowed_calls(lines["SystemCallFilter"])
    seccomp = ctypes.CDLL("libseccomp.so.2")
    environment = environment_of(lines)
    network = NEWNET if lines.get("PrivateNetwork") == ["yes"] else 0
    checked(libc.unshare(NEWNS | NEWUTS | network), "unshare")
    walls(state, kept)
    os.umask(int(lines["UMask"][-1], 8))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    become_nobody(own_users=lines.get("PrivateUsers") == ["yes"])
    prctl(SET_NO_NEW_PRIVS, 1)
    prctl(SET_MDWE, 1)
    os.chdir("/")
    command = sys.argv[divide + 1 :]
    filters(seccomp, lines, allowed)
    os.execve(command[0], command, environment)


def service_lines(unit: Path) -> dict[str, list[str]]:
    """Give the [Service] lines by name; an unknown one is an error."""
    found: dict[str, list[str]] = {}
    section = unit.read_text(encoding="utf-8").partition("[Service]\n")[2].partition("\n[")[0]
    for line in section.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    unknown = set(found) - PUT_UP - NOT_PUT_UP
    if unknown:
        raise SystemExit(f"confined: neither put up nor listed: {sorted(unknown)}")
    return found


def allowed_calls(values: list[str]) -> set[str]:
    """Work out what a list of SystemCallFilter= lines leaves, as systemd itself names the sets."""
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sets: dict[str, list[str]] = {}
    for line in re.sub(r"\x1b\[[0-9;]*m", "", said).splitlines():
        word = line.strip()
        if line.startswith("@"):
            sets[word] = inside = []
        elif word and not word.startswith("#"):
            inside.append(word)

    def expand(word: str) -> set[str]:
        if not word.startswith("@"):
            return {word}
        return {each for inner in sets[word] for each in expand(inner)}

    allowed: set[str] = set()
    for value in values:
        words = {call for word in value.removeprefix("~").split() for call in expand(word)}
        allowed = allowed - words if value.startswith("~") else allowed | words
    # systemd lets through what it needs itself on the way to the program.
    return allowed | expand("@default") | {"execve"}


def environment_of(lines: dict[str, list[str]]) -> dict[str, str]:
    own = dict(word.split("=", 1) for value in lines["Environment"] for word in value.split())
    given = {name: os.environ[name] for name in ("NOTIFY_SOCKET",) if name in os.environ}
    more = {"WATCHDOG_USEC": "180000000"} if "WatchdogSec" in lines else {}
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/var/lib/stegvis",
        "USER": "stegvis",
        "STATE_DIRECTORY": "/var/lib/stegvis",
        **{name: value.replace("%C", "/var/cache") for name, value in own.items()},
        **given,
        **more,
    }


def walls(state: Path, kept: list[Path]) -> None:
    """Make the file system read-only, private and almost empty of devices."""
    mount("none", "/", "", REC | SLAVE)
    open_paths = {path: os.open(path, os.O_PATH) for path in [state, *kept]}
    devices = {name: os.open(f"/dev/{name}", os.O_PATH) for name in DEVICES}
    for place in HIDDEN:
        mount("tmpfs", place, "tmpfs", NOSUID | (NODEV if place != "/dev" else 0))
    Path("/tmp").chmod(0o1777)
    for name, handle in devices.items():
        Path("/dev", name).touch()
        mount(f"/proc/self/fd/{handle}", f"/dev/{name}", "", BIND)
    Path("/dev/shm").mkdir(mode=0o1777)
    Path("/dev/shm").chmod(0o1777)
    for own, mode in (("/var/lib/stegvis", 0o700), ("/var/cache/stegvis", 0o700)):
        Path(own).mkdir(mode=mode)
    mount(f"/proc/self/fd/{open_paths[state]}", "/var/lib/stegvis", "", BIND)
    mount("/var/cache/stegvis", "/var/cache/stegvis", "", BIND)
    os.chown("/var/cache/stegvis", UID, UID)
    for path in kept:
        if not path.exists():  # it lay below what is hidden now
            path.mkdir(parents=True)
            mount(f"/proc/self/fd/{open_paths[path]}", str(path), "", BIND | REC)
    for handle in [*open_paths.values(), *devices.values()]:
        os.close(handle)
    mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC, "hidepid=invisible,subset=pid")
    protect("/", read_only=True)
    for place in WRITABLE:
        protect(place, read_only=False)


HIDDEN = ("/home", "/root", "/tmp", "/var/tmp", "/var/lib", "/var/cache", "/dev")
WRITABLE = ("/proc", "/tmp", "/var/tmp", "/dev", "/var/lib/stegvis", "/var/cache/stegvis")
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    words = [word.encode() or None for word in (source, target, kind)]
    checked(libc.mount(*words, flags, data.encode() or None), f"mount {target}")


def protect(place: str, *, read_only: bool) -> None:
    """Set or clear read-only on a mount; of the root, on everything below it too."""
    attributes = (ctypes.c_uint64 * 4)(1 if read_only else 0, 0 if read_only else 1, 0, 0)
    recursive = 0x8000 if read_only else 0
    done = libc.syscall(442, -100, place.encode(), recursive, ctypes.byref(attributes), 32)
    checked(done, f"mount_setattr {place}")


def become_nobody(*, own_users: bool) -> None:
    """Give up root for good; then live in a user namespace that knows nobody else."""
    for capability in range(64):
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    if own_users:
        prctl(4, 1)  # dumpable, or the maps below belong to root
        checked(libc.unshare(NEWUSER), "unshare user")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{UID} {UID} 1")
        Path("/proc/self/gid_map").write_text(f"{UID} {UID} 1")
        for capability in range(64):
            libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)


class Comparison(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


EQUAL, GREATER, MASKED_EQUAL = 4, 6, 7


def filters(seccomp: ctypes.CDLL, lines: dict[str, list[str]], allowed: set[str]) -> None:
    """Load three filters as systemd does: families of sockets, namespaces, system calls."""
    seccomp.seccomp_init.restype = ctypes.c_void_p
    wanted = {FAMILIES[word] for word in lines["RestrictAddressFamilies"][-1].split()}

    def forbid_families(rule: Rule) -> None:
        for family in set(range(46)) - wanted:
            rule(ERRNO | EAFNOSUPPORT, "socket", Comparison(0, EQUAL, family, 0))
        rule(ERRNO | EAFNOSUPPORT, "socket", Comparison(0, GREATER, 45, 0))

    def forbid_namespaces(rule: Rule) -> None:
        for flag in ALL_NAMESPACES:
            rule(ERRNO | EPERM, "unshare", Comparison(0, MASKED_EQUAL, flag, flag))
            if flag != 0x80:  # clone's low byte is a signal
                rule(ERRNO | EPERM, "clone", Comparison(0, MASKED_EQUAL, flag, flag))
        rule(ERRNO | EPERM, "setns")
        rule(ERRNO | ENOSYS, "clone3")

    def allow_calls(rule: Rule) -> None:
        for name in allowed:
            rule(ALLOW, name)

    load(seccomp, ALLOW, forbid_families)
    load(seccomp, ALLOW, forbid_namespaces)
    load(seccomp, ERRNO | EPERM, allow_calls)


Rule = Callable[..., None]


def load(seccomp: ctypes.CDLL, otherwise: int, fill: Callable[[Rule], None]) -> None:
    context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(otherwise)))

    def rule(action: int, name: str, *comparisons: Comparison) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # a call of another architecture
        listed = (Comparison * len(comparisons))(*comparisons)
        seccomp.seccomp_rule_add_array(
            context, ctypes.c_uint32(action), number, len(comparisons), listed
        )

    fill(rule)
    if seccomp.seccomp_load(context):
        raise SystemExit("confined: the filter was not taken")


def prctl(option: int, value: int) -> None:
    checked(libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def checked(result: int, what: str) -> None:
    if result < 0:
        raise SystemExit(f"confined: {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
