"""Why what is kept cannot be used, told from what a driver or the system raised, with advice."""

from __future__ import annotations

import errno
import os
import sqlite3
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: The database and the two files beside it.
_SQLITE_OPENS: Final = 3


class Trouble(StrEnum):
    """Why a database cannot be used, as the end of a sentence that begins with "The database"."""

    LOCKED = "is held by another program that is writing to it"
    READ_ONLY = "cannot be written to: it is protected against changes"
    NO_PERMISSION = "belongs to somebody else on this computer, and may not be used by you"
    FULL = "has no room left on its disk"
    TOO_MANY_OPEN = "cannot be opened: too many files are open already"
    NOT_OURS = "is not a stegvis database"
    DAMAGED = "is damaged"
    NO_ACCESS = "cannot be opened"
    UNREADABLE_DISK = "lies on a disk that gives errors"
    NO_SERVER = "does not answer"
    REFUSED = "refused the name or password"


ADVICE: Final = MappingProxyType(
    {
        Trouble.LOCKED: "Wait until the other import or letter is done, then try again.",
        Trouble.READ_ONLY: (
            "On a card or stick, move the lock switch. Otherwise restart the computer; if it is"
            " the same again, the disk may be failing: copy your data to another one. Or choose"
            " another folder."
        ),
        Trouble.NO_PERMISSION: (
            "Run the command as the user it belongs to (ls -l shows who), let that user give it to"
            " you, or choose another folder."
        ),
        Trouble.FULL: (
            "Nothing half was kept. Make room: delete what you do not need, or move it elsewhere."
            " Then run the same command again."
        ),
        Trouble.TOO_MANY_OPEN: (
            "Close programs you do not need, or restart the computer, then run the same command"
            " again."
        ),
        Trouble.NOT_OURS: "It was left as it is. Choose another folder with --data.",
        Trouble.DAMAGED: "Put a backup in its place; the originals can then be imported again.",
        Trouble.NO_ACCESS: "Check that its folder exists and that you may read and write there.",
        Trouble.UNREADABLE_DISK: "Copy the folder to a sound disk before doing anything else.",
        Trouble.NO_SERVER: "Check that the server runs and that the address is right.",
        Trouble.REFUSED: "Check the user and the password in the database address.",
    }
)


def refused_by_system(error: OSError) -> str:
    """Say in a sentence what the system refused, and what to do about it."""
    detail = error.strerror or str(error)
    where = error.filename or "Something this program needs"
    trouble = _SYSTEM.get(error.errno or 0)
    if trouble is None:
        return f"The system refused {where}: {detail}. See: stegvis doctor"
    return f"{where} {trouble.value} ({detail}). {ADVICE[trouble]}"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Tell what a driver's or the system's error means, or None where it is a fault of ours."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, Trouble.NO_ACCESS)
    return _of_server(error)


def looked_into(trouble: Trouble | None, path: str) -> Trouble | None:
    """Ask the system why SQLite could not use a file; it says only that it could not."""
    if trouble not in {Trouble.READ_ONLY, Trouble.NO_ACCESS}:
        return trouble
    opened: list[int] = []
    try:
        for each in (path, os.path.dirname(path) or "."):  # noqa: PTH120 - no pathlib at a start
            if os.statvfs(each).f_flag & os.ST_RDONLY:
                return Trouble.READ_ONLY
            if not os.access(each, os.R_OK | os.W_OK):
                return Trouble.NO_PERMISSION
        for _ in range(_SQLITE_OPENS):
            opened.append(os.open(path, os.O_RDWR))  # noqa: PERF401 - what is open must be closed
    except OSError as error:
        return _SYSTEM.get(error.errno or 0, trouble)
    finally:
        for each_opened in opened:
            os.close(each_opened)
    return trouble


def _of_server(error: BaseException | None) -> Trouble | None:
    """Read the SQLSTATE that psycopg hangs on its errors; a failed connection has none."""
    if error is None or type(error).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:
        if type(error).__name__ not in {"OperationalError", "ConnectionTimeout"}:
            return None
        refused = "authentication failed" in str(error)
        return Trouble.REFUSED if refused else Trouble.NO_SERVER
    return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2])


_SQLITE: Final = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: Trouble.LOCKED,
        sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
        sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
        sqlite3.SQLITE_PERM: Trouble.NO_ACCESS,
        sqlite3.SQLITE_CANTOPEN: Trouble.NO_ACCESS,
        sqlite3.SQLITE_IOERR: Trouble.UNREADABLE_DISK,
        sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
        sqlite3.SQLITE_FULL: Trouble.FULL,
        sqlite3.SQLITE_IOERR_SHMSIZE: Trouble.FULL,  # the file beside it could not grow
        sqlite3.SQLITE_NOTADB: Trouble.NOT_OURS,
    }
)

_SYSTEM: Final = MappingProxyType(
    {
        errno.ENOSPC: Trouble.FULL,
        errno.EDQUOT: Trouble.FULL,
        errno.EROFS: Trouble.READ_ONLY,
        errno.EACCES: Trouble.NO_PERMISSION,
        errno.EPERM: Trouble.NO_PERMISSION,
        errno.EMFILE: Trouble.TOO_MANY_OPEN,
        errno.ENFILE: Trouble.TOO_MANY_OPEN,
        errno.EIO: Trouble.UNREADABLE_DISK,
    }
)

_SQLSTATE: Final = MappingProxyType(
    {
        "08": Trouble.NO_SERVER,  # connection exceptions
        "28": Trouble.REFUSED,  # invalid authorization
        "53100": Trouble.FULL,
        "25006": Trouble.READ_ONLY,
        "55P03": Trouble.LOCKED,
        "57P01": Trouble.NO_SERVER,  # the server is being shut down
        "57P03": Trouble.NO_SERVER,
        "58030": Trouble.UNREADABLE_DISK,
        "XX001": Trouble.DAMAGED,
    }
)
