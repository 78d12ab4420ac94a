"""Backups: that there is one, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from service.checks.answering import answers, unanswering
from service.checks.check import Check, look, well
from service.checks.speaking import ago
from service.home import Home
from service.watchfulness import STALE


def backup(home: Home) -> Iterator[Check]:
    from service import attempts
    from service.backup.places import backups_folder

    folder = backups_folder(home)
    if not answers(folder):
        yield unanswering("backup", folder)
        return
    made = _newest(home, folder)
    if made is None and not attempts.read(home.data).done_at:
        yield well("backup", "none yet; the service will make one a day")
    elif made is None:
        yield look("backup", "none yet, and the service is at work", "Make one: stegvis backup")
    elif home.now() - made > STALE:
        advice = f"Look whether {folder} can be written, then: stegvis backup"
        yield look("backup", f"the last is from {ago(made, home.now())}", advice)
    else:
        yield well("backup", f"{ago(made, home.now())}, in {folder}")


def _newest(home: Home, folder: Path) -> datetime | None:
    """When the newest copy was made, as its name says; one of a day to come says nothing."""
    from service.backup.installation import own_backups
    from service.backup.rotation import moment_of

    moments = (moment_of(path.name) for path in own_backups(folder, home.data))
    return max((each for each in moments if each is not None and each <= home.now()), default=None)
