"""Backups: that there is one, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from service.checks.check import Check, look, well
from service.checks.speaking import ago
from service.home import Home
from service.watchfulness import STALE


def last_backup(home: Home) -> datetime | None:
    """When the newest copy in the folder was made, as its name says."""
    from service.backup.making import backups_folder, backups_in
    from service.backup.rotation import moment_of

    copies = backups_in(backups_folder(home))
    return moment_of(copies[-1].name) if copies else None


def backup(home: Home) -> Iterator[Check]:
    from service import attempts
    from service.backup.making import backups_folder

    made, folder = last_backup(home), backups_folder(home)
    if made is None and not attempts.read(home.data).done_at:
        yield well("backup", "none yet; the service will make one a day")
    elif made is None:
        yield look("backup", "none yet, and the service is at work", "Make one: stegvis backup")
    elif home.now() - made > STALE:
        advice = f"Look whether {folder} can be written, then: stegvis backup"
        yield look("backup", f"the last is from {ago(made, home.now())}", advice)
    else:
        yield well("backup", f"{ago(made, home.now())}, in {folder}")
