"""A real file system that can be told to answer nobody: FUSE, spoken by hand.

`mounted` puts an empty file system on a folder. Told that it hangs, it takes requests and answers
none, as a share does whose computer was switched off: who looks waits inside the kernel, where no
signal reaches. Told that it answers, it answers what it owes and goes on. Its end ends all waiting.
Needs root.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.made.needs import missing

LOOKUP, GETATTR, OPENDIR, READDIR, RELEASEDIR, INIT, STATFS, ACCESS = 1, 3, 27, 28, 29, 26, 17, 34
FORGET, INTERRUPT, BATCH_FORGET = 2, 36, 42
NO_ANSWER = {FORGET, INTERRUPT, BATCH_FORGET}
NODE, FOLDER = 1, 0o040755
ROOT = Path(__file__).resolve().parents[2]

_HEAD = struct.Struct("<IIQQIIII")
libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Share:
    """A mounted file system, and who serves it."""

    folder: Path
    server: subprocess.Popen[str]

    def hangs(self) -> None:
        self._tell("h")

    def answers(self) -> None:
        self._tell("a")

    def _tell(self, word: str) -> None:
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(word)
        self.server.stdin.flush()
        assert self.server.stdout.readline() == "done\n"


@contextmanager
def mounted(folder: Path) -> Iterator[Share]:
    """Mount one; skips where that is not allowed."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.made.hanging", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        if server.stdout.readline() != "mounted\n":
            missing("a file system that hangs needs /dev/fuse, and root to mount it")
        try:
            yield Share(folder, server)
        finally:
            server.stdin.close()


@dataclass
class Served:
    """One mounted file system."""

    handle: int
    hangs: bool = False
    owed: list[bytes] = field(default_factory=list)

    def request(self, said: bytes) -> None:
        _, code, unique, *_ = _HEAD.unpack_from(said)
        if code in NO_ANSWER:
            return
        if self.hangs:
            self.owed.append(said)
            return
        body = _body(code)
        error = -body if isinstance(body, int) else 0
        content = b"" if isinstance(body, int) else body
        answer = struct.pack("<IiQ", 16 + len(content), error, unique) + content
        with suppress(FileNotFoundError):  # whoever asked was killed
            os.write(self.handle, answer)

    def hang(self) -> None:
        self.hangs = True

    def answer(self) -> None:
        self.hangs, owed, self.owed = False, self.owed, []
        for said in owed:
            self.request(said)


def _body(code: int) -> bytes | int:
    """Give what is to be said to a request about an empty folder, or an error."""
    if code == INIT:
        return struct.pack("<IIIIHHIIHHI", 7, 31, 65536, 0, 16, 16, 65536, 1, 0, 0, 0) + b"\0" * 28
    if code == GETATTR:
        now = int(time.time())
        attributes = (NODE, 0, 0, now, now, now, 0, 0, 0, FOLDER, 2, os.getuid(), os.getgid(), 0)
        # Valid for no time at all: every look comes here.
        return struct.pack("<QII", 0, 0, 0) + struct.pack("<QQQQQQIIIIIIIIII", *attributes, 4096, 0)
    if code == OPENDIR:
        return struct.pack("<QII", 1, 0, 0)
    if code == STATFS:
        return struct.pack("<QQQQQIIII", 1 << 20, 1 << 19, 1 << 19, 100, 50, 4096, 255, 4096, 0)
    if code in {READDIR, RELEASEDIR, ACCESS}:
        return b""
    return errno.ENOENT if code == LOOKUP else errno.ENOSYS


def main() -> None:
    folder = sys.argv[1]
    handle = os.open("/dev/fuse", os.O_RDWR)
    data = f"fd={handle},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()},allow_other"
    if libc.mount(b"hanging", os.fsencode(folder), b"fuse.hanging", 0, data.encode()):
        raise SystemExit(f"hanging: {os.strerror(ctypes.get_errno())}")
    served = Served(handle)
    served.request(
        os.read(handle, 135168)
    )  # until this first one is answered, nobody hangs for good
    os.set_blocking(handle, False)
    sys.stdout.write("mounted\n")
    sys.stdout.flush()
    while True:
        ready, _, _ = select.select([handle, 0], [], [])
        if 0 in ready:
            word = os.read(0, 1)
            if not word:  # whoever asked for it is gone
                libc.umount2(os.fsencode(folder), 2)  # at once, whoever is inside
                return
            (served.hang if word == b"h" else served.answer)()
            sys.stdout.write("done\n")
            sys.stdout.flush()
        elif handle in ready:
            # Whoever asked may have been killed before this is read.
            with suppress(BlockingIOError, FileNotFoundError):
                served.request(os.read(handle, 135168))


if __name__ == "__main__":
    main()
